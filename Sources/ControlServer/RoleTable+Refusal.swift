import Controller

// Why somebody may not: who the daemon takes them for, who may, and what makes a person one of those.

extension RoleTable {
  /// The refusal of a command of this kind, which not everyone may give, to `peer`.
  func refusal(of kind: CommandKind, to peer: Peer?) -> Problem {
    guard case .only(let holders) = Self.access(to: kind) else { preconditionFailure("\(kind.name) is refused to nobody") }
    guard let groups else {
      return Problem(
        503, "roles-unknown",
        "It is not known yet which Unix groups give roles: the directory service has not answered. Until it has, only root may "
          + "do more than look, pause and stop. Nothing was done. Try again.")
    }
    let needed = groups.filter { holders.contains($0.role) }
    let roles = Role.allCases.filter(holders.contains).map(\.name)
    var sentence = "\(identity(of: peer)) \(kind.name) needs \(Self.list(roles, "or")): membership in the Unix group "
    sentence += "\(Self.list(Self.names(needed), "or")) (log in again after being added)."
    let missing = Self.names(needed.filter { $0.number == nil })
    if !missing.isEmpty {
      sentence += " When the daemon started it found no group \(Self.list(missing, "or")) on this machine."
    }
    return Problem(403, "not-permitted", "\(sentence) Everyone may look, pause and stop.")
  }

  /// Who the daemon takes `peer` for.
  private func identity(of peer: Peer?) -> String {
    guard let peer else { return "The kernel does not say who you are, so you hold no role." }
    let held = roles(of: peer).map(\.name)
    let roles =
      switch held.count {
      case 0: "no role"
      case 1: "the role \(held[0])"
      default: "the roles \(Self.list(held, "and"))"
      }
    return "User \(peer.user.number) holds \(roles)."
  }

  /// The names of these groups, each once.
  private static func names(_ groups: [RoleGroup]) -> [String] {
    groups.reduce(into: []) { names, group in
      if !names.contains(group.name) { names.append(group.name) }
    }
  }

  /// "a", "a or b", "a, b or c".
  private static func list(_ words: [String], _ joint: String) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "of which none is configured" }
    return "\(words.dropLast().joined(separator: ", ")) \(joint) \(last)"
  }
}

import Controller

/// THE place that says who may command: command by role (SR-134). Everyone who can connect may read.
struct RoleTable: Sendable {
  /// Who may give a command.
  enum Access: Hashable, Sendable {
    /// Whoever can connect, named by the kernel or not (SR-027).
    case everyone
    /// Who holds one of these roles.
    case only(Set<Role>)
  }

  /// The groups that give roles, as they were found when the daemon started; nil while they are still being looked for.
  let groups: [RoleGroup]?

  /// Those who run sessions.
  private static let clinicians: Set<Role> = [.nurse, .physician]

  /// The table, one line for each kind of command. Viewers and auditors have no line: they look.
  static func access(to kind: CommandKind) -> Access {
    switch kind {
    case .prepare: .only(clinicians)
    case .start: .only(clinicians)
    // Lowering a rate is therapy too: only a pause and a stop are everyone's.
    case .setRate: .only(clinicians)
    case .confirm: .only(clinicians)
    case .pause: .everyone
    case .stop: .everyone
    case .prepareResume: .only(clinicians)
    case .resume: .only(clinicians)
    case .reconcile: .only(clinicians)
    case .reset: .only(clinicians)
    case .close: .only(clinicians)
    case .nextStep: .only(clinicians)
    case .second: .only(clinicians)
    case .score: .only(clinicians)
    case .vitals: .only(clinicians)
    case .handover: .only(clinicians)
    // What goes beyond the usual needs somebody who answers for it (SR-003, SR-034).
    case .approve: .only([.physician])
    case .closeEarly: .only([.physician])
    // Who works at a device hears its alarms; an acknowledgement removes no cause and allows no resume (SR-108).
    case .acknowledge: .only([.nurse, .physician, .technician])
    // A limit is the patient's; what is heard in the room, and whether it works, is a device's too (SR-104, SR-111, SR-112).
    case .setLimit: .only(clinicians)
    case .pauseAudio: .only([.nurse, .physician, .technician])
    case .testAlarms: .only([.nurse, .physician, .technician])
    case .confirmAlarmTest: .only([.nurse, .physician, .technician])
    }
  }

  /// The roles that `peer` holds, in the order of `Role`; nil is a peer that the kernel did not name, and nobody.
  ///
  /// root holds every role: it can become any user and write any file of ours, so that a refusal would only look like
  /// security. What it does is recorded as root's. The user that the daemon runs as holds none of its own.
  func roles(of peer: Peer?) -> [Role] {
    guard let peer else { return [] }
    guard peer.user != UserID(number: 0) else { return Role.allCases }
    return Role.allCases.filter { role in
      groups?.contains { $0.role == role && $0.number.map(peer.isMember(of:)) == true } == true
    }
  }

  /// Whether `peer` may give a command of this kind.
  func permits(_ kind: CommandKind, to peer: Peer?) -> Bool { Self.permits(kind, to: roles(of: peer)) }

  /// Whether who holds these roles may give a command of this kind.
  static func permits(_ kind: CommandKind, to roles: [Role]) -> Bool {
    switch access(to: kind) {
    case .everyone: true
    case .only(let holders): roles.contains { holders.contains($0) }
    }
  }

  /// Whether `peer` holds any role.
  func holdsRole(_ peer: Peer?) -> Bool { !roles(of: peer).isEmpty }

  /// Whether `peer` may give any command that not everyone may give.
  func mayCommand(_ peer: Peer?) -> Bool {
    let roles = roles(of: peer)
    return CommandKind.allCases.contains { Self.access(to: $0) != .everyone && Self.permits($0, to: roles) }
  }
}

public import Controller

/// A command that was given before the daemon started, as its journal tells (SR-029).
public struct RememberedCommand: Hashable, Sendable {
  /// What became of it.
  public enum Outcome: Hashable, Sendable {
    /// The controller took it; what it did since is in status and record.
    case taken
    /// The controller refused it, and nothing changed.
    case refused(Refusal)
  }

  /// Who gave it.
  public let user: UserID
  /// The client's id for it.
  public let id: CommandID
  /// What it was.
  public let kind: CommandKind
  /// The channel's name; nil where it is not known.
  public let channel: String?
  /// What became of it.
  public let outcome: Outcome

  /// A command with every field given.
  public init(user: UserID, id: CommandID, kind: CommandKind, channel: String?, outcome: Outcome) {
    self.user = user
    self.id = id
    self.kind = kind
    self.channel = channel
    self.outcome = outcome
  }

  /// Whether a request to this endpoint may be this command again. Its body is not known any more.
  func isSame(as endpoint: Endpoint) -> Bool {
    guard let command = endpoint.command else { return false }
    return command.kind == kind && (kind.isForRoom || (channel ?? command.channel) == command.channel)
  }

  /// The answer to whoever asks again: the same refusal, or that it was taken. Nothing acts.
  var answer: Answer {
    // A command for the room is recorded with its first channel, and concerns none.
    let channel = kind.isForRoom ? nil : channel
    return switch outcome {
    case .refused(let refusal): Answer(Problem(refusal), channel: channel, command: id)
    case .taken: Answer(.doneBeforeRestart(kind), channel: channel, command: id)
    }
  }
}

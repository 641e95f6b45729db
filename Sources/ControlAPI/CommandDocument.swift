/// The answer to a command that was not refused.
public struct CommandDocument: Codable, Hashable, Sendable {
  /// What became of a command.
  public enum Outcome: String, Codable, Hashable, Sendable {
    /// Carried out.
    case done
    /// Nothing changed yet: here is the read-back, confirm it with its token.
    case readBack = "read-back"
    /// Stop and pause: the pump's link was told; whether the pump is at 0 mL/h shows in the status.
    case requested
  }

  /// The command id.
  public var command: String
  /// The channel.
  public var channel: String
  /// The command, for example `set-rate`.
  public var kind: String
  /// What became of it.
  public var outcome: Outcome
  /// When the daemon took it, milliseconds of the machine's monotonic clock.
  public var takenAtMs: Int64
  /// What is to be confirmed.
  public var readBack: ReadBackDocument?
  /// For a rate that was lowered: the rate ordered before.
  public var rateBefore: RateDocument?
  /// For a rate that was lowered: the rate ordered now.
  public var rate: RateDocument?
  /// Something that the operator should know, for example that the reason was too long and was cut.
  public var notice: String?

  /// An answer.
  public init(
    command: String, channel: String, kind: String, outcome: Outcome, takenAtMs: Int64, readBack: ReadBackDocument? = nil,
    notice: String? = nil
  ) {
    self.command = command
    self.channel = channel
    self.kind = kind
    self.outcome = outcome
    self.takenAtMs = takenAtMs
    self.readBack = readBack
    self.notice = notice
  }
}

/// The answer to `POST /v1/stop`: one answer per channel.
public struct StopAllDocument: Codable, Hashable, Sendable {
  /// By channel.
  public var channels: [CommandDocument]

  /// An answer.
  public init(channels: [CommandDocument]) { self.channels = channels }
}

/// What an operator must read before confirming (SR-021).
public struct ReadBackDocument: Codable, Hashable, Sendable {
  /// The command that confirms it: `start`, `confirm` or `resume`.
  public var confirmWith: String
  /// The token for that command.
  public var token: String
  /// How long the token is good from the first answer on; the answer to a retry says the same again.
  public var tokenLife: String
  /// The channel's revision that the token is bound to.
  public var revision: UInt32
  /// The session.
  public var session: UInt64?
  /// The order.
  public var order: OrderDocument
  /// The rate that the confirmation brings.
  public var rate: RateDocument
  /// The rate ordered now.
  public var rateBefore: RateDocument
  /// What may still be infused.
  public var remaining: AmountDocument
  /// The infusing time left.
  public var timeLeft: String
  /// The highest level of plasma or effect site that any model predicts for what is left of the order; absent where none does.
  public var predictedPeak: String?
  /// The new rate divided by the rate of now, with two decimals; absent where nothing flows now (SR-122).
  public var ratio: String?
  /// What else must be confirmed, and by whom.
  public var needs = NeedsDocument()
  /// Why this is shown a second time, in answer to a confirmation that has changed nothing yet; absent at the first time.
  public var shownAgainBecause: String?

  /// A read-back; ratio and needs are filled in by assignment.
  public init(
    confirmWith: String, token: String, tokenLife: String, revision: UInt32, session: UInt64?, order: OrderDocument,
    rate: RateDocument, rateBefore: RateDocument, remaining: AmountDocument, timeLeft: String
  ) {
    self.confirmWith = confirmWith
    self.token = token
    self.tokenLife = tokenLife
    self.revision = revision
    self.session = session
    self.order = order
    self.rate = rate
    self.rateBefore = rateBefore
    self.remaining = remaining
    self.timeLeft = timeLeft
  }
}

/// What must be confirmed beside the token's own confirmation; what was given is no longer asked for.
public struct NeedsDocument: Codable, Hashable, Sendable {
  /// Why a physician has to approve with `session approve`; absent when nobody has to.
  public var approval: String?
  /// Whether another clinician has to confirm with `session second`.
  public var secondPerson = false
  /// The highest level of plasma or effect site that any model predicts for what is asked for.
  public var predictedPeak: String?
  /// Why the same person has to read and confirm a second time; absent when that is not asked for.
  public var again: String?

  /// Nothing.
  public init() {}
}

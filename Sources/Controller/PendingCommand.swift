import Quantities

/// What was read back to a person and waits for the confirmation; memory only (SR-021).
struct Offer: BitwiseCopyable {
  var kind: IntentKind
  var token: Token
  var user: UserID
  var rate: FlowRate
  var revision: UInt32
  var madeAt: Instant

  /// How long a token lives (SR-021).
  static var life: Interval { .seconds(60) }

  /// Why `token`, brought by `user` at `now`, does not confirm this offer; nil when it does.
  func refusal(of token: Token, by user: UserID, for kind: IntentKind, revision: UInt32, now: Instant) -> Refusal? {
    guard self.token.bits == token.bits, self.kind.rawValue == kind.rawValue else { return .tokenUnknown }
    guard self.user.number == user.number else { return .tokenOfAnother }
    guard now.since(madeAt) <= Self.life else { return .tokenExpired }
    guard self.revision == revision else { return .tokenStale }
    return nil
  }
}

/// A confirmed increase that waits until the journal has it (SR-131).
struct PendingIntent: BitwiseCopyable {
  var kind: IntentKind
  var rate: FlowRate
  var command: CommandID
  var recordSequence: UInt64
  var since: Instant

  /// How long the journal may take before an increase has expired (SR-029).
  static var life: Interval { .seconds(2) }
}

import Quantities

/// A soft limit that what was read back is beyond: a physician has to approve it (SR-003).
public struct SoftLimit: Hashable, Sendable, BitwiseCopyable {
  /// Which limit.
  public let kind: LimitKind
  /// The limit, in base units of its quantity.
  public let limit: Int64
}

/// Why a read-back has to be read and confirmed a second time by the same person.
public enum ReadAgain: UInt8, Sendable, BitwiseCopyable {
  /// The new rate is more than twice the old one (SR-122).
  case rateMoreThanDoubled
  /// The weight differs by more than 10 % from the last session's (SR-008).
  case weightChanged

  /// Why, for people.
  public var sentence: String {
    switch self {
    case .rateMoreThanDoubled: "the new rate is more than twice the old one"
    case .weightChanged: "the weight differs by more than 10 % from the last session's: weigh the patient again"
    }
  }
}

/// What has to be confirmed beside the token's own confirmation, and by whom; what was given is no longer asked for.
public struct Confirmations: Hashable, Sendable, BitwiseCopyable {
  /// The first soft limit that a physician has to approve; nil when none is.
  public var approval: SoftLimit?
  /// Every soft limit that the same approval is for, the first among them.
  public var approvals = LimitKinds()
  /// Whether another clinician has to confirm (SR-004).
  public var secondPerson = false
  /// Why the same person has to read and confirm again; nil when that is not asked for.
  public var again: ReadAgain?

  /// Nothing but the token's own confirmation.
  public init() {}
}

/// What was read back to a person and waits for the confirmation; memory only (SR-021).
struct Offer: BitwiseCopyable {
  var kind: IntentKind
  var token: Token
  var user: UserID
  var rate: FlowRate
  var revision: UInt32
  /// When the token's life began.
  var madeAt: Instant
  /// When whoever confirms was shown it; another person's confirmation changes nothing about that.
  var shownAt: Instant
  var needs: Confirmations
  /// The highest level that any model predicts for it.
  var predictedPeak: PlasmaConcentration
  /// Whether a physician approved all that is beyond a soft limit.
  var isApproved = false
  /// Whether another clinician has confirmed it.
  var isSeconded = false

  /// How long a token lives (SR-021); another person's confirmation of the same read-back renews it.
  static var life: Interval { .seconds(60) }
  /// How soon after the read-back its confirmation is taken for deliberate (SR-021).
  static var shortest: Interval { .milliseconds(500) }

  /// Why `token` at `now` does not speak of this offer, whoever brings it; nil when it does.
  func refusal(of token: Token, revision: UInt32, now: Instant) -> Refusal? {
    guard self.token.bits == token.bits else { return .tokenUnknown }
    guard now.since(madeAt) <= Self.life else { return .tokenExpired }
    guard self.revision == revision else { return .tokenStale }
    return nil
  }

  /// Why `token`, brought by `user` at `now`, does not confirm this offer; nil when it does.
  func refusal(of token: Token, by user: UserID, for kind: IntentKind, revision: UInt32, now: Instant) -> Refusal? {
    guard self.kind.isConfirmed(by: kind) else { return .tokenUnknown }
    if let refusal = refusal(of: token, revision: revision, now: now) { return refusal }
    guard self.user.number == user.number else { return .tokenOfAnother }
    if let limit = needs.approval { return .approvalMissing(limit.kind, limit: limit.limit) }
    guard !needs.secondPerson else { return .secondPersonMissing }
    guard now.since(shownAt) >= Self.shortest else { return .tokenTooFresh }
    return nil
  }
}

extension IntentKind {
  /// Whether the confirmation of `kind` is the one for this intent: a next step is confirmed as a raise is.
  func isConfirmed(by kind: IntentKind) -> Bool {
    switch self {
    case .start, .resume, .raise: rawValue == kind.rawValue
    case .nextStep: kind.rawValue == IntentKind.raise.rawValue
    }
  }
}

/// A confirmed increase that waits until the journal has it (SR-131).
struct PendingIntent: BitwiseCopyable {
  var kind: IntentKind
  var rate: FlowRate
  var user: UserID
  var command: CommandID
  var recordSequence: UInt64
  var since: Instant
  var isApproved: Bool
  var predictedPeak: PlasmaConcentration

  /// How long the journal may take before an increase has expired (SR-029).
  static var life: Interval { .seconds(2) }
}

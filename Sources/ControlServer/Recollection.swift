public import Controller
public import Quantities
public import Safety

/// What an explanation asks the journal for.
public enum RecallQuery: Hashable, Sendable {
  /// What became of this command.
  case command(CommandID)
  /// How the newest alarm with this number began on the channel with this index.
  case alarm(occurrence: UInt32, channel: Int)
  /// The entry with this number.
  case entry(UInt64)

  /// Whether it is about a command, whose outcome may still be on its way to the journal.
  public var isOfCommand: Bool {
    switch self {
    case .command: true
    case .alarm, .entry: false
    }
  }
}

/// One entry of the journal, as far as an explanation needs it.
public struct Recollection: Sendable {
  /// What it tells.
  public enum Fact: Sendable {
    /// The controller refused a command.
    case refused(CommandKind, Refusal)
    /// A confirmed start, resume or raise was withdrawn before it acted.
    case withdrawn(IntentKind, Refusal)
    /// A command was refused before the controller saw it.
    case turnedAway(operation: String, code: String, sentence: String)
    /// The controller took a command: it carried it out, or read it back.
    case accepted(CommandKind)
    /// A start, resume or raise to this rate was confirmed.
    case confirmed(IntentKind, rate: FlowRate)
    /// An alarm began or changed.
    case alarm(AlarmFact)
    /// The session changed its phase, and the alarm behind it where there was one.
    case phase(SessionPhase, PhaseCause, AlarmFact?)
    /// The rate was cut to this, and the alarm behind it where there was one.
    case reduced(to: FlowRate, Interlock, AlarmFact?)
    /// Anything else, in a sentence.
    case other(kind: String, sentence: String)
  }

  /// The entry's number.
  public var entry: UInt64
  /// When it was made, RFC 3339; a label.
  public var utc: String
  /// How long ago that is, by the wall clock; nil where the label lies in the future.
  public var age: Interval?
  /// The channel's name.
  public var channel: String?
  /// Who did it.
  public var by: UserID?
  /// What it tells.
  public var fact: Fact

  /// A recollection with every field given.
  public init(entry: UInt64, utc: String, age: Interval?, channel: String?, by: UserID?, fact: Fact) {
    self.entry = entry
    self.utc = utc
    self.age = age
    self.channel = channel
    self.by = by
    self.fact = fact
  }
}

/// An alarm with the figures that were judged when it began.
public struct AlarmFact: Hashable, Sendable {
  /// The condition.
  public var condition: AlarmCondition
  /// The value.
  public var value: Int64
  /// The limit.
  public var limit: Int64

  /// An alarm with every field given.
  public init(_ condition: AlarmCondition, value: Int64, limit: Int64) {
    self.condition = condition
    self.value = value
    self.limit = limit
  }
}

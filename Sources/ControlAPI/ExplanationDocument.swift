/// Why something is as it is: the answer to `GET /v1/explain/ID`.
///
/// A member is absent where there is nothing to say.
public struct ExplanationDocument: Codable, Hashable, Sendable {
  /// What is explained, as it was asked for.
  public var id: String
  /// `alarm`, `refusal`, `command`, `pause`, `reduction`, `stop`, `phase`, `block` or `entry`.
  public var kind: String
  /// The channel.
  public var channel: String?
  /// The stable code of what is explained, for programs: of an alarm, a refusal, a cause, an interlock.
  public var code: String
  /// What happened, or what is the case.
  public var what: String
  /// The rule behind it, with its figures.
  public var rule: String
  /// The value that was judged.
  public var value: String?
  /// The limit that it was judged against.
  public var limit: String?
  /// Where the rule comes from.
  public var source: String
  /// Since when, RFC 3339; a label.
  public var since: String?
  /// How long ago that was.
  public var age: String?
  /// The account of whoever did it.
  public var by: String?
  /// What ends it.
  public var clears: String
  /// What to do now.
  public var advice: String
  /// For a channel: what keeps the next start, resume or raise from being made now, each explained.
  public var blockers: [ExplanationDocument] = []

  /// An explanation; everything that may be absent is filled in by assignment.
  public init(
    id: String, kind: String, code: String, what: String, rule: String, source: String, clears: String, advice: String
  ) {
    self.id = id
    self.kind = kind
    self.code = code
    self.what = what
    self.rule = rule
    self.source = source
    self.clears = clears
    self.advice = advice
  }
}

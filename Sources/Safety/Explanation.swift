/// Why something is refused, reduced, paused or alarmed, for whoever asks: the texts that are the same every time.
///
/// `CHANNEL` in a text stands for the channel's name; whoever shows it to a person puts the name there.
public struct Explanation: Hashable, Sendable {
  /// The rule, with its figures.
  public let rule: String
  /// Where the rule comes from: requirements, and what the figures are taken from.
  public let source: String
  /// What ends it.
  public let clears: String
  /// What to do now.
  public let advice: String

  /// An explanation with every field given.
  public init(rule: String, source: String, clears: String, advice: String) {
    self.rule = rule
    self.source = source
    self.clears = clears
    self.advice = advice
  }

  /// Several explanations as one, each text said once.
  public init(joining parts: [Explanation]) {
    func joined(_ texts: [String], _ separator: String) -> String {
      var seen: [String] = []
      for text in texts where !seen.contains(text) { seen.append(text) }
      return seen.joined(separator: separator)
    }
    self.init(
      rule: joined(parts.map(\.rule), " "), source: joined(parts.map(\.source), "; "),
      clears: joined(parts.map(\.clears), " "), advice: joined(parts.map(\.advice), " "))
  }
}

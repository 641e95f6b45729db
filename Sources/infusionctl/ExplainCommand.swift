import ArgumentParser
import ControlAPI

/// `explain`.
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Says why: rule, value, limit, source, since when, what clears it, what to do.",
    discussion: """
      ID is a channel (why it is in its phase, and what forbids more flow now), an alarm as alarm list shows it (CHANNEL:NUMBER),
      the id of a command (what became of it; told with each refusal), or an entry of the record ('#NUMBER', in quotes: a shell
      takes # for a comment).
      """)

  @Argument(help: ArgumentHelp("What is to be explained.", valueName: "id")) var id: String
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let (document, bytes) = try await options.get(ExplanationDocument.self, APIPath.explain(id))
    if options.json { return Terminal.say(json: bytes) }
    ExplanationText.lines(document).forEach(Terminal.say)
  }
}

/// How an explanation reads.
enum ExplanationText {
  /// The explanation, line by line.
  static func lines(_ document: ExplanationDocument) -> [String] {
    var lines = [printable("\(document.kind) \(document.id)")]
    if let channel = document.channel, channel != document.id { lines[0] += printable(" on \(channel)") }
    lines += members(document, indent: "  ")
    if !document.blockers.isEmpty { lines.append("  Now in the way of more flow:") }
    for blocker in document.blockers {
      // What the phase was entered for has been explained above.
      let all = members(blocker, indent: "    ")
      lines += document.rule.hasPrefix(blocker.rule) ? all.filter { isShort($0) } : all
    }
    return lines
  }

  private static func isShort(_ line: String) -> Bool {
    ["what", "since"].contains { line.hasPrefix("    " + $0) }
  }

  private static func members(_ document: ExplanationDocument, indent: String) -> [String] {
    let since = [document.since.map(Figures.moment), document.age.map { "\(Figures.spoken($0)) ago" }].compactMap { $0 }
    let members: [(String, String?)] = [
      ("what", document.what), ("rule", document.rule), ("value", document.value), ("limit", document.limit),
      ("source", document.source), ("since", since.isEmpty ? nil : since.joined(separator: ", ")), ("by", document.by),
      ("clears", document.clears), ("do", document.advice),
    ]
    return members.compactMap { name, text in text.map { indent + ChannelText.padded(name, 8) + printable($0) } }
  }
}

import ControlAPI
import Controller

/// A finished answer: status and body, one write.
struct Answer: Hashable, Sendable {
  let status: Int
  let body: [UInt8]
  /// For 405: the method that would have been right.
  var allow: String?

  /// Whether the answer says that it may be tried again, so that it must not be kept as *the* answer.
  var isPassing: Bool { status >= 500 }

  init(_ document: some Encodable) {
    status = 200
    body = APICoding.encode(document)
  }

  init(_ problem: Problem, channel: String? = nil, command: CommandID? = nil) {
    status = problem.status
    body = APICoding.encode(
      ProblemDocument(
        status: problem.status, code: problem.code, detail: channel.map(problem.sentence.naming) ?? problem.sentence,
        channel: channel, command: command.map(\.text)))
  }
}

/// Why a request is not done, with its HTTP status.
struct Problem: Error, Hashable, Sendable {
  let status: Int
  let code: String
  let sentence: String

  init(_ status: Int, _ code: String, _ sentence: String) {
    self.status = status
    self.code = code
    self.sentence = sentence
  }

  /// A refusal of the controller.
  init(_ refusal: Refusal) { self.init(409, refusal.code, refusal.sentence) }

  /// A refusal of the room.
  init(_ refusal: RequestRefusal) {
    switch refusal.kind {
    case .malformed: self.init(400, refusal.code, refusal.sentence)
    case .notFound: self.init(404, refusal.code, refusal.sentence)
    case .refused: self.init(409, refusal.code, refusal.sentence)
    case .unavailable: self.init(503, refusal.code, refusal.sentence)
    }
  }

  /// A body that is not the request that it should be.
  init(_ fault: CodingFault) {
    switch fault.kind {
    case .malformed: self.init(400, "malformed-body", fault.sentence)
    case .missingField: self.init(400, "missing-field", fault.sentence)
    case .unknownField: self.init(400, "unknown-field", fault.sentence)
    }
  }

  static let busy = Problem(503, "busy", "Too many commands are waiting; nothing was done. Try again.")
  static let noAnswer = Problem(
    503, "no-answer",
    "The command was handed over, but its outcome is not known yet. Look at the status; the same command id asks again and "
      + "never acts twice.")
  static let notRecordedYet = Problem(
    503, "not-recorded-yet",
    "The journal is behind: what became of this command may not be recorded yet. Try again when the journal's alarm is over.")
  static let idReused = Problem(
    409, "command-id-reused", "This command id was used for another command. Make a new id for each command.")
  /// The answer to a command that was taken in an earlier life of the daemon.
  static func doneBeforeRestart(_ kind: CommandKind) -> Problem {
    Problem(
      409, "done-before-restart",
      "This \(kind.name) was taken before the daemon restarted, and nothing was done now. What became of it is in the status and "
        + "in the session's record. A token that it answered is void. To ask for the same again, make a new command id.")
  }
  static let bodyTooLarge = Problem(413, "body-too-large", "The body is longer than \(APICoding.longestBody) bytes.")
  static let bodyLost = Problem(400, "malformed-body", "The body ended early.")
  static let unknownEndpoint = Problem(404, "unknown-endpoint", "There is nothing at this path.")
}

extension String {
  /// The text with a channel's name where the texts of the core have `CHANNEL`.
  func naming(_ channel: String) -> String { replacing("CHANNEL", with: channel) }
}

extension CommandID {
  /// The id as clients write it: 32 hexadecimal digits.
  var text: String { hexadecimal(high) + hexadecimal(low) }

  /// The id in `text`: 32 hexadecimal digits, or the same in the groups of a UUID.
  init?(text: String) {
    let groups = text.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8.count)
    guard groups == [32] || groups == [8, 4, 4, 4, 12] else { return nil }
    let digits = text.filter { $0 != "-" }
    guard let high = number(hexadecimal: digits.prefix(16)), let low = number(hexadecimal: digits.suffix(16)) else { return nil }
    self.init(high: high, low: low)
  }

  /// A new id at random.
  static func random() -> CommandID { CommandID(high: .random(in: .min ... .max), low: .random(in: .min ... .max)) }
}

extension Token {
  /// The token as it is read and typed: four groups of four hexadecimal digits.
  var text: String {
    let digits = Array(hexadecimal(bits))
    return stride(from: 0, to: 16, by: 4).map { String(digits[$0..<$0 + 4]) }.joined(separator: "-")
  }

  /// The token in `text`, with or without its dashes; nil for any other text, which no token has.
  init?(text: String) {
    let digits = text.filter { $0 != "-" }
    guard digits.utf8.count == 16, let bits = number(hexadecimal: digits[...]) else { return nil }
    self.init(bits: bits)
  }
}

private func hexadecimal(_ number: UInt64) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: 16 - digits.utf8.count) + digits
}

/// The number in at most 16 hexadecimal digits; a sign or any other character is refused.
private func number(hexadecimal digits: Substring) -> UInt64? {
  guard digits.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
  return UInt64(digits, radix: 16)
}

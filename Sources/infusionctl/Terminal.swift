import FoundationEssentials
import Glibc

/// What people and programs read: written at once, so that a line shows when it is said.
enum Terminal {
  /// Whether colors help: standard output is a terminal that takes them, and nobody asked for none (NO_COLOR).
  static let hasColor: Bool = {
    let environment = ProcessInfo.processInfo.environment
    return isatty(STDOUT_FILENO) == 1 && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
  }()

  /// Whether standard output is a terminal whose last line can be drawn anew.
  static let isInteractive: Bool = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  /// Begins the last line anew.
  static let clearedLine = "\r\u{1B}[K"
  /// The text cut at the right edge: a line that went on in the next row could not be drawn anew.
  static func inOneRow(_ text: String) -> String { "\u{1B}[?7l\(text)\u{1B}[?7h" }
  /// Rings the terminal's bell.
  static let bell = "\u{7}"

  /// Text as it is, without an end of line.
  static func draw(_ text: String) { write(text, to: STDOUT_FILENO) }

  /// A line on standard output.
  static func say(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

  /// JSON as it came, on standard output.
  static func say(json: [UInt8]) { say(String(decoding: json, as: UTF8.self)) }

  /// A line on standard error.
  static func complain(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

  /// The text in the color of an alarm's priority, never as the only cue: the mark stands beside it.
  static func colored(_ text: String, priority: String) -> String {
    hasColor ? painted(text, priority: priority) : text
  }

  /// The same, whatever the terminal takes.
  static func painted(_ text: String, priority: String) -> String {
    switch priority {
    case "high": return "\u{1B}[31m\(text)\u{1B}[0m"
    case "medium": return "\u{1B}[33m\(text)\u{1B}[0m"
    case "low": return "\u{1B}[36m\(text)\u{1B}[0m"
    default: return text
    }
  }

  /// Bytes as they are, on standard output.
  static func write(_ bytes: [UInt8]) { write(bytes[...], to: STDOUT_FILENO) }

  private static func write(_ text: String, to descriptor: Int32) { write(Array(text.utf8)[...], to: descriptor) }

  private static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) {
    var bytes = bytes
    while !bytes.isEmpty {
      let written = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      // Nobody reads any more: there is nobody to tell.
      guard written > 0 else { return }
      bytes = bytes.dropFirst(written)
    }
  }
}

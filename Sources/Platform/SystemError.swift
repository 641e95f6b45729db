import CLinux

/// A call of the kernel that failed: what was tried, on what, why not, and what to do.
public struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was tried, in words that follow "Cannot": "bind the socket /run/x.sock".
  public let attempt: String
  /// The kernel's error number.
  public let code: Int32
  /// What to do, a sentence; empty where there is nothing to add.
  public let advice: String

  init(_ attempt: String, _ failure: ErrorNumber, advice: String = "") {
    self.attempt = attempt
    self.code = failure.code
    self.advice = advice
  }

  /// "Cannot ATTEMPT: TEXT (error N). ADVICE"
  public var description: String {
    "Cannot \(attempt): \(ErrorNumber(code: code).text) (error \(code))." + (advice.isEmpty ? "" : " \(advice)")
  }
}

/// The kernel's reason alone, inside this module; each public call adds what it tried.
struct ErrorNumber: Error, Equatable {
  let code: Int32

  /// The C library's text for the number.
  var text: String { unsafe String(cString: clinux_error_text(code)) }

  /// The result of a call that returns 0 or more on success and the negated error number on failure.
  @discardableResult static func check(_ result: Int32) throws(ErrorNumber) -> Int32 {
    guard result >= 0 else { throw ErrorNumber(code: -result) }
    return result
  }
}

/// Why a request was not done: a problem object (RFC 9457) with a stable code and a sentence in the operator's words.
public struct ProblemDocument: Codable, Hashable, Sendable {
  /// A name for the kind of problem: `urn:infusiond:problem:` and the code.
  public var type: String
  /// The HTTP status in words.
  public var title: String
  /// The HTTP status.
  public var status: Int
  /// The stable code for programs, for example `wrong-phase`.
  public var code: String
  /// What is the matter and what to do, for people.
  public var detail: String
  /// The channel that the request named, where it named a known one.
  public var channel: String?
  /// The command id of the request, where it carried one.
  public var command: String?

  /// A problem with this status, code and sentence.
  public init(status: Int, code: String, detail: String, channel: String? = nil, command: String? = nil) {
    type = "urn:infusiond:problem:\(code)"
    title = Self.title(of: status)
    self.status = status
    self.code = code
    self.detail = detail
    self.channel = channel
    self.command = command
  }

  private static func title(of status: Int) -> String {
    switch status {
    case 400: "Bad Request"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 409: "Conflict"
    case 413: "Content Too Large"
    case 503: "Service Unavailable"
    default: "Error"
    }
  }
}

import ArgumentParser
import ControlAPI

extension GlobalOptions {
  /// The client for the daemon.
  var client: ControlClient { ControlClient(socket: socket) }

  /// A client that waits so many seconds only.
  func client(timeout: Int) -> ControlClient { ControlClient(socket: socket, timeout: timeout) }

  /// The answer to a GET, decoded and as it came; problems are told and end the program with their exit code.
  func get<Document: Decodable>(_ type: Document.Type, _ path: String) async throws -> (document: Document, bytes: [UInt8]) {
    try await exchange(client, "GET", path, body: [], type)
  }

  /// The answer to a POST, likewise; `retry` is told where the same command id should ask again.
  func post<Document: Decodable>(
    _ request: some Encodable, _ path: String, _ type: Document.Type, by client: ControlClient? = nil, retry id: String? = nil
  ) async throws -> (document: Document, bytes: [UInt8]) {
    try await exchange(client ?? self.client, "POST", path, body: APICoding.encode(request), type, retry: id)
  }

  private func exchange<Document: Decodable>(
    _ client: ControlClient, _ method: String, _ path: String, body: [UInt8], _ type: Document.Type, retry id: String? = nil
  ) async throws -> (document: Document, bytes: [UInt8]) {
    do throws(ControlClientError) {
      let response = try await client.exchange(method, path, body: body)
      if json, !response.isSuccess { Terminal.say(json: response.body) }
      return (try ControlClient.document(type, in: response), response.body)
    } catch {
      Terminal.complain("infusionctl: \(Self.sentence(error))")
      if let id = Self.explained(error) { Terminal.complain("why: \(program) explain \(shellQuoted(id))") }
      let code = Self.exitCode(error)
      if let id, code == Exit.tryAgain || code == Exit.unreachable {
        Terminal.complain("To ask again without acting twice, give the same command with: --command-id \(id)")
      }
      throw code
    }
  }

  /// What a person reads about an error.
  static func sentence(_ error: ControlClientError) -> String {
    if case .problem(let problem) = error { return "\(printable(problem.detail)) [\(printable(problem.code))]" }
    return printable(error.description)
  }

  /// What `explain` takes to tell why; nil where nothing was refused.
  static func explained(_ error: ControlClientError) -> String? {
    guard case .problem(let problem) = error, problem.status < 500 else { return nil }
    return problem.command
  }

  /// The exit code of an error.
  static func exitCode(_ error: ControlClientError) -> ExitCode {
    switch error {
    case .unreachable, .connectionLost: Exit.unreachable
    case .timedOut: Exit.tryAgain
    case .answerTooLong, .notUnderstood: Exit.failed
    case .problem(let problem):
      switch problem.status {
      case 400, 405, 413: Exit.usage
      case 403: Exit.notPermitted
      case 404, 409: Exit.refused
      case 503: Exit.tryAgain
      default: Exit.failed
      }
    }
  }

  /// The program with the options that a following command needs to reach the same daemon.
  var program: String { socket == Self.defaultSocket ? "infusionctl" : "infusionctl --socket \(shellQuoted(socket))" }
}

/// A new command id: 128 random bits as 32 hexadecimal digits.
func newCommandID() -> String {
  (0..<2).map { _ in
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }.joined()
}

/// `text` without control characters, so that nothing that was typed elsewhere can steer a terminal.
func printable(_ text: String) -> String {
  String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
}

/// `text` as one word of a shell.
func shellQuoted(_ text: String) -> String {
  let isPlain = text.utf8.allSatisfy { byte in
    let lowered = byte | 0x20
    return (lowered >= UInt8(ascii: "a") && lowered <= UInt8(ascii: "z")) || "0123456789-_./:,@%+=".utf8.contains(byte)
  }
  if isPlain && !text.isEmpty { return text }
  return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
}

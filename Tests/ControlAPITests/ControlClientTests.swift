import Testing

@testable import ControlAPI

@Suite struct ControlClientTests {
  @Test(
    "Where nobody listens, the error says so and names the socket",
    arguments: ["/nonexistent/control.sock", "/dev/null", "/" + String(repeating: "x", count: 200)])
  func unreachable(socket: String) async {
    await #expect {
      try await ControlClient(socket: socket).get(StatusDocument.self, from: APIPath.status)
    } throws: { error in
      guard case .unreachable(socket, _) = error as? ControlClientError else { return false }
      return "\(error)".contains(socket)
    }
  }

  @Test("An answer that is not the document is told, not guessed") func notUnderstood() {
    for (status, body) in [(200, "{}"), (200, "<html>"), (500, ""), (404, "[]")] {
      #expect {
        try ControlClient.document(StatusDocument.self, in: ControlResponse(status: status, body: Array(body.utf8)))
      } throws: { error in
        guard case .notUnderstood(status, _) = error as? ControlClientError else { return false }
        return true
      }
    }
  }
}

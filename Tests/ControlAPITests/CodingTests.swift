import Testing

@testable import ControlAPI

@Suite struct CodingTests {
  @Test("Documents are snake case with sorted keys, and come back equal") func roundTrip() throws {
    let document = CommandDocument(
      command: "0", channel: "bed-1", kind: "start", outcome: .done, takenAtMs: 12, notice: "a/b")
    let bytes = APICoding.encode(document)
    #expect(
      String(decoding: bytes, as: UTF8.self)
        == #"{"channel":"bed-1","command":"0","kind":"start","notice":"a/b","outcome":"done","taken_at_ms":12}"#)
    #expect(try APICoding.decode(CommandDocument.self, from: bytes) == document)
  }

  @Test("Every request lists its own members") func members() throws {
    let requests: [(any RequestBody, [String])] = [
      (
        PrepareRequest(command: "1", protocol: "2", patient: "3", weight: "4", rate: "5", duration: "6", concentration: "7"),
        PrepareRequest.members
      ),
      (TokenRequest(command: "1", token: "2"), TokenRequest.members),
      (SetRateRequest(command: "1", rate: "2", reason: "3"), SetRateRequest.members),
      (ResumeRequest(command: "1", rate: "2", reason: "3"), ResumeRequest.members),
      (PlainRequest(command: "1"), PlainRequest.members), (StopRequest(command: "1", reason: "2"), StopRequest.members),
    ]
    for (request, members) in requests {
      let decoded = try APICoding.decode([String: String].self, from: APICoding.encode(request))
      #expect(Set(decoded.keys) == Set(members))
    }
  }

  @Test("A member that is not known is refused by name") func unknown() {
    #expect {
      try APICoding.decode(request: PlainRequest.self, from: Array(#"{"command":"x","zeal":"1"}"#.utf8))
    } throws: { error in
      (error as? CodingFault)?.kind == .unknownField && "\(error)".contains("zeal")
    }
  }

  @Test("No body is an empty object") func empty() throws {
    #expect(try APICoding.decode(request: StopRequest.self, from: []) == StopRequest())
  }

  @Test("Unknown members of answers are ignored") func newer() throws {
    let bytes = Array(#"{"channel":"a","limits":[],"weather":"fine"}"#.utf8)
    #expect(try APICoding.decode(LimitListDocument.self, from: bytes).limits.isEmpty)
  }

  @Test("SR-111: members of two words are known by their name in the interface, and told so") func twoWords() throws {
    let bytes = Array(#"{"command":"x","signal":"HR","warn_low":"45/min","pause_delay":"10 s"}"#.utf8)
    let request = try APICoding.decode(request: LimitRequest.self, from: bytes)
    #expect(request.warnLow == "45/min" && request.pauseDelay == "10 s" && request.warnHigh == nil)
    #expect(APICoding.encode(request) == Array(#"{"command":"x","pause_delay":"10 s","signal":"HR","warn_low":"45/min"}"#.utf8))
    #expect {
      try APICoding.decode(request: LimitRequest.self, from: Array(#"{"command":"x","signal":"HR","warn_lo":"45/min"}"#.utf8))
    } throws: { error in
      (error as? CodingFault)?.kind == .unknownField && (error as? CodingFault)?.sentence.contains("warn_low, warn_high") == true
    }
  }

  @Test("Path segments survive every byte") func segments() {
    for value in UInt32(1)...0x7FF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let text = "a\(Character(scalar))b"
      let encoded = APIPath.encode(text)
      #expect(APIPath.decode(encoded) == text)
      #expect(encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") })
    }
    #expect(APIPath.decode("%") == nil)
    #expect(APIPath.decode("%4") == nil)
    #expect(APIPath.decode("%ff") == nil)
    #expect(APIPath.acknowledge(alarm: "bed-1:3") == "/v1/alarms/bed-1:3/acknowledge")
  }
}

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

  @Test("SR-106, SR-114: the alarm log is told under its names, what did not happen is left out, and it comes back equal")
  func alarmLog() throws {
    var alarm = RecordedAlarmDocument(
      onset: "1", code: "spo2-warning", priority: "medium", mark: "!!", sentence: "SpO2 92 % is below 94 %")
    let empty =
      #"{"audio_paused":[],"code":"spo2-warning","mark":"!!","onset":"1","priority":"medium","reminders":0,"#
      + #""sentence":"SpO2 92 % is below 94 %"}"#
    #expect(String(decoding: APICoding.encode(alarm), as: UTF8.self) == empty)
    (alarm.acknowledged, alarm.acknowledgedBy, alarm.value, alarm.limit) = ("2", "anna", "92 %", "94 %")
    (alarm.escalated, alarm.secondContact, alarm.reminders, alarm.audioPaused) = ("3", "4", 5, ["6", "7"])
    (alarm.causeGone, alarm.ended, alarm.cutOff, alarm.entry) = ("8", "9", "10", 11)
    let full =
      #"{"acknowledged":"2","acknowledged_by":"anna","audio_paused":["6","7"],"cause_gone":"8","code":"spo2-warning","#
      + #""cut_off":"10","ended":"9","entry":11,"escalated":"3","limit":"94 %","mark":"!!","onset":"1","priority":"medium","#
      + #""reminders":5,"second_contact":"4","sentence":"SpO2 92 % is below 94 %","value":"92 %"}"#
    #expect(String(decoding: APICoding.encode(alarm), as: UTF8.self) == full)
    #expect(try APICoding.decode(RecordedAlarmDocument.self, from: Array(full.utf8)) == alarm)
  }

  @Test("SR-111, SR-112, SR-104: changed limits, pauses of the audio and alarm tests are told in the record under their names")
  func recordLists() throws {
    let volume = AmountDocument(volume: "1 mL")
    let order = OrderDocument(
      patient: "p", weight: "w", drug: "d", libraryEntry: "l", concentration: "c", protocol: "p", total: volume,
      duration: "1 s", steps: [], simulationOnly: true)
    var record = RecordDocument(
      session: 7, channel: "a", simulation: true, order: order, phase: "p", causeText: "c",
      delivered: DeliveredDocument(atLeast: volume, atMost: volume), elapsed: "1 s")
    let limit = ChangedLimitDocument(limit: "warn-low", from: "94 %", to: nil)
    record.limitChanges = [
      RecordedLimitChangeDocument(at: "1", signal: "SpO2", from: nil, to: "x", changes: [limit], by: "anna", entry: 2)
    ]
    record.audioPauses = [RecordedAudioPauseDocument(at: "3", time: "120 s", by: "anna", entry: 4)]
    record.alarmTests = [RecordedAlarmTestDocument(at: "5", by: "nora", entry: 6)]
    let bytes = APICoding.encode(record)
    let text = String(decoding: bytes, as: UTF8.self)
    for part in [
      #""limit_changes":[{"at":"1","by":"anna","changes":[{"from":"94 %","limit":"warn-low"}],"entry":2,"#
        + #""signal":"SpO2","to":"x"}]"#,
      #""audio_pauses":[{"at":"3","by":"anna","entry":4,"time":"120 s"}]"#,
      #""alarm_tests":[{"at":"5","by":"nora","entry":6}]"#,
    ] { #expect(text.contains(part), "\(part)\n\(text)") }
    #expect(try APICoding.decode(RecordDocument.self, from: bytes) == record)
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

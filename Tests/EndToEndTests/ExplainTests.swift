import Foundation
import Testing

extension Bedside {
  /// What explains an id, as JSON.
  fileprivate func explained(_ id: String) -> [String: Any] { json("explain", id) }

  /// The id that a refusal told to ask why with.
  fileprivate func why(_ outcome: Outcome) -> String? {
    outcome.errors.split(separator: "\n").last { $0.hasPrefix("why: ") }?.split(separator: " ").last.map(String.init)
  }
}

@Suite(.serialized) struct ExplainTests {
  @Test("SR-134 SR-040: refusals, a pause, its alarm and the record's entries are explained by the running daemon")
  func story() throws {
    try withBedside { room in
      try room.wait(10, for: "vital signs") { room.vitalsAreGood }
      let prepare = ["session", "prepare", "a", "--protocol", "demo", "--patient", "crps-1", "--weight", "70 kg"]
      let unsettled = try #require(room.why(room.control(prepare)))
      #expect(room.explained(unsettled)["code"] as? String == "needs-reconcile")
      #expect(room.explained("a")["what"] as? String == "idle")
      let door = try #require(
        room.why(room.control("session", "prepare", "a", "--protocol", "none", "--patient", "x", "--weight", "70 kg")))
      #expect(room.explained(door)["code"] as? String == "unknown-protocol")
      for id in ["nonsense", "b", "a:99", "#999999", String(repeating: "0", count: 32)] {
        let unknown = room.control("explain", id)
        #expect(unknown.status == 10 && unknown.errors.contains("unknown-explanation"), "\(id): \(unknown)")
      }

      try room.infuse()
      try room.fault("patient", "desaturate", "--to", "82", "--for", "8 s")
      try room.wait(60, for: "the interlock pauses") { room.phase == "paused" }
      let pause = room.explained("a")
      #expect(pause["kind"] as? String == "pause" && pause["code"] as? String == "interlock-oxygen-saturation", "\(pause)")
      #expect(pause["limit"] as? String == "90 %" && (pause["value"] as? String)?.hasSuffix(" %") == true, "\(pause)")
      #expect((pause["blockers"] as? [[String: Any]])?.isEmpty == false)
      let list = room.json("alarm", "list")["alarms"] as? [[String: Any]] ?? []
      let id = try #require(list.first { $0["code"] as? String == "spo2-low" }?["id"] as? String)
      #expect(room.explained(id)["limit"] as? String == "90 %")
      #expect(room.control("session", "close", "a", "--reason", "the patient goes to the ward").status == 0)

      let record = room.json("record", "show", "a")
      #expect((record["ending"] as? String)?.contains("the patient goes to the ward") == true, "\(record)")
      let pauses = record["pauses"] as? [[String: Any]] ?? []
      let entry = try #require((pauses.first?["entry"] as? NSNumber)?.intValue)
      let past = room.explained("#\(entry)")
      #expect(past["kind"] as? String == "pause" && past["limit"] as? String == "90 %", "\(past)")
      #expect(past["age"] != nil && (past["since"] as? String)?.hasSuffix("Z") == true)
    }
  }
}

import Foundation
import Testing

/// A room that is cleaned up however the test ends.
func withBedside(
  nurses: String? = nil, simulating arguments: [String] = [], tables: String = "", _ body: (Bedside) throws -> Void
) throws {
  let bedside = try Bedside(nurses: nurses, simulating: arguments, tables: tables)
  defer { bedside.end() }
  try bedside.startDaemon()
  try body(bedside)
}

@Suite(.serialized) struct InfusionTests {
  @Test("SR-021 SR-022 SR-041: desaturation pauses, a person, and nothing else, resumes at half rate, the record tells it")
  func story() throws {
    try withBedside { room in
      try room.infuse()
      let rate = try room.truth.rateMicrolitersPerHour
      #expect(rate == 10_500, "0.3 mg/kg/h for 70 kg at 2 mg/mL")
      try room.fault("patient", "desaturate", "--to", "82", "--for", "8 s")
      try room.wait(60, for: "the interlock pauses") { room.phase == "paused" }
      #expect(room.alarmCodes.contains("spo2-low"))
      let alarms = room.control("alarm", "list")
      #expect(alarms.status == 11)
      #expect(alarms.text.contains("!!!") && alarms.text.contains("SpO2"))
      try room.expectTruthInside()
      #expect(try room.truth.rateMicrolitersPerHour == 0)

      let early = room.control("session", "prepare-resume", "a", "--reason", "too early")
      #expect(early.status == 10)
      let list = room.json("alarm", "list")["alarms"] as? [[String: Any]] ?? []
      for alarm in list {
        let id = try #require(alarm["id"] as? String)
        #expect(room.control("alarm", "acknowledge", id).status == 0)
      }
      #expect(room.phase == "paused", "an acknowledgement resumes nothing")

      var token: String?
      try room.wait(90, for: "the resume is allowed") {
        token = room.token(in: room.control("--json", "session", "prepare-resume", "a", "--reason", "SpO2 normal again"))
        return token != nil
      }
      #expect(room.phase == "paused", "a recovered value resumes nothing")
      #expect(room.control("session", "resume", "a", "--token", try #require(token)).status == 0)
      try room.wait(15, for: "flow") { room.phase == "infusing" }
      #expect(try room.truth.rateMicrolitersPerHour == 5_200, "half of 10.5 mL/h, rounded down to 0.1 mL/h (SR-016, SR-024)")
      try room.wait(100, for: "completion") { room.phase == "completed" }
      try room.expectTruthInside()
      try room.expectPredictionNearTruth()
      #expect(room.control("watch", "a", "--once").output.contains("+-25 % (kamp)"), "SR-056: with band and model")

      let record = room.control("record", "show", "a")
      #expect(record.status == 0, "\(record)")
      for word in ["ketamine", "paus", "SpO2", "mg", "predicted by kamp"] { #expect(record.output.contains(word), "\(record)") }
      #expect(room.control("session", "close", "a").status == 0)
      #expect(room.phase == "closed")
      // What this session left is in the next one's prediction, read from the journal.
      _ = try room.prepare()
      try room.wait(6, for: "a prediction") { room.channel["prediction"] != nil }
      try room.expectPredictionNearTruth()
    }
  }

  @Test(
    "SR-027 SR-134: anybody may stop; a member of a role's group may do what the role may, and nobody else",
    .enabled(if: getuid() == 0, "needs root to act as other users"))
  func otherUsers() throws {
    let prefix = "inf\(UInt32.random(in: 0x1000...0xFFFF))-"
    let (nurses, nurse, stranger) = ("\(prefix)nurses", "\(prefix)nurse", "\(prefix)stranger")
    func make(_ program: String, _ arguments: String...) throws {
      let made = try Programs.run("/usr/sbin/\(program)", arguments)
      try #require(made.status == 0, "\(made)")
    }
    defer {
      for name in [nurse, stranger] { _ = try? Programs.run("/usr/sbin/userdel", [name]) }
      _ = try? Programs.run("/usr/sbin/groupdel", [nurses])
    }
    try make("groupadd", nurses)
    try make("useradd", "--no-create-home", "--groups", nurses, nurse)
    try make("useradd", "--no-create-home", stranger)
    try withBedside(nurses: nurses) { room in
      // The other users' copy: the build folder may be closed to them.
      let copy = room.folder.appendingPathComponent("infusionctl").path
      try FileManager.default.copyItem(atPath: Programs.path("infusionctl"), toPath: copy)
      func acting(_ user: String, _ arguments: String...) throws -> Outcome {
        try Programs.run("/usr/sbin/runuser", ["-u", user, "--", copy, "--socket", room.socket] + arguments)
      }
      try room.infuse()
      #expect(try acting(stranger, "status").status == 0)
      let raise = try acting(stranger, "session", "set-rate", "a", "12 mL/h")
      #expect(raise.status == 77, "\(raise)")
      for text in ["holds no role", "needs nurse or physician", "the Unix group \(nurses) (log in again", "pause and stop"] {
        #expect(raise.errors.contains(text), "\(raise)")
      }
      let lowered = try acting(nurse, "session", "set-rate", "a", "6 mL/h")
      #expect(lowered.status == 0, "\(lowered)")
      try room.wait(5, for: "the lower rate") { try room.truth.rateMicrolitersPerHour == 6_000 }
      let stop = try acting(stranger, "session", "stop", "a", "--reason", "patient asks")
      #expect(stop.status == 0, "\(stop)")
      #expect(try room.truth.rateMicrolitersPerHour == 0)
      try room.wait(5, for: "stopped") { room.phase == "stopped" }
      try room.expectTruthInside()
      #expect(try acting(stranger, "session", "reset", "a").status == 77)
      #expect(try acting(nurse, "session", "reset", "a").status == 0)
      try room.wait(15, for: "the end of the recovery") { room.phase == "completed" }
      #expect(try acting(nurse, "session", "close", "a").status == 0)
      let record = room.control("record", "show", "a")
      #expect(record.output.contains("stop"), "\(record)")
      #expect(record.output.contains("not-permitted") || record.output.contains("not permitted"), "\(record)")
    }
  }

  @Test("SR-134: a group that the machine does not have is told at the start and gives nobody a role; the daemon serves")
  func missingGroup() throws {
    try withBedside(nurses: "inf-nosuch-group") { room in
      #expect(room.log.contains("this machine has no Unix group"), "\(room.log)")
      #expect(room.log.contains("inf-nosuch-group (nurse), inf-nosuch-group (physician)"), "\(room.log)")
      let refused = room.control("session", "reset", "a")
      if getuid() == 0 {
        #expect(refused.status == 0, "root holds every role: \(refused)")
      } else {
        #expect(refused.status == 77 && refused.text.contains("found no group inf-nosuch-group"), "\(refused)")
      }
    }
  }

  @Test("SR-027: a stop is latched, reset infuses nothing, and a latched channel prepares nothing")
  func stopIsLatched() throws {
    try withBedside { room in
      try room.infuse()
      let token = try room.raise("12 mL/h")
      #expect(room.control("session", "stop", "a").status == 0)
      try room.wait(5, for: "stopped") { room.phase == "stopped" }
      #expect(room.control("session", "confirm", "a", "--token", token).status == 10, "a stop voids what was read back")
      #expect(room.control("session", "prepare-resume", "a", "--reason", "go on").status == 10)
      #expect(room.control("session", "close", "a").status == 10, "a stop that nobody has reset is not closed")
      let blocked = room.control(
        "session", "prepare", "a", "--protocol", "demo", "--patient", "crps-1", "--weight", "70 kg")
      #expect(blocked.status == 10 && blocked.text.contains("reset"), "\(blocked)")
      #expect(room.control("session", "reset", "a").status == 0)
      try room.wait(15, for: "the end of the recovery") { room.phase == "completed" }
      #expect(try room.truth.rateMicrolitersPerHour == 0)
      #expect(room.control("session", "close", "a").status == 0)
      _ = try room.prepare()
    }
  }

  @Test("SR-021 SR-002: bad input is refused with a sentence, changes nothing, and is in the journal")
  func badInput() throws {
    try withBedside { room in
      func prepare(_ protocolName: String, _ weight: String, _ extra: String...) -> Outcome {
        room.control(
          ["session", "prepare", "a", "--protocol", protocolName, "--patient", "crps-1", "--weight", weight] + extra)
      }
      try room.wait(10, for: "vital signs") { room.vitalsAreGood }
      let unsettled = prepare("demo", "70 kg")
      #expect(unsettled.status == 10 && unsettled.text.contains("reconcile"), "a new journal knows nothing: \(unsettled)")
      #expect(room.control("session", "reconcile", "a").status == 0)
      #expect(prepare("nonesuch", "70 kg").status == 10)
      #expect(prepare("demo", "29 kg").status == 10)
      #expect(prepare("demo", "251 kg").status == 10)
      for text in ["70", "1,5 kg", "-5 kg", ".5 kg", "5. kg", "NaN kg", "70 lb"] {
        let outcome = prepare("demo", text)
        #expect(outcome.status == 64, "\(text): \(outcome)")
      }
      let above = prepare("demo", "70 kg", "--rate", "1.1 mg/kg/h")
      #expect(above.status == 10 && above.text.contains("1 mg/kg/h"), "\(above)")
      #expect(room.control("session", "start", "b", "--token", "1").status == 10, "unknown channel")
      #expect(room.phase == "idle")

      try room.testAlarms()
      #expect(room.control("session", "start", "a", "--token", "0123456789abcdef").status == 10, "no session, no token")
      let first = try room.prepare()
      let second = try room.prepare()
      #expect(room.control("session", "start", "a", "--token", first).status == 10, "a newer read-back makes it void")
      #expect(room.control("session", "set-rate", "a", "5 mL/h").status == 10, "wrong phase")
      #expect(room.control("session", "start", "a", "--token", second).status == 0)
      #expect(room.control("session", "start", "a", "--token", second).status == 10, "a token works once")
      try room.wait(10, for: "flow") { room.phase == "infusing" }
      #expect(room.control("session", "set-rate", "a", "60 mL/h").status == 10, "above the hard limit")
      #expect(try room.truth.rateMicrolitersPerHour == 10_500)
      let record = room.control("--json", "record", "show", "a")
      #expect(record.output.contains("token-unknown"), "\(record)")
      #expect(record.output.contains("above-hard-limit"), "\(record)")
    }
  }

  @Test("SR-009: lowering acts at once, raising takes a read-back and a confirmation")
  func rateChanges() throws {
    try withBedside { room in
      try room.infuse()
      #expect(room.control("session", "set-rate", "a", "6 mL/h").status == 0)
      try room.wait(5, for: "the lower rate") { try room.truth.rateMicrolitersPerHour == 6_000 }
      let token = try room.raise("8 mL/h")
      #expect(try room.truth.rateMicrolitersPerHour == 6_000, "a read-back raises nothing")
      #expect(room.control("session", "confirm", "a", "--token", token).status == 0)
      try room.wait(5, for: "the higher rate") { try room.truth.rateMicrolitersPerHour == 8_000 }
      #expect(room.control("session", "pause", "a").status == 0)
      try room.wait(5, for: "paused") { room.phase == "paused" }
      try room.expectTruthInside()
      let alarms = room.control("alarm", "list")
      #expect(alarms.status == 0, "nobody did anything wrong, so nothing alarms: \(alarms)")
    }
  }
}

extension Bedside {
  /// Asks for a raise and returns its token.
  func raise(_ rate: String) throws -> String {
    var outcome = control("--json", "session", "set-rate", "a", rate)
    // The last increase must be 2 s ago in the demo's protocol.
    try wait(5, for: "the raise is read back: \(outcome)") {
      if token(in: outcome) == nil { outcome = control("--json", "session", "set-rate", "a", rate) }
      return token(in: outcome) != nil
    }
    return try #require(token(in: outcome), "\(outcome)")
  }
}

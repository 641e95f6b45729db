import Foundation
import Testing

/// What a patient or a device does, and which alarm and which rate come of it.
@Suite(.serialized) struct AlarmTests {
  @Test(
    "SR-041 SR-101 SR-104 SR-105: SpO2 of 92 % warns and flows on; paused audio is shown, and ended by a heart rate of 160/min")
  func vitalSigns() throws {
    try withBedside { room in
      try room.infuse()
      try room.fault("patient", "desaturate", "--to", "92")
      try room.wait(20, for: "SpO2 below 94 %") { (room.vital("SpO2") ?? 100) < 94 }
      let began = bootNanoseconds()
      try room.fault("patient", "tachycardia", "--to", "160")
      let warning = try room.waitForAlarm("spo2-warning", 30)
      #expect(warning["priority"] as? String == "medium", "\(warning)")

      let paused = room.control("alarm", "pause-audio")
      #expect(paused.status == 0 && paused.text.contains("2 min"), "\(paused)")
      let left = try #require(room.roomAlarms["audio_paused_for"] as? String)
      #expect(left.hasPrefix("1"), "of two minutes a little is gone: \(left)")
      for text in [room.control("status", "a").text, room.control("alarm", "list").text] {
        #expect(text.contains("AUDIO PAUSED, 1") && text.contains(" left"), "\(text)")
      }
      try room.wait(8, for: "the yellow lamp flashes all the same") {
        (0.4...0.8).contains(try room.tower.flashes["yellow"] ?? 0)
      }
      #expect(room.phase == "infusing")
      #expect(try room.truth.rateMicrolitersPerHour == 10_500, "a warning changes no rate")

      let extreme = try room.waitForAlarm("heart-rate-extreme", 60)
      // It cannot be above 150/min in less than 14 s, and has to stay there for 10 s.
      #expect(try room.onset(of: extreme) - began >= 20_000_000_000, "\(extreme)")
      #expect(extreme["priority"] as? String == "high", "\(extreme)")
      #expect(room.roomAlarms["audio_paused_for"] == nil, "a new alarm ends the pause of the audio")
      try room.wait(5, for: "the pause") { room.phase == "paused" }
      #expect(try room.truth.rateMicrolitersPerHour == 0)
      try room.wait(8, for: "the red lamp flashes") { (1.4...2.8).contains(try room.tower.flashes["red"] ?? 0) }
      #expect(room.alarm("spo2-warning") != nil, "no alarm hides another")
      try room.expectTruthInside()
    }
  }

  @Test("SR-111 SR-042: a limit of one session acts, is shown as changed, outlives kill -9 and ends with the session")
  func changedLimit() throws {
    try withBedside { room in
      try room.infuse()
      let beyond = room.control("limit", "set", "a", "SpO2", "--pause-low", "84 %")
      #expect(beyond.status == 10 && beyond.text.contains("bounds of 85 to 96 %"), "\(beyond)")
      #expect(room.changedLimits.isEmpty)
      let set = room.control("limit", "set", "a", "SpO2", "--pause-low", "93 %")
      #expect(set.status == 0 && set.text.contains("CHANGED"), "\(set)")
      #expect(room.changedLimits == ["SpO2 pause-low 93 %"])
      #expect(room.control("status", "a").text.contains("SpO2 pause-low CHANGED to 93 %"))

      try room.fault("patient", "desaturate", "--to", "92")
      let low = try room.waitForAlarm("spo2-low", 40)
      #expect((low["sentence"] as? String)?.contains("below 93 %") == true, "\(low)")
      try room.wait(5, for: "the pause") { room.phase == "paused" }
      #expect(try room.truth.rateMicrolitersPerHour == 0)

      room.signalDaemon(SIGKILL)
      try room.startDaemon()
      #expect(room.phase == "interrupted")
      #expect(room.changedLimits == ["SpO2 pause-low 93 %"], "it is the same session")
      let shown = room.control("limit", "show", "a").text
      #expect(shown.contains("CHANGED") && shown.contains("93 %"), "\(shown)")
      try room.fault("patient", "clear")
      #expect(room.control("session", "stop", "a").status == 0)
      try room.wait(5, for: "stopped") { room.phase == "stopped" }
      #expect(room.control("session", "reconcile", "a").status == 0)
      try room.closeStopped()
      _ = try room.prepare()
      #expect(room.changedLimits.isEmpty, "the next session has the clinic's limits")
      #expect(!room.control("limit", "show", "a").text.contains("CHANGED"))
    }
  }

  @Test("SR-048: of two monitors the worse value acts, and one that is silent leaves the watch to the other")
  func twoMonitors() throws {
    try withBedside(simulating: ["--monitors", "2"]) { room in
      try room.wait(10, for: "vital signs") { room.vitalsAreGood }
      try room.fault("oximeter-2", "silent")
      let silentSince = bootNanoseconds()
      try room.infuse()
      // One of one monitor pauses after 30 s.
      try room.wait(40, for: "the time after which a signal is lost") {
        #expect(room.phase == "infusing")
        return bootNanoseconds() - silentSince > 34_000_000_000
      }
      #expect(room.alarmCodes.isEmpty, "\(room.alarms)")
      #expect(try room.truth.rateMicrolitersPerHour == 10_500)

      try room.fault("oximeter-2", "clear")
      try room.fault("oximeter-2", "bias", "--by", "10")
      let low = try room.waitForAlarm("spo2-low", 40)
      #expect(low["priority"] as? String == "high", "\(low)")
      try room.wait(5, for: "the pause") { room.phase == "paused" }
      #expect(try room.truth.rateMicrolitersPerHour == 0)
      #expect((room.vital("SpO2") ?? 0) >= 94, "the first monitor shows nothing")
      let shown = (room.channel["vitals"] as? [[String: Any]])?.first { $0["signal"] as? String == "SpO2" }
      #expect(shown?["worse"] as? String == "second", "\(shown ?? [:])")
      try room.expectTruthInside()
    }
  }

  @Test(
    "SR-091 SR-069: a drug library that was changed alarms and starts nothing new; another firmware stops, and starts nothing")
  func filesAndFirmware() throws {
    let room = try Bedside()
    defer { room.end() }
    let library = try room.useOwnDrugLibrary()
    try room.startDaemon()
    try room.infuse()
    let approved = try String(contentsOf: library, encoding: .utf8)
    try (approved + "\n# another\n").write(to: library, atomically: true, encoding: .utf8)
    let changed = try room.waitForAlarm("files-changed", 30)
    #expect(changed["priority"] as? String == "medium", "\(changed)")
    #expect(room.phase == "infusing")
    #expect(try room.truth.rateMicrolitersPerHour == 10_500, "what runs keeps what it was started with")
    let raise = room.control("session", "set-rate", "a", "12 mL/h")
    #expect(raise.status == 10 && raise.text.contains("a configuration file is not the one that was loaded"), "\(raise)")

    try room.fault("pump-1", "firmware")
    let firmware = try room.waitForAlarm("firmware-changed", 10)
    #expect(firmware["priority"] as? String == "high", "\(firmware)")
    try room.wait(5, for: "the stop") { room.phase == "stopped" }
    #expect(try room.truth.rateMicrolitersPerHour == 0)
    try room.expectTruthInside()
    try room.acknowledge(firmware)
    try room.closeStopped()
    let token = try room.prepare()
    let start = room.control("session", "start", "a", "--token", token)
    #expect(start.status == 10, "\(start)")
    for reason in ["a configuration file is not the one that was loaded", "the pump's firmware is not approved"] {
      #expect(start.text.contains(reason), "\(start)")
    }
    #expect(try room.truth.rateMicrolitersPerHour == 0)

    #expect(room.control("session", "close", "a").status == 0)
    try room.fault("pump-1", "clear")
    try approved.write(to: library, atomically: true, encoding: .utf8)
    try room.wait(30, for: "nothing forbids a start any more") { room.startBlockers.isEmpty }
    let allowed = room.control("session", "start", "a", "--token", try room.prepare())
    #expect(allowed.status == 0, "\(allowed)")
  }
}

extension Bedside {
  /// The limits that were changed for this session, as text.
  fileprivate var changedLimits: [String] {
    (channel["changed_limits"] as? [[String: Any]] ?? []).map { limit in
      ["signal", "limit", "value"].map { limit[$0] as? String ?? "" }.joined(separator: " ")
    }
  }

  /// Gives the room a drug library of its own, which the daemon will load.
  fileprivate func useOwnDrugLibrary() throws -> URL {
    let example = Programs.root.appendingPathComponent("examples/drug-library.toml")
    let own = folder.appendingPathComponent("drug-library.toml")
    try FileManager.default.copyItem(at: example, to: own)
    let toml = try String(contentsOfFile: configuration, encoding: .utf8)
    try toml.replacingOccurrences(of: example.path, with: own.path).write(
      toFile: configuration, atomically: true, encoding: .utf8)
    return own
  }
}

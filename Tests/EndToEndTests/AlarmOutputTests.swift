import Foundation
import Testing

/// Whether alarms are seen and heard: the signal tower, the sound, the test of both, and who answers.
@Suite(.serialized) struct AlarmOutputTests {
  @Test("SR-020 SR-112 SR-102 SR-041: nothing starts before a test of all tones and lamps; a bradycardia is heard and pauses")
  func soundAndTest() throws {
    let sound = FileManager.default.temporaryDirectory.appendingPathComponent("sound-\(UUID().uuidString.prefix(8))").path
    defer { try? FileManager.default.removeItem(atPath: sound) }
    if !Self.hasFilePlugin { print("ALSA has no file device here: what is heard is not tested") }
    let table = Self.hasFilePlugin ? "[alarms]\nalarm_sound = \"file:'\(sound)',raw\"" : ""
    try withBedside(tables: table) { room in
      try room.wait(10, for: "vital signs") { room.vitalsAreGood }
      try room.wait(10, for: "the pump is up") { (room.channel["pump"] as? [String: Any])?["link"] as? String == "up" }
      let early = room.control("session", "start", "a", "--token", try room.prepare())
      #expect(early.status == 10 && early.text.contains("alarms-not-tested"), "\(early)")
      #expect(try room.truth.rateMicrolitersPerHour == 0)

      let tested = bootNanoseconds()
      let begun = room.json("alarm", "test")["alarm_test"] as? [String: Any] ?? [:]
      let confirm = ["alarm", "test", "--token", try #require(begun["token"] as? String, "\(begun)")]
      let hasty = room.control(confirm)
      #expect(hasty.status == 10 && hasty.text.contains("alarm-test-not-over"), "\(hasty)")
      try room.wait(18, for: "the alarm test is over") { room.control(confirm).status == 0 }
      let orders = try room.towerOrders(since: tested)
      #expect(orders.count(where: \.isCyan) > 0 && orders.count(where: \.isYellow) > 0 && orders.count(where: \.isRed) > 0)
      let second = orders.filter(\.callsSecondContact)
      #expect(second.contains(where: \.isSounding) && second.contains { !$0.isSounding }, "tried last, in pulses")
      #expect(try #require(second.first).at - tested >= 7_400_000_000)
      if Self.hasFilePlugin {
        try room.wait(5, for: "2, 3 and 10 pulses were played") { Ear.pulses(in: sound) == 15 }
        #expect(orders.allSatisfy { !$0.isSounding || $0.callsSecondContact }, "the tower's sounder is the second one")
      }

      try room.infuse()
      let began = bootNanoseconds()
      try room.fault("patient", "bradycardia", "--to", "35")
      let extreme = try room.waitForAlarm("heart-rate-extreme", 60)
      // It cannot be below 40/min in less than 5 s, and has to stay there for 10 s.
      #expect(try room.onset(of: extreme) - began >= 14_000_000_000, "\(extreme)")
      #expect(extreme["priority"] as? String == "high", "\(extreme)")
      try room.wait(5, for: "the pause") { room.phase == "paused" }
      #expect(try room.truth.rateMicrolitersPerHour == 0)
      if Self.hasFilePlugin {
        try room.wait(10, for: "the high alarm is heard") { Ear.pulses(in: sound) >= 25 }
        #expect(!room.log.contains("sound device"), "\(room.log)")
      }
      try room.expectTruthInside()
    }
  }

  /// Whether ALSA's own device that writes what it plays to a file is defined on this machine.
  private static let hasFilePlugin =
    (try? String(contentsOfFile: "/usr/share/alsa/alsa.conf", encoding: .utf8))?.contains("pcm.file") == true

  @Test("SR-112 SR-020: a signal tower that falls silent alarms within 5 s and starts nothing; when it is back, it starts")
  func lostTower() throws {
    try withBedside { room in
      try room.wait(10, for: "vital signs") { room.vitalsAreGood }
      try room.testAlarms()
      let token = try room.prepare()
      let silentSince = bootNanoseconds()
      try room.fault("tower-1", "silent")
      let lost = try room.waitForAlarm("annunciator-lost", 10)
      #expect(try room.onset(of: lost) - silentSince <= 5_000_000_000, "\(lost)")
      #expect(lost["priority"] as? String == "medium", "\(lost)")
      let start = room.control("session", "start", "a", "--token", token)
      #expect(start.status == 10 && start.text.contains("an alarm output does not work"), "\(start)")
      try room.fault("tower-1", "clear")
      try room.wait(15, for: "nothing forbids a start") { room.startBlockers.isEmpty }
      #expect(room.alarm("annunciator-lost")?["present"] as? Bool == false, "it waits for an answer all the same")
      try room.acknowledge(lost)
      #expect(room.alarm("annunciator-lost") == nil)
      #expect(room.control("session", "start", "a", "--token", try room.prepare()).status == 0)
      try room.wait(10, for: "the pump infuses") { room.phase == "infusing" }
    }
  }

  @Test("SR-101 SR-103 SR-106: a call pauses and flashes red at once, an answer silences it, and one without outlives kill -9")
  func callButton() throws {
    try withBedside { room in
      try room.infuse()
      let pressed = bootNanoseconds()
      try room.fault("patient", "call")
      let call = try room.waitForAlarm("patient-call", 5)
      #expect(call["priority"] as? String == "high", "\(call)")
      try room.wait(5, for: "the pause") { room.phase == "paused" }
      #expect(try room.truth.rateMicrolitersPerHour == 0)
      let stop = try #require(try room.frames(since: pressed).first { Frame($0.bytes) == .stop })
      #expect(stop.at - pressed <= 2_000_000_000, "the button's press is somewhere in between")
      let orders = try room.towerOrders(since: pressed)
      let (red, tone) = (try #require(orders.first { $0.isRed }), try #require(orders.first { $0.isSounding }))
      #expect(red.at - pressed <= 2_000_000_000 && tone.at - pressed <= 2_000_000_000)
      try room.wait(8, for: "the red lamp flashes") { (1.4...2.8).contains(try room.tower.flashes["red"] ?? 0) }

      try room.acknowledge(call)
      let answered = bootNanoseconds()
      // A burst may sound to its end, 3.3 s; the next would come 8.3 s after its begin.
      try room.wait(20, for: "the time of the next burst") { bootNanoseconds() - answered > 13_000_000_000 }
      let later = try room.towerOrders(since: answered + 4_000_000_000)
      #expect(later.contains { $0.isRed } && later.contains { !$0.isRed }, "the lamp flashes on")
      #expect(later.count(where: \.isSounding) == 0, "nothing sounds any more")
      #expect(room.alarm("patient-call")?["acknowledged"] as? Bool == true)
      #expect(room.phase == "paused", "an answer resumes nothing")
      try room.fault("patient", "clear")
      try room.wait(5, for: "answered, and the cause is gone") { room.alarm("patient-call") == nil }

      try room.fault("patient", "call")
      let again = try room.waitForAlarm("patient-call", 5)
      #expect(again["id"] as? String != call["id"] as? String)
      try room.fault("patient", "clear")
      try room.wait(5, for: "the button is released") { room.alarm("patient-call")?["present"] as? Bool == false }
      room.signalDaemon(SIGKILL)
      try room.startDaemon()
      let waiting = try room.waitForAlarm("patient-call", 5)
      #expect(waiting["acknowledged"] as? Bool == false && waiting["present"] as? Bool == false, "\(waiting)")
      #expect(room.phase == "interrupted")
      try room.wait(10, for: "the red lamp flashes again") { (1.4...2.8).contains(try room.tower.flashes["red"] ?? 0) }
      try room.acknowledge(waiting)
      #expect(room.alarm("patient-call") == nil, "answered, and its cause is gone")
      #expect(try room.truth.rateMicrolitersPerHour == 0)
    }
  }
}

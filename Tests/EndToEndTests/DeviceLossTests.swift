import Foundation
import Testing

/// What happens when a device is gone, wrong or garbled.
@Suite(.serialized) struct DeviceLossTests {
  @Test("SR-045: a monitor that falls silent alarms after 10 s and pauses after 30 s")
  func silentMonitor() throws {
    try withBedside { room in
      try room.infuse()
      try room.fault("oximeter-1", "silent")
      try room.wait(14, for: "the alarm") { room.alarmCodes.contains("signal-lost") }
      #expect(room.phase == "infusing")
      try room.wait(24, for: "the pause") { room.phase == "paused" }
      try room.expectTruthInside()
    }
  }

  @Test("SR-045 SR-061: devices that are unplugged in mid-infusion alarm and pause; the daemon lives and answers")
  func unplugged() throws {
    try withBedside { room in
      try room.infuse()
      room.unplug()
      try room.wait(6, for: "the pump is missed") { room.alarmCodes.contains("pump-silent") }
      try room.wait(14, for: "the monitor is missed") { room.alarmCodes.contains("signal-lost") }
      try room.wait(14, for: "the loss of the pump") { room.phase == "link-lost" }
      let stop = room.control("session", "stop", "a")
      #expect(stop.status == 1 && stop.text.contains("NOT CONFIRMED"), "\(stop)")
    }
  }

  @Test("SR-046: a sensor that is off alarms at once and pauses after 10 s")
  func sensorOff() throws {
    try withBedside { room in
      try room.infuse()
      try room.fault("oximeter-1", "sensor-off")
      try room.wait(4, for: "the alarm") { room.alarmCodes.contains("sensor-off") }
      #expect(room.phase == "infusing")
      try room.wait(14, for: "the pause") { room.phase == "paused" }
      #expect(try room.truth.rateMicrolitersPerHour == 0)
    }
  }

  @Test("SR-060 SR-061: a silent pump alarms, is taken for running, stops by its watchdog, and must be reconciled")
  func silentPump() throws {
    try withBedside { room in
      try room.infuse()
      try room.fault("pump-1", "silent")
      try room.wait(6, for: "the alarm") { room.alarmCodes.contains("pump-silent") }
      try room.wait(12, for: "the loss of the pump") { room.phase == "link-lost" }
      try room.expectTruthInside("while it is silent the interval holds the truth too")
      try room.fault("pump-1", "clear")
      try room.wait(15, for: "zero is observed") { (room.channel["pump"] as? [String: Any])?["zero_observed"] as? Bool == true }
      #expect(room.phase == "link-lost", "a pump that is back changes nothing by itself")
      try room.expectTruthInside()
      let early = room.control("session", "prepare-resume", "a", "--reason", "cable back")
      #expect(early.status == 10 && early.text.contains("reconcile"), "\(early)")
      #expect(room.control("session", "reconcile", "a").status == 0)
      #expect(room.phase == "paused")
    }
  }

  @Test("SR-064: an occlusion pauses and is told by name; reconcile clears what the pump latched")
  func occlusion() throws {
    try withBedside { room in
      try room.infuse()
      try room.fault("pump-1", "occlusion", "--for", "6 s")
      try room.wait(10, for: "the pause") { room.phase == "paused" }
      let list = room.control("alarm", "list")
      #expect(list.text.contains("occlusion"), "\(list)")
      try room.wait(10, for: "the cause is gone") { room.control("session", "reconcile", "a").status == 0 }
      try room.wait(10, for: "the pump shows no alarm") { try room.truth.latched.isEmpty }
      #expect(try room.truth.rateMicrolitersPerHour == 0)
      try room.expectTruthInside()
    }
  }

  @Test("SR-062: a pump that restarts pauses the session; its volume is bounded, and nothing goes on by itself")
  func pumpRestart() throws {
    try withBedside { room in
      try room.infuse()
      try room.fault("pump-1", "reboot")
      try room.wait(10, for: "the pause") { room.phase == "paused" || room.phase == "pausing" }
      try room.wait(10, for: "zero is observed") { room.phase == "paused" }
      try room.expectTruthInside()
      #expect(room.control("session", "prepare-resume", "a", "--reason", "pump is back").status == 10)
    }
  }

  @Test("SR-073: corrupt frames are counted, never believed, and lose no bound; the line recovers")
  func corruptFrames() throws {
    try withBedside { room in
      try room.infuse()
      try room.fault("pump-1", "corrupt", "--for", "2 s")
      try room.fault("oximeter-1", "corrupt", "--for", "4 s")
      try room.wait(10, for: "bad frames are counted") {
        ((room.channel["pump"] as? [String: Any])?["bad_frames"] as? NSNumber)?.intValue ?? 0 > 0
      }
      try room.wait(15, for: "the line is back") { (room.channel["pump"] as? [String: Any])?["link"] as? String == "up" }
      try room.wait(15, for: "good readings") { room.vitalsAreGood }
      #expect(room.control("session", "pause", "a").status == 0)
      try room.wait(5, for: "paused") { room.phase == "paused" }
      try room.expectTruthInside()
    }
  }

  @Test("SR-062: a reply that is lost leaves the delivery uncertain until the pump was read, and the interval holds the truth")
  func lostReply() throws {
    try withBedside { room in
      try room.infuse()
      try room.fault("pump-1", "lose-reply")
      #expect(room.control("session", "set-rate", "a", "6 mL/h").status == 0)
      try room.wait(10, for: "the lower rate or zero") { try room.truth.rateMicrolitersPerHour <= 6_000 }
      #expect(room.control("session", "pause", "a").status == 0)
      try room.wait(5, for: "paused") { room.phase == "paused" }
      try room.expectTruthInside()
    }
  }

  @Test(
    "SR-069: another device at the pump's address is never written to, and a high alarm says so",
    arguments: ["impostor", "impostor-serial"])
  func impostor(fault: String) throws {
    let room = try Bedside()
    defer { room.end() }
    try room.fault("pump-1", fault)
    try room.startDaemon()
    try room.wait(10, for: "the alarm") { room.alarmCodes.contains("wrong-device") }
    #expect(try room.truth.impostorWrites == 0)
    let prepare = room.control("session", "prepare", "a", "--protocol", "demo", "--patient", "crps-1", "--weight", "70 kg")
    #expect(prepare.status == 10, "\(prepare)")
    #expect(try room.truth.impostorWrites == 0)
  }

  @Test("SR-069: a pump that is swapped in mid-infusion is noticed at the next reading and not written to")
  func swappedPump() throws {
    try withBedside { room in
      try room.infuse()
      try room.fault("pump-1", "impostor-serial")
      try room.wait(6, for: "the alarm") { room.alarmCodes.contains("wrong-device") }
      let writes = try room.truth.impostorWrites
      try room.wait(10, for: "stopping") { room.phase == "stopping" }
      #expect(try room.truth.impostorWrites == writes, "no write after the swap was seen")
    }
  }
}

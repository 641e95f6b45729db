import CHang
import Foundation
import Testing

/// What happens when the daemon, or a part of it, is gone: the pump stops, and nothing resumes.
@Suite(.serialized) struct DaemonLossTests {
  @Test("SR-054 SR-058 SR-082: kill -9 in mid-infusion: the pump's own watchdog stops it; a restart shows it interrupted")
  func killed() throws {
    try withBedside { room in
      try room.infuse()
      room.signalDaemon(SIGKILL)
      // It was armed to 6 s; the rest is for asking, on a slow machine.
      try room.wait(8, for: "the pump stops by its watchdog") { try room.truth.rateMicrolitersPerHour == 0 }
      #expect(try room.truth.latched.contains { $0.contains("watchdog") })
      try room.startDaemon()
      #expect(room.phase == "interrupted")
      try room.wait(5, for: "the pump is read") { (room.channel["pump"] as? [String: Any])?["zero_observed"] as? Bool == true }
      try room.expectTruthInside()
      try room.expectPredictionNearTruth()
      let resume = room.control("session", "prepare-resume", "a", "--reason", "go on")
      #expect(resume.status == 10, "nothing resumes before it was reconciled: \(resume)")
      #expect(room.control("session", "reconcile", "a").status == 0)
      try room.wait(5, for: "paused") { room.phase == "paused" }
      #expect(try room.truth.rateMicrolitersPerHour == 0)
    }
  }

  @Test("SR-085: kill -9 and an immediate restart: stop is the first thing written to the pump")
  func killedAndRestarted() throws {
    try withBedside { room in
      try room.infuse()
      room.signalDaemon(SIGKILL)
      let restarted = bootNanoseconds()
      try room.startDaemon()
      try room.wait(5, for: "the pump is at zero") { try room.truth.rateMicrolitersPerHour == 0 }
      let writes = try room.frames(since: restarted).map { Frame($0.bytes) }.filter { $0 != .read }
      #expect(writes.first == .stop, "\(writes.prefix(5))")
      #expect(!writes.contains(.start) && !writes.contains(.commit))
      #expect(room.phase == "interrupted")
      #expect(bootNanoseconds() - restarted <= 10_000_000_000, "back within 10 s of the kill")
      try room.wait(5, for: "the pump is read") { (room.channel["pump"] as? [String: Any])?["zero_observed"] as? Bool == true }
      try room.expectTruthInside()
    }
  }

  @Test("SR-029 SR-027: after kill -9 no command id acts twice: a start is told as done, a refusal is repeated, a stop acts")
  func sameCommandsAgain() throws {
    func id(_ digit: Int) -> String { String(repeating: "\(digit)", count: 32) }
    let order = ["session", "prepare", "a", "--protocol", "demo", "--patient", "crps-2", "--weight", "70 kg"]
    try withBedside { room in
      try room.wait(10, for: "vital signs") { room.vitalsAreGood }
      try room.wait(10, for: "the pump is up") { (room.channel["pump"] as? [String: Any])?["link"] as? String == "up" }
      try room.testAlarms()
      let start = ["session", "start", "a", "--token", try room.prepare(), "--command-id", id(1)]
      #expect(room.control(start).status == 0)
      try room.wait(10, for: "the pump infuses") { room.phase == "infusing" }
      let refused = room.control(order + ["--command-id", id(2)])
      #expect(refused.status == 10 && refused.text.contains("wrong-phase"), "\(refused)")
      try room.wait(5, for: "the refusal is in the journal") { room.control("record", "show", "a").text.contains("wrong-phase") }
      room.signalDaemon(SIGKILL)
      let restarted = bootNanoseconds()
      try room.startDaemon()
      try room.wait(5, for: "the pump is at zero") { try room.truth.rateMicrolitersPerHour == 0 }

      let again = room.control(start)
      #expect(again.status == 10 && again.text.contains("done-before-restart"), "\(again)")
      #expect(
        room.control(order + ["--command-id", id(2)]).text == refused.text, "infusing then, interrupted now: the same words")
      let other = room.control("session", "reset", "a", "--command-id", id(1))
      #expect(other.status == 10 && other.text.contains("command-id-reused"), "\(other)")
      #expect(room.phase == "interrupted")
      #expect(room.control("session", "stop", "a", "--command-id", id(3)).status == 0)

      room.signalDaemon(SIGKILL)
      try room.startDaemon()
      try room.wait(5, for: "the pump is heard") { (room.channel["pump"] as? [String: Any])?["zero_observed"] as? Bool == true }
      #expect(room.control(start).text.contains("done-before-restart"), "also after a second restart")
      let stop = room.control("session", "stop", "a", "--command-id", id(3))
      #expect(stop.status == 0 && !stop.text.contains("another id"), "\(stop)")
      #expect(try room.truth.rateMicrolitersPerHour == 0)
      let writes = try room.frames(since: restarted).map { Frame($0.bytes) }
      #expect(writes.contains(.stop) && !writes.contains(.start) && !writes.contains(.commit))
      try room.expectTruthInside()
    }
  }

  @Test("SR-054: a stopped daemon (SIGSTOP): the pump stops by its watchdog, and a continued daemon resumes nothing")
  func suspended() throws {
    try withBedside { room in
      try room.infuse()
      room.signalDaemon(SIGSTOP)
      try room.wait(8, for: "the pump stops by its watchdog") { try room.truth.rateMicrolitersPerHour == 0 }
      room.signalDaemon(SIGCONT)
      try room.wait(10, for: "the session is paused") { room.phase == "paused" }
      #expect(room.alarmCodes.contains("lease-expired"))
      #expect(try room.truth.rateMicrolitersPerHour == 0)
      try room.expectTruthInside()
    }
  }

  @Test("SR-054: a hung control thread: the living bus thread stops the pump at the lease's end and feeds its watchdog no more")
  func hungControlThread() throws {
    try withBedside { room in
      try room.infuse()
      let process = try #require(room.daemon?.processIdentifier)
      let thread = try #require(threadID(named: "control", of: process))
      let hung = try hang(thread, for: 9_000)
      try room.wait(5, for: "the link stops the pump") { try room.truth.rateMicrolitersPerHour == 0 }
      try room.wait(12, for: "the thread runs again") { bootNanoseconds() - hung > 9_500_000_000 }
      // The lease is 3 s: what goes out after it is stop and read, nothing that feeds the watchdog.
      let after = try room.frames(since: hung + 3_200_000_000).filter { $0.at < hung + 8_800_000_000 }.map { Frame($0.bytes) }
      #expect(after.contains(.stop))
      #expect(after.allSatisfy { $0 == .stop || $0 == .read }, "\(after)")
      try room.wait(10, for: "the session is paused") { room.phase == "paused" }
      #expect(try room.truth.rateMicrolitersPerHour == 0)
      try room.expectTruthInside()
    }
  }

  @Test("SR-071: a second daemon on the same state directory refuses to start")
  func secondDaemon() throws {
    try withBedside { room in
      let second = try Programs.run(Programs.path("infusiond"), ["--config", room.configuration], limit: 20)
      #expect(second.status != 0)
      #expect(second.text.contains("locked"), "\(second)")
      #expect(room.control("status").status == 0, "the first one is not disturbed")
      // With a state directory of its own it still may take neither the socket nor the ports.
      let toml = try String(contentsOfFile: room.configuration, encoding: .utf8)
      let other = room.folder.appendingPathComponent("other")
      try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
      for (old, new) in [("\(room.folder.path)/state", other.path), (room.socket, "\(other.path)/control.sock")] {
        let changed = toml.replacingOccurrences(of: "\(room.folder.path)/state", with: other.path)
          .replacingOccurrences(of: old, with: new)
        let path = other.appendingPathComponent("infusiond.toml").path
        try changed.write(toFile: path, atomically: true, encoding: .utf8)
        let third = try Programs.run(Programs.path("infusiond"), ["--config", path], limit: 20)
        #expect(third.status == 1, "\(third)")
        #expect(room.control("status").status == 0, "the first one keeps its socket")
      }
    }
  }

  @Test("SIGTERM ends an infusion at 0 mL/h and the daemon with exit 0; the session stays open")
  func terminated() throws {
    try withBedside { room in
      try room.infuse()
      room.signalDaemon(SIGTERM)
      #expect(room.daemon?.terminationStatus == 0, "\(room.log)")
      #expect(try room.truth.rateMicrolitersPerHour == 0)
      try room.startDaemon()
      #expect(room.phase == "interrupted")
    }
  }

  /// Hangs a thread for so many milliseconds, and returns when it does: since then, in nanoseconds since boot.
  private func hang(_ thread: Int32, for milliseconds: Int32) throws -> Int64 {
    let hangs = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var (error, since): (Int32, Int64) = (0, 0)
    Thread {
      error = stop_thread(thread)
      since = bootNanoseconds()
      hangs.signal()
      if error == 0 { continue_thread(thread, milliseconds) }
    }.start()
    hangs.wait()
    try #require(error == 0, "the kernel lets no test stop a thread: \(String(cString: strerror(error)))")
    return since
  }

  /// The id of the thread with this name, as the kernel lists it.
  private func threadID(named name: String, of process: Int32) -> Int32? {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
    return tasks.compactMap(Int32.init).first {
      let comm = try? String(contentsOfFile: "/proc/\(process)/task/\($0)/comm", encoding: .utf8)
      return comm?.trimmingCharacters(in: .whitespacesAndNewlines) == name
    }
  }
}

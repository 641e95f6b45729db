import ControlAPI
import ControlServer
import Controller
import Foundation
import Quantities
import Safety
import Synchronization
import Testing
import Therapy

@Suite("Alarms and limits on the command line", .serialized) struct AlarmCommandLineTests {
  @Test("SR-105 SR-109: alarm list counts, sorts, and says that the audio is paused, with symbol and time") func list()
    async throws
  {
    let room = ModelRoom()
    try await withServer(room: room) { client, room in
      let loud = try await infusionctl(client, ["alarm", "list"])
      #expect(loud.code == 11)
      #expect(loud.output.hasPrefix("2 alarms: 1 high, 1 medium\n!!! SpO2 88 %"), "\(loud.output)")
      #expect(!loud.output.contains("AUDIO PAUSED"))
      room.state.withLock { $0.views[0].signal.audioPausedUntil = $0.now + .seconds(92) }
      let paused = try await infusionctl(client, ["alarm", "list"])
      #expect(paused.output.hasPrefix("2 alarms: 1 high, 1 medium\n\u{1F515} AUDIO PAUSED, 92 s left\n"), "\(paused.output)")
      #expect(paused.output.contains("SpO2 88 % is below 90 %"), "the text stays")
      let json = try await infusionctl(client, ["alarm", "list", "--json"])
      let document = try APICoding.decode(AlarmListDocument.self, from: Array(json.output.utf8))
      #expect(json.code == 11 && document.room.audioPausedFor == "92 s")
    }
  }

  @Test("SR-104: alarm pause-audio tells for how long; a time out of its range ends with 10, a malformed one with 64")
  func pauseAudio() async throws {
    try await withServer { client, room in
      let run = try await infusionctl(client, ["alarm", "pause-audio"])
      #expect(run.code == 0, "\(run.errors)")
      #expect(run.output.hasPrefix("\u{1F515} The audio of all alarms is paused for 2 min; lamps and texts stay.\n"))
      let json = try await infusionctl(client, ["alarm", "pause-audio", "--for", "45 s", "--json"])
      #expect(try APICoding.decode(RoomCommandDocument.self, from: Array(json.output.utf8)).audioPausedFor == "45 s")
      for time in ["29 s", "11 min"] {
        let refused = try await infusionctl(client, ["alarm", "pause-audio", "--for", time])
        #expect(refused.code == 10)
        #expect(refused.errors.contains("30 s to 10 min") && refused.errors.contains("why: "), "\(refused.errors)")
      }
      for time in ["120", "", "2 mL", "-2 min"] {
        #expect(try await infusionctl(client, ["alarm", "pause-audio", "--for", time]).code == 64, "\(time)")
      }
      #expect(try await infusionctl(client, ["alarm", "pause-audio", "bed-1"]).code == 64, "it is the room's")
      #expect(room.submitted.map(\.action.kind) == [.pauseAudio, .pauseAudio])
      room.answerCommands { _ in .refused(.noAlarmSounds) }
      let nothing = try await infusionctl(client, ["alarm", "pause-audio"])
      #expect(nothing.code == 10 && nothing.errors.contains("[no-alarm-sounds]"))
    }
  }

  @Test("SR-112: alarm test says what to look and listen for and what to type then; the token confirms") func alarmTest()
    async throws
  {
    try await withServer { client, room in
      let run = try await infusionctl(client, ["alarm", "test"])
      #expect(run.code == 0, "\(run.errors)")
      for text in [
        "runs for 9.5 s", "1. low     light cyan, steady; 2 tones", "2. medium  light yellow, flashing slowly; 3 tones",
        "3. high    light red, flashing fast; 10 tones\n",
        "4. tower   light yellow, flashing slowly; 3 tones from the signal tower, and the second contact is called",
        "within 69 s",
        "  infusionctl --socket \(client.socket) alarm test --token 0123-4567-89ab-cdf0\n",
      ] { #expect(run.output.contains(text), "\(run.output)") }
      let confirmed = try await infusionctl(client, ["alarm", "test", "--token", "0123-4567-89ab-cdf0"])
      #expect(confirmed.code == 0 && confirmed.output.contains("confirmed"))
      #expect(room.submitted.map(\.action.kind) == [.testAlarms, .confirmAlarmTest])
      #expect(try await infusionctl(client, ["alarm", "test", "--token", "nonsense"]).code == 10)
      #expect(try await infusionctl(client, ["alarm", "test", "--token", ""]).code == 64)
      room.answerCommands { _ in .refused(.alarmTestDisturbed) }
      let disturbed = try await infusionctl(client, ["alarm", "test", "--token", "0123-4567-89ab-cdf0"])
      #expect(disturbed.code == 10 && disturbed.errors.contains("begin the test anew: alarm test"))
      room.answerCommands { _ in .refused(.alarmsNotTested) }
      let start = try await infusionctl(client, ["session", "start", "bed-1", "--token", "0123-4567-89ab-cdef"])
      #expect(start.code == 10 && start.errors.contains("alarm test"), "\(start.errors)")
      let json = try await infusionctl(client, ["--json", "alarm", "test"])
      #expect(json.code == 10)
    }
    try await withServer { client, _ in
      let json = try await infusionctl(client, ["--json", "alarm", "test"])
      #expect(try APICoding.decode(RoomCommandDocument.self, from: Array(json.output.utf8)).alarmTest?.steps.count == 4)
    }
  }

  @Test("SR-111: limit set and limit show: what is set, the clinic's beside it, bounds, and what was changed") func limits()
    async throws
  {
    let room = ModelRoom()
    room.answerCommands { command in
      guard case .setLimit(let signal, let change) = command.action else { return .done }
      let (limits, fault) = VitalLimits()[signal].applying(change, to: signal)
      if let fault { return .refused(.limit(signal, fault)) }
      room.state.withLock { $0.views[0].limits[signal] = limits }
      return .done
    }
    try await withServer(room: room) { client, room in
      let before = try await infusionctl(client, ["limit", "show", "bed-1"])
      #expect(
        before.code == 0 && before.output.hasPrefix("bed-1: the clinic's limits hold\n") && !before.output.contains("CHANGED"))
      let set = try await infusionctl(client, ["limit", "set", "bed-1", "spo2", "--pause-low", "88 %", "--pause-delay", "15 s"])
      #expect(set.code == 0, "\(set.errors)")
      #expect(set.output.hasPrefix("bed-1: the limits of SpO2 are set, for this session only:\n"))
      let line = "  SpO2  pause-low   88 %      clinic 90 %      bounds 85 % to 96 %  CHANGED\n"
      #expect(set.output.contains(line), "\(set.output)")
      let after = try await infusionctl(client, ["limit", "show", "bed-1"])
      #expect(after.output.hasPrefix("bed-1: 2 CHANGED for this session") && after.output.contains(line))
      let status = try await infusionctl(client, ["status", "bed-1"])
      #expect(status.output.contains("SpO2 pause-low CHANGED to 88 % for this session (clinic: 90 %)"), "\(status.output)")
      #expect(try await infusionctl(client, ["watch", "--once"]).output.contains("limits CHANGED"))
      let json = try await infusionctl(client, ["limit", "show", "bed-1", "--json"])
      #expect(try APICoding.decode(LimitListDocument.self, from: Array(json.output.utf8)).limits.count == 34)
      let bounds = try await infusionctl(client, ["limit", "set", "bed-1", "SpO2", "--pause-low", "84 %"])
      #expect(bounds.code == 10 && bounds.errors.contains("bounds of 85 to 96 %"), "\(bounds.errors)")
      for arguments in [
        ["SpO2"], ["pulse", "--pause-low", "50/min"], ["SpO2", "--pause-low", "88"], ["SpO2", "--pause-low", "-88 %"],
        ["HR", "--warn-delay", "15"], [],
      ] {
        let run = try await infusionctl(client, ["limit", "set", "bed-1"] + arguments)
        #expect(run.code == 64, "\(arguments): \(run.code) \(run.errors)")
      }
      #expect(try await infusionctl(client, ["limit", "show", "bed-9"]).code == 10)
      #expect(room.submitted.count == 2)
    }
  }

  @Test("SR-101 SR-105 SR-112: status and watch tell the room's lamp in words, without a terminal without escapes and bell")
  func room() async throws {
    let room = ModelRoom()
    room.state.withLock {
      $0.views[0].signal.audioPausedUntil = $0.now + .seconds(30)
      $0.views[0].alarmsAreTested = false
    }
    try await withServer(room: room) { client, _ in
      let words = "!!! ALARM, high: 2 alarms, lamp red, flashing fast; \u{1F515} AUDIO PAUSED, 30 s left; alarms not tested"
      for arguments in [["status"], ["status", "bed-1"], ["watch", "--once"]] {
        let run = try await infusionctl(client, arguments)
        #expect(run.output.contains(words), "\(run.output)")
        #expect(!run.output.contains("\u{1B}") && !run.output.contains("\u{7}"))
      }
      let status = try await infusionctl(client, ["status", "bed-1"])
      #expect(status.output.contains("mode         NORMAL: Watch the patient"), "\(status.output)")
      let watch = try await infusionctl(client, ["watch", "--once"])
      #expect(watch.output.contains("| P-017, ketamine-racemic 2 mg/mL | NORMAL |"), "\(watch.output)")
    }
  }
}

import ControlAPI
import ControlServer
import Foundation
import Quantities
import Synchronization
import Testing

@testable import Controller

/// What one run of the command line left.
struct Run {
  let code: Int32
  let output: String
  let errors: String
  /// How long it ran, however long the test waited for its turn.
  let time: Duration
}

/// Runs the real `infusionctl` beside the test bundle.
func infusionctl(_ client: ControlClient, _ arguments: [String]) async throws -> Run {
  let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  let folder = URL(fileURLWithPath: bundle).deletingLastPathComponent()
  return try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async {
      let command = Process()
      command.executableURL = folder.appendingPathComponent("infusionctl")
      command.arguments = ["--socket", client.socket] + arguments
      let (output, errors) = (Pipe(), Pipe())
      command.standardOutput = output
      command.standardError = errors
      let begin = ContinuousClock.now
      do {
        try command.run()
      } catch {
        return continuation.resume(throwing: error)
      }
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      command.waitUntilExit()
      let time = ContinuousClock.now - begin
      continuation.resume(returning: Run(code: command.terminationStatus, output: text, errors: complaint, time: time))
    }
  }
}

@Suite struct CommandLineTests {
  @Test("status and watch show phase, rate in both units, delivered drug, vitals, alarms and SIMULATION") func look() async throws
  {
    try await withServer { client, _ in
      let status = try await infusionctl(client, ["status", "bed-1"])
      #expect(status.code == 0)
      for text in [
        "SIMULATION bed-1  infusing", "12.2 mL/h = 0.348 mg/kg/h = 24.4 mg/h", "0.2...0.206 mg of 0.542 mg", "SpO2 88 %",
        "HR never seen", "!!!", "SpO2 88 % is below 90 %", "49 s left",
      ] { #expect(status.output.contains(text), "\(status.output)") }
      let watch = try await infusionctl(client, ["watch", "--once"])
      #expect(watch.code == 0)
      #expect(watch.output.contains("SIMULATION bed-1 infusing | 12.2 mL/h 0.348 mg/kg/h | 0.2...0.206 mg of 0.542 mg"))
      #expect(watch.output.contains("bed-2 idle"))
      #expect(watch.output.contains("!!! new alarm: SpO2 88 %"))
      #expect(!watch.output.contains("\u{1B}"))
      let json = try await infusionctl(client, ["--json", "status"])
      #expect(try APICoding.decode(StatusDocument.self, from: Array(json.output.utf8)).channels.count == 2)
    }
  }

  @Test("prepare reads back in full and ends with the next command; a differing read-back ends with 12") func prepare()
    async throws
  {
    let room = ModelRoom()
    room.answerCommands { _ in .readBack(ModelRoom.readBack(rate: FlowRate(microlitersPerHour: 12_200))) }
    try await withServer(room: room) { client, _ in
      let order = ["session", "prepare", "bed-1", "--protocol", "demo", "--patient", "P-017", "--weight"]
      let good = try await infusionctl(client, order + ["70 kg", "--rate", "0.35 mg/kg/h", "--duration", "80 s"])
      #expect(good.code == 0, "\(good.errors)")
      for text in ["0.348 mg/kg/h", "24.4 mg/h", "12.2 mL/h", "0.542 mg (0.271 mL)", "80 s", "ketamine-racemic 2 mg/mL"] {
        #expect(good.output.contains(text), "\(good.output)")
      }
      #expect(good.output.hasSuffix("--socket \(client.socket) session start bed-1 --token 0123-4567-89ab-cdf0\n"))
      let bad = try await infusionctl(client, order + ["71 kg"])
      #expect(bad.code == 12)
      #expect(bad.errors.contains("weight: asked for 71 kg, read back 70 kg"))
      #expect(!bad.output.contains("--token"))
      #expect(try await infusionctl(client, order + ["70 kg", "--rate", "0.2 mg/kg/h"]).code == 12)
    }
  }

  @Test("A stop waits for the pump's zero and says that it saw it") func stopConfirmed() async throws {
    let room = ModelRoom()
    room.state.withLock { $0.pumpsObey = true }
    try await withServer(room: room) { client, room in
      for arguments in [
        ["session", "pause", "bed-1"], ["session", "stop", "bed-1", "--reason", "end"], ["session", "stop", "--all"],
      ] {
        let run = try await infusionctl(client, arguments)
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.output.contains("The pump shows 0 mL/h."))
      }
      #expect(room.stops.count == 4)
    }
  }

  @Test("SR-028: a stop that the pump does not confirm ends with 1 and sends people to the pump's own stop")
  func stopUnconfirmed() async throws {
    try await withServer { client, room in
      let run = try await infusionctl(client, ["session", "stop", "bed-1"])
      #expect(run.code == 1)
      #expect(run.errors.contains("HAS NOT CONFIRMED"))
      #expect(run.errors.contains("Press the pump's own stop"))
      #expect(room.stops.count == 1)
    }
  }

  @Test("Refusals end with the code of their kind") func codes() async throws {
    let room = ModelRoom()
    try await withServer(room: room) { client, room in
      room.answerCommands { _ in .refused(.tokenExpired) }
      let refused = try await infusionctl(client, ["session", "start", "bed-1", "--token", "0123-4567-89ab-cdef"])
      #expect(refused.code == 10)
      #expect(refused.errors.contains("[token-expired]"))
      #expect(try await infusionctl(client, ["session", "start", "bed-1", "--token", "nonsense"]).code == 10)
      #expect(try await infusionctl(client, ["session", "reset", "bed-9"]).code == 10)
      #expect(try await infusionctl(client, ["session", "stop", "bed-9"]).code == 10)
      #expect(try await infusionctl(client, ["watch", "bed-9", "--once"]).code == 10)
      #expect(try await infusionctl(client, ["session", "set-rate", "bed-1", "1,5 mL/h"]).code == 64)
      #expect(try await infusionctl(client, ["alarm", "list"]).code == 11)
      #expect(try await infusionctl(client, ["alarm", "acknowledge", "bed-1"]).code == 10)
      room.answerCommands { _ in nil }
      let late = try await infusionctl(client, ["session", "reset", "bed-1", "--command-id", firstID])
      #expect(late.code == 75)
      #expect(late.errors.contains("--command-id \(firstID)"))
      room.answerCommands { _ in .done }
      #expect(try await infusionctl(client, ["session", "reset", "bed-1", "--command-id", firstID]).code == 0)
      #expect(room.submitted.filter { $0.action.kind == .reset }.count == 1)
    }
    try await withServer { client, room in
      room.state.withLock { $0.ringCapacity = 0 }
      let busy = try await infusionctl(client, ["session", "close", "bed-1"])
      #expect(busy.code == 75)
      let nobody = try await infusionctl(ControlClient(socket: client.socket + "x"), ["status"])
      #expect(nobody.code == 69)
    }
  }

  @Test("SR-122: records, devices and the remaining commands; a lowered rate is told with the rate before") func others()
    async throws
  {
    let room = ModelRoom()
    room.answerCommands { command in
      if case .setRate(let rate, _) = command.action { room.state.withLock { $0.views[0].ordered = rate } }
      return .done
    }
    try await withServer(room: room) { client, room in
      for arguments in [["record", "show", "7"], ["record", "show", "bed-1"]] {
        let record = try await infusionctl(client, arguments)
        #expect(record.code == 0)
        #expect(record.output.contains("0.54...0.544 mg (0.27...0.272 mL)"), "\(record.output)")
      }
      #expect(try await infusionctl(client, ["record", "show"]).code == 64)
      let devices = try await infusionctl(client, ["device", "list"])
      #expect(devices.output.split(separator: "\n").count == 6)
      let lower = try await infusionctl(client, ["session", "set-rate", "bed-1", "6 mL/h", "--reason", "drowsy"])
      #expect(
        lower.output == """
          bed-1: the rate is lowered.
            from  12.2 mL/h = 0.348 mg/kg/h = 24.4 mg/h
            to    6 mL/h = 0.171 mg/kg/h = 12 mg/h
          Look: infusionctl --socket \(client.socket) status bed-1

          """)
      #expect(lower.errors == "infusionctl: The rate is less than half of what it was. Check the number and its unit.\n")
      let reconcile = try await infusionctl(client, ["session", "reconcile", "bed-1"])
      #expect(reconcile.output.contains("believed: 0.2...0.206 mg"))
      for command in ["reset", "close"] { #expect(try await infusionctl(client, ["session", command, "bed-1"]).code == 0) }
      #expect(try await infusionctl(client, ["alarm", "acknowledge", "bed-1:2"]).code == 0)
      #expect(room.submitted.map(\.action.kind) == [.setRate, .reconcile, .reset, .close, .acknowledge])
    }
  }
}

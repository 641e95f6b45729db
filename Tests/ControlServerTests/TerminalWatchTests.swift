import ControlAPI
import Controller
import Foundation
import Quantities
import Safety
import Synchronization
import Testing

/// What `watch` draws in a terminal of its own within 4 s, while a new burst begins every 100 ms.
private func watched(_ room: ModelRoom) async throws -> String {
  let output = Mutex("")
  try await withServer(room: room) { client, room in
    let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let program = URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("infusionctl").path
    let bursts = Task {
      while !Task.isCancelled {
        room.state.withLock { state in
          let number = state.views[0].signal.burst?.number ?? 0
          state.views[0].signal.burst = ToneBurst(number: number + 1, priority: .high, beganAt: state.now)
        }
        try await Task.sleep(for: .milliseconds(100))
      }
    }
    defer { bursts.cancel() }
    let command = "timeout 4 '\(program)' --socket '\(client.socket)' watch bed-1"
    let text = try await programOutput("/usr/bin/script", ["-qec", "TERM=xterm NO_COLOR= \(command)", "/dev/null"]).text
    output.withLock { $0 = text }
  }
  return output.withLock { $0 }
}

private let isPossible = ["/usr/bin/script", "/usr/bin/timeout"].allSatisfy(FileManager.default.isExecutableFile)

@Suite("watch in a terminal", .enabled(if: isPossible, "needs script and timeout"), .serialized) struct TerminalWatchTests {
  @Test("SR-101: the last line flashes with symbol and text, and the bell rings with new bursts") func flash() async throws {
    let text = try await watched(ModelRoom())
    let lines = text.components(separatedBy: "\r\u{1B}[K").dropFirst()
    let shown = lines.filter { $0.contains("!!! ALARM, high: 2 alarms, lamp red, flashing fast") }
    #expect(shown.contains { $0.contains("\u{1B}[31m\u{25CF}") }, "lit\n\(text)")
    #expect(shown.contains { $0.contains("\u{25CB} !!!") && !$0.contains("\u{1B}[31m\u{25CF}") }, "dark\n\(text)")
    #expect(text.contains("SIMULATION bed-1 infusing | 12.2 mL/h"))
    #expect(text.count { $0 == "\u{7}" } >= 2, "\(text)")
  }

  @Test("SR-105: while the audio is paused the line says so and nothing rings") func paused() async throws {
    let room = ModelRoom()
    room.state.withLock { $0.views[0].signal.audioPausedUntil = $0.now + .seconds(90) }
    let text = try await watched(room)
    #expect(text.contains("\u{1F515} AUDIO PAUSED, 90 s left"))
    #expect(text.contains("\u{1B}[31m\u{25CF}") && !text.contains("\u{7}"), "\(text)")
  }
}

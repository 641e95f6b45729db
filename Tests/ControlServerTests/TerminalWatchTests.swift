import ControlAPI
import Controller
import Foundation
import Quantities
import Safety
import Synchronization
import Testing

/// What `watch` draws in a terminal of its own until enough was drawn, for 30 s at most, while a new burst begins every 100 ms.
private func watched(_ room: ModelRoom, until isEnough: @escaping @Sendable (String) -> Bool) async throws -> String {
  let drawn = Mutex("")
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
    let command = "TERM=xterm NO_COLOR= timeout 30 '\(program)' --socket '\(client.socket)' watch bed-1"
    let text = try await output(of: command, until: isEnough)
    drawn.withLock { $0 = text }
  }
  return drawn.withLock { $0 }
}

/// What a command writes to a terminal until that is enough; then the terminal is taken away, and the command ends with it.
private func output(of command: String, until isEnough: @escaping @Sendable (String) -> Bool) async throws -> String {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async {
      let terminal = Process()
      terminal.executableURL = URL(fileURLWithPath: "/usr/bin/script")
      terminal.arguments = ["-qec", command, "/dev/null"]
      let pipe = Pipe()
      terminal.standardOutput = pipe
      terminal.standardInput = FileHandle.nullDevice
      do {
        try terminal.run()
      } catch {
        return continuation.resume(throwing: error)
      }
      var bytes = Data()
      while true {
        let part = pipe.fileHandleForReading.availableData
        bytes.append(part)
        if part.isEmpty || isEnough(String(decoding: bytes, as: UTF8.self)) { break }
      }
      terminal.terminate()
      terminal.waitUntilExit()
      continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
    }
  }
}

/// The drawings of the last line, each as it was.
private func drawings(_ text: String) -> [String] { Array(text.components(separatedBy: "\r\u{1B}[K").dropFirst()) }

private let isPossible = ["/usr/bin/script", "/usr/bin/timeout"].allSatisfy(FileManager.default.isExecutableFile)
private let lit = "\u{1B}[31m\u{25CF} !!! ALARM, high: 2 alarms, lamp red, flashing fast"
private let dark = "\u{25CB} !!! ALARM, high: 2 alarms, lamp red, flashing fast"

@Suite("watch in a terminal", .enabled(if: isPossible, "needs script and timeout"), .serialized) struct TerminalWatchTests {
  @Test("SR-101: the last line flashes with symbol and text, and the bell rings with new bursts") func flash() async throws {
    let text = try await watched(ModelRoom()) { $0.count { $0 == "\u{7}" } >= 3 && $0.contains(lit) && $0.contains(dark) }
    #expect(text.count { $0 == "\u{7}" } >= 3, "\(text)")
    let shown = drawings(text).filter { $0.contains("ALARM") }
    #expect(shown.contains { $0.contains(lit) } && shown.contains { $0.contains(dark) }, "\(text)")
    #expect(shown.allSatisfy { $0.contains("\u{1B}[?7l") && $0.contains("\u{1B}[?7h") }, "a long line is cut, never wrapped")
    #expect(text.contains("SIMULATION bed-1 infusing | 12.2 mL/h"))
  }

  @Test("SR-105: while the audio is paused the line says so and flashes on, and nothing rings") func paused() async throws {
    let room = ModelRoom()
    room.state.withLock { $0.views[0].signal.audioPausedUntil = $0.now + .seconds(90) }
    let text = try await watched(room) { drawings($0).count { $0.contains("AUDIO PAUSED, 90 s left") } >= 24 }
    let shown = drawings(text).filter { $0.contains("\u{1F515} AUDIO PAUSED, 90 s left") }
    #expect(shown.count >= 24, "\(text)")
    #expect(shown.contains { $0.contains(lit) } && shown.contains { $0.contains(dark) })
    #expect(!text.contains("\u{7}"))
  }
}

import Foundation
import Platform
import Quantities

/// Command to first byte of the stop on the pump's line: a client writes `POST .../stop` into the control socket of the real
/// daemon, and the simulator's wire log shows when the stop's first byte arrived. Same clock on both ends.
///
/// The peer is one control period. The bound is one control period, the transaction in flight and the stop's own: on a pty the
/// last two are too short to matter, so they are left out, which makes the peer stricter.
func measureStopLatency(programs: String, samples: Int) throws -> Measurement {
  let room = try LiveRoom(programs: programs)
  defer { room.end() }
  var sent: [Int64] = []
  for sample in 0..<samples {
    sent.append(try room.requestStop())
    // A spread of phases against the polls and the control period, without randomness.
    Thread.sleep(forTimeInterval: 0.030 + Double(sample % 47) / 1_000)
  }
  Thread.sleep(forTimeInterval: 0.5)
  let frames = try room.wireLog()
  let stops = frames.filter(\.isStop).map(\.at)
  let latencies = sent.compactMap { at in stops.first { $0 >= at }.map { $0 - at } }.sorted()
  guard latencies.count == samples, let longest = latencies.last else { throw BenchmarkFailure(reason: "a stop never arrived") }
  return Measurement(
    name: "stop, command to wire", ours: milliseconds(percentile(latencies, 99)), peer: 20, unit: "ms",
    peerName: "one control period, the transaction in flight not counted (p99)",
    method: "\(samples) stops through the control socket of the real daemon; p50 \(milliseconds(percentile(latencies, 50))) ms, "
      + "max \(milliseconds(longest)) ms; on a pty, where a transaction takes less than 1 ms")
}

struct BenchmarkFailure: Error, CustomStringConvertible {
  var reason: String
  var description: String { reason }
}

func percentile(_ values: [Int64], _ percent: Int) -> Int64 {
  let sorted = values.sorted()
  return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, sorted.count * percent / 100)]
}

func milliseconds(_ nanoseconds: Int64) -> Double { Double(nanoseconds / 1_000) / 1_000 }

/// Simulator and daemon in a temporary folder.
private final class LiveRoom {
  struct Chunk {
    var at: Int64
    var isStop: Bool
  }

  private let folder: URL
  private var running: [Process] = []
  private var socket: String { folder.appendingPathComponent("control.sock").path }

  init(programs: String) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("infusiond-bench-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder.appendingPathComponent("state"), withIntermediateDirectories: true)
    let examples = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("examples").path
    let configuration = folder.appendingPathComponent("infusiond.toml").path
    try """
    state_directory = "\(folder.path)/state"
    control_socket = "\(socket)"
    inventory = "\(folder.path)/devices/inventory.toml"
    drug_library = "\(examples)/drug-library.toml"
    protocols = "\(examples)/protocols"
    """.write(toFile: configuration, atomically: true, encoding: .utf8)
    let devices = folder.appendingPathComponent("devices").path
    try start("\(programs)/infusion-sim", ["serve", "--directory", devices, "--wire-log"])
    try wait("the simulator") { FileManager.default.fileExists(atPath: "\(devices)/inventory.toml") }
    try start("\(programs)/infusiond", ["--config", configuration])
    try wait("the daemon") { (try? requestStop()) != nil }
    Thread.sleep(forTimeInterval: 2)
  }

  private func start(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    running.append(process)
  }

  private func wait(_ what: String, _ condition: () -> Bool) throws {
    for _ in 0..<200 {
      if condition() { return }
      Thread.sleep(forTimeInterval: 0.05)
    }
    throw BenchmarkFailure(reason: "waited in vain for \(what)")
  }

  /// Sends one stop; returns the time just before its first byte went into the socket.
  func requestStop() throws -> Int64 {
    let stream = try UnixStream(connectingTo: socket)
    defer { stream.close() }
    let request = "POST /v1/channels/a/stop HTTP/1.1\r\nHost: infusiond\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    let at = SystemClock.now().nanoseconds
    try stream.write(Array(request.utf8), timeout: .seconds(2))
    var buffer = [UInt8](repeating: 0, count: 4_096)
    guard case .bytes(let count) = try stream.read(into: &buffer, timeout: .seconds(2)),
      String(decoding: buffer[..<count], as: UTF8.self).hasPrefix("HTTP/1.1 20")
    else { throw BenchmarkFailure(reason: "the daemon did not take the stop") }
    return at
  }

  func wireLog() throws -> [Chunk] {
    let path = folder.appendingPathComponent("devices/pump-1.wire").path
    return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").compactMap { line in
      let parts = line.split(separator: " ")
      guard parts.count >= 3, let at = Int64(parts[0]) else { return nil }
      return Chunk(at: at, isStop: parts[1] == ">" && parts[2...].joined().lowercased().hasPrefix("01050003ff00"))
    }
  }

  func end() {
    for process in running.reversed() {
      process.terminate()
      process.waitUntilExit()
    }
    try? FileManager.default.removeItem(at: folder)
  }
}

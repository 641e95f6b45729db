import Foundation
import Testing

/// What really is the case in the simulated room.
struct Truth {
  var volume: Int64
  var state: String
  var rateMicrolitersPerHour: Int64
  var writesReceived: Int
  var impostorWrites: Int
  var latched: [String]
  /// The drug in the patient's plasma, ng/mL.
  var level: Double
}

struct WaitedInVain: Error, CustomStringConvertible {
  var description: String
}

/// One room of simulated devices with the real daemon and command line, in a temporary folder of its own.
final class Bedside {
  let folder: URL
  private var simulator: Process?
  private(set) var daemon: Process?
  var socket: String { folder.appendingPathComponent("control.sock").path }
  var devices: String { folder.appendingPathComponent("devices").path }
  var configuration: String { folder.appendingPathComponent("infusiond.toml").path }
  var log: String { (try? String(contentsOf: folder.appendingPathComponent("infusiond.log"), encoding: .utf8)) ?? "" }

  /// A room whose lease is 3 s and whose pump watchdog is 6 s, so that losses show soon. Whoever is in the Unix group `nurses`
  /// is a nurse and a physician there; without one, whoever runs the tests is. The simulator may get more arguments, the
  /// configuration more tables.
  init(nurses: String? = nil, simulating arguments: [String] = [], tables: String = "") throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("infusiond-test-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder.appendingPathComponent("state"), withIntermediateDirectories: true)
    // Another user must be able to reach the socket.
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
    let group = try nurses ?? Programs.run("/usr/bin/id", ["-gn"]).output.trimmingCharacters(in: .newlines)
    let toml = """
      state_directory = "\(folder.path)/state"
      control_socket = "\(socket)"
      inventory = "\(devices)/inventory.toml"
      drug_library = "\(Programs.root.path)/examples/drug-library.toml"
      protocols = "\(Programs.root.path)/examples/protocols"
      [control]
      lease = "3 s"
      watchdog = "6 s"
      [roles]
      nurse = '\(group)'
      physician = '\(group)'
      \(tables)
      """
    try toml.write(toFile: configuration, atomically: true, encoding: .utf8)
    simulator = try spawn(
      "infusion-sim", ["serve", "--directory", devices, "--seed", "3", "--wire-log"] + arguments, log: "sim.log")
    do {
      try wait(10, for: "the simulator is ready") {
        let text = try? String(contentsOf: folder.appendingPathComponent("sim.log"), encoding: .utf8)
        return text?.contains("ready") == true
      }
    } catch {
      end()
      throw error
    }
  }

  private func spawn(_ program: String, _ arguments: [String], log: String) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Programs.path(program))
    process.arguments = arguments
    let file = folder.appendingPathComponent(log)
    if !FileManager.default.fileExists(atPath: file.path) { try Data().write(to: file) }
    let handle = try FileHandle(forWritingTo: file)
    try handle.seekToEnd()
    process.standardOutput = handle
    process.standardError = handle
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return process
  }

  func startDaemon() throws {
    daemon = try spawn("infusiond", ["--config", configuration], log: "infusiond.log")
    try wait(15, for: "the daemon answers") { control("status").status == 0 }
  }

  /// Sends a signal to the daemon; SIGKILL waits until it is gone.
  func signalDaemon(_ signal: Int32) {
    guard let daemon else { return }
    kill(daemon.processIdentifier, signal)
    if signal == SIGKILL || signal == SIGTERM { daemon.waitUntilExit() }
  }

  /// Takes every device away at once: the ptys are gone, as an adapter is that was pulled out. Their names go first: the kernel
  /// gives the number of a pty that is gone to the next one, which would be another room's pump under this room's name.
  func unplug() {
    guard let simulator else { return }
    for name in (try? FileManager.default.contentsOfDirectory(atPath: devices)) ?? [] {
      let path = "\(devices)/\(name)"
      guard (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil else { continue }
      try? FileManager.default.removeItem(atPath: path)
    }
    kill(simulator.processIdentifier, SIGKILL)
    simulator.waitUntilExit()
  }

  func end() {
    for process in [daemon, simulator] {
      guard let process, process.isRunning else { continue }
      kill(process.processIdentifier, SIGCONT)
      process.terminate()
      // Whoever does not end when asked is a failure, and must not hold up the others.
      do { try wait(10, for: "a program ends by SIGTERM") { !process.isRunning } } catch { Issue.record(error) }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    try? FileManager.default.removeItem(at: folder)
  }

  // MARK: - What a person does

  @discardableResult func control(_ arguments: String...) -> Outcome { control(arguments) }

  func control(_ arguments: [String]) -> Outcome {
    (try? Programs.run(Programs.path("infusionctl"), ["--socket", socket] + arguments))
      ?? Outcome(status: -1, output: "", errors: "infusionctl did not run")
  }

  func json(_ arguments: String...) -> [String: Any] { control(["--json"] + arguments).json }

  @discardableResult func fault(_ arguments: String...) throws -> Outcome {
    let outcome = try Programs.run(Programs.path("infusion-sim"), ["fault"] + arguments + ["--directory", devices])
    #expect(outcome.status == 0, "\(outcome)")
    return outcome
  }

  /// Begins the alarm test and returns the command that confirms it; nil when the alarms are tested already.
  private func beginAlarmTest() throws -> [String]? {
    guard !alarmsAreTested else { return nil }
    let begun = control("--json", "alarm", "test")
    let token = (begun.json["alarm_test"] as? [String: Any])?["token"] as? String
    return ["alarm", "test", "--token", try #require(token, "\(begun)")]
  }

  /// Tests the alarm outputs of the room, without which nothing starts; it takes its 9.5 s.
  func testAlarms() throws {
    try wait(10, for: "no alarm sounds") { !self.isSounding }
    guard let confirmation = try beginAlarmTest() else { return }
    try wait(15, for: "the alarm test is over") { self.control(confirmation).status == 0 }
  }

  /// Prepares the demo protocol and returns the token; a room with a new journal is reconciled first.
  func prepare(_ extra: String...) throws -> String {
    if channel["needs_reconcile"] as? Bool == true, phase == "idle" {
      try wait(10, for: "the reconciliation") { control("session", "reconcile", "a").status == 0 }
    }
    let arguments = ["--json", "session", "prepare", "a", "--protocol", "demo", "--patient", "crps-1", "--weight", "70 kg"]
    let outcome = control(arguments + extra)
    return try #require(token(in: outcome), "\(outcome)")
  }

  /// The token of a read-back.
  func token(in outcome: Outcome) -> String? { (outcome.json["read_back"] as? [String: Any])?["token"] as? String }

  /// Starts a session and waits until the pump infuses.
  func infuse() throws {
    try wait(10, for: "vital signs") { vitalsAreGood }
    try wait(10, for: "the pump is up") { (channel["pump"] as? [String: Any])?["link"] as? String == "up" }
    try testAlarms()
    let token = try prepare()
    let start = control("session", "start", "a", "--token", token)
    try #require(start.status == 0, "\(start)")
    try wait(10, for: "the pump infuses") { phase == "infusing" }
  }

  // MARK: - What is seen

  var channel: [String: Any] { json("status", "a") }
  var phase: String { channel["phase"] as? String ?? "" }
  var roomAlarms: [String: Any] { channel["room"] as? [String: Any] ?? [:] }
  /// Whether somebody has tested the alarm outputs since the daemon started.
  var alarmsAreTested: Bool { roomAlarms["alarms_tested"] as? Bool ?? false }
  /// Whether an alarm waits for an answer.
  var isSounding: Bool {
    (channel["alarms"] as? [[String: Any]] ?? []).contains { $0["acknowledged"] as? Bool == false }
  }
  var alarmCodes: [String] { (channel["alarms"] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String } }
  var vitalsAreGood: Bool {
    let vitals = channel["vitals"] as? [[String: Any]] ?? []
    return vitals.count >= 2 && vitals.allSatisfy { $0["quality"] as? String == "good" }
  }

  /// The delivered interval in nanoliters.
  var delivered: ClosedRange<Int64>? {
    guard let bounds = channel["delivered"] as? [String: Any] else { return nil }
    func volume(_ key: String) -> Int64? {
      guard let text = (bounds[key] as? [String: Any])?["volume"] as? String else { return nil }
      return nanoliters(text)
    }
    guard let least = volume("at_least"), let most = volume("at_most"), least <= most else { return nil }
    return least...most
  }

  var truth: Truth {
    get throws {
      let outcome = try Programs.run(Programs.path("infusion-sim"), ["truth", "--json", "--directory", devices])
      let pump = try #require(outcome.json["pump"] as? [String: Any], "\(outcome)")
      return Truth(
        volume: (pump["true_volume_nl"] as? NSNumber)?.int64Value ?? -1, state: pump["state"] as? String ?? "",
        rateMicrolitersPerHour: (pump["rate_ul_per_h"] as? NSNumber)?.int64Value ?? -1,
        writesReceived: (pump["writes_received"] as? NSNumber)?.intValue ?? -1,
        impostorWrites: (pump["impostor_writes"] as? NSNumber)?.intValue ?? -1,
        latched: pump["alarms_latched"] as? [String] ?? [],
        level: ((outcome.json["patient"] as? [String: Any])?["level_ng_per_ml"] as? NSNumber)?.doubleValue ?? -1)
    }
  }

  /// The oracle: once the pump is at rest, its true volume lies within the daemon's interval.
  func expectTruthInside(_ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let volume = try truth.volume
    let interval = try #require(delivered, comment, sourceLocation: sourceLocation)
    #expect(interval.contains(volume), "truth \(volume) nL, believed \(interval)", sourceLocation: sourceLocation)
  }

  /// The other oracle: the predicted level is the one that is in the simulated patient, who is the average adult that the
  /// shown model describes. A prediction may be 5 s old, in which the level falls by little and rises by 1.3 ng/mL.
  func expectPredictionNearTruth(sourceLocation: SourceLocation = #_sourceLocation) throws {
    let level = try truth.level
    let prediction = try #require(channel["prediction"] as? [String: Any], sourceLocation: sourceLocation)
    let plasma = try #require(prediction["plasma"] as? [String: Any], sourceLocation: sourceLocation)
    func number(_ key: String) throws -> Double {
      let text = try #require(plasma[key] as? String, sourceLocation: sourceLocation)
      return try #require(Double(text.dropLast(" ng/mL".count)), sourceLocation: sourceLocation)
    }
    #expect(level > 0.5, "nothing to compare", sourceLocation: sourceLocation)
    #expect(
      try number("at_least") <= level + 1.5 && level - 1.5 <= number("at_most"), "\(plasma), truth \(level)",
      sourceLocation: sourceLocation)
    #expect(try number("band_high") > number("at_most"), sourceLocation: sourceLocation)
    #expect(prediction["model"] as? String == "kamp", sourceLocation: sourceLocation)
  }

  /// Frames that the daemon put on a device's line at or after `since` (nanoseconds since boot), as bytes.
  func frames(to device: String = "pump-1", since: Int64 = 0) throws -> [(at: Int64, bytes: [UInt8])] {
    let text = try String(contentsOfFile: "\(devices)/\(device).wire", encoding: .utf8)
    return text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: " ")
      guard parts.count >= 3, let at = Int64(parts[0]), at >= since, parts[1] == ">" else { return nil }
      let hex = parts[2...].joined()
      let bytes = stride(from: 0, to: hex.count - 1, by: 2).compactMap { offset -> UInt8? in
        let start = hex.index(hex.startIndex, offsetBy: offset)
        return UInt8(hex[start..<hex.index(start, offsetBy: 2)], radix: 16)
      }
      return (at, bytes)
    }
  }

  /// Polls until `condition` holds; a wait is bounded and never stands for an expectation of its own.
  func wait(_ seconds: Double, for what: String, _ condition: () throws -> Bool) throws {
    let deadline = Date().addingTimeInterval(seconds)
    while try !condition() {
      guard Date() < deadline else {
        throw WaitedInVain(description: "waited \(seconds) s in vain: \(what)\nstatus: \(channel)\n\(log.suffix(2_000))")
      }
      Thread.sleep(forTimeInterval: 0.1)
    }
  }
}

/// "0.123 mL" in nanoliters.
func nanoliters(_ text: String) -> Int64? {
  let parts = text.split(separator: " ")
  guard parts.count == 2, parts[1] == "mL", let value = Decimal(string: String(parts[0])) else { return nil }
  return NSDecimalNumber(decimal: value * 1_000_000).int64Value
}

/// Nanoseconds since boot, the clock of the wire log.
func bootNanoseconds() -> Int64 {
  var time = timespec()
  clock_gettime(CLOCK_BOOTTIME, &time)
  return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// What a Modbus request on the pump's line does.
enum Frame: Equatable {
  case stop, start, commit, feed, read, otherWrite

  init(_ bytes: [UInt8]) {
    guard bytes.count >= 6 else {
      self = .read
      return
    }
    let address = Int(bytes[2]) << 8 | Int(bytes[3])
    switch (bytes[1], address) {
    case (5, 3): self = .stop
    case (5, 2): self = .start
    case (5, 1): self = .commit
    case (6, 0): self = .feed
    case (1...4, _): self = .read
    case _: self = .otherWrite
    }
  }
}

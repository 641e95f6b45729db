import Dispatch
import Foundation
import Testing

/// What a run of `infusion-sim` printed and how it ended.
struct Run {
  let code: Int32
  let output: String
  let error: String
}

extension Process {
  /// Starts the program with no signal blocked: a child inherits the mask of the thread that starts it, and the threads that
  /// run tests block nearly all.
  func start() throws {
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try run()
  }

  /// Sends a signal and waits for the end, at most 20 s, after which the program is killed; its exit code.
  func end(by signal: Int32) -> Int32 {
    kill(processIdentifier, signal)
    let killer = DispatchWorkItem { [processIdentifier] in kill(processIdentifier, SIGKILL) }
    DispatchQueue.global().asyncAfter(deadline: .now() + 20, execute: killer)
    waitUntilExit()
    killer.cancel()
    return terminationStatus
  }
}

/// A running `infusion-sim serve` in a folder of its own.
final class RunningRoom {
  let directory: String
  private let simulator = Process()
  private(set) var announcement: [String] = []

  static var program: URL {
    // The test bundle lies beside the products of the same build.
    URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("infusion-sim")
  }

  init(_ options: [String] = []) throws {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent("room-\(UUID().uuidString.prefix(8))").path
    let output = Pipe()
    simulator.executableURL = Self.program
    simulator.arguments = ["serve", "--directory", directory] + options
    simulator.standardOutput = output
    try simulator.start()
    var text = ""
    while !text.hasSuffix("ready\n") {
      let part = output.fileHandleForReading.availableData
      guard !part.isEmpty else { break }
      text += String(decoding: part, as: UTF8.self)
    }
    announcement = text.split(separator: "\n").map(String.init)
  }

  /// Ends the simulator and removes its folder; the simulator's exit code.
  func end(by signal: Int32 = SIGTERM, keepingFolder: Bool = false) -> Int32 {
    let code = simulator.end(by: signal)
    if !keepingFolder { try? FileManager.default.removeItem(atPath: directory) }
    return code
  }

  var files: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted() }

  static func run(_ arguments: [String]) throws -> Run {
    let process = Process()
    let (output, error) = (Pipe(), Pipe())
    process.executableURL = program
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = error
    try process.start()
    process.waitUntilExit()
    return Run(
      code: process.terminationStatus,
      output: String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self),
      error: String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self))
  }

  func fault(_ arguments: String...) throws -> Run { try Self.run(["fault"] + arguments + ["--directory", directory]) }

  func truth() throws -> [String: Any] {
    let run = try Self.run(["truth", "--json", "--directory", directory])
    return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }
}

@Suite("The program infusion-sim", .serialized)
struct ToolTests {
  @Test("serve announces its devices, makes links, inventory and socket, and removes them at SIGTERM and SIGINT")
  func serving() throws {
    for signal in [SIGTERM, SIGINT] {
      let room = try RunningRoom(["--wire-log"])
      #expect(room.announcement.map { $0.prefix { $0 != " " } } == ["pump-1", "oximeter-1", "tower-1", "ready"])
      #expect(room.announcement.first?.contains("refpump \(room.directory)/pump-1") == true)
      #expect(Set(["pump-1", "oximeter-1", "tower-1", "inventory.toml", "sim.sock", "pump-1.wire"]).isSubset(of: room.files))
      let inventory = try String(contentsOfFile: "\(room.directory)/inventory.toml", encoding: .utf8)
      #expect(inventory.contains("path = \"\(room.directory)/pump-1\""))
      #expect(inventory.contains("serial = \"12345\"") && inventory.contains("name = \"a\""))
      #expect(room.end(by: signal, keepingFolder: true) == 0)
      #expect(Set(room.files).isDisjoint(with: ["pump-1", "oximeter-1", "tower-1", "inventory.toml", "sim.sock"]))
      try FileManager.default.removeItem(atPath: room.directory)
    }
  }

  @Test("a second serve in the same directory is refused and disturbs nothing; after a kill the directory serves again")
  func secondServe() throws {
    let room = try RunningRoom()
    let second = try RunningRoom.run(["serve", "--directory", room.directory])
    #expect(second.code == 1)
    #expect(second.error.contains("already serves \(room.directory)"))
    #expect(try room.truth()["pump"] != nil)
    _ = room.end(by: SIGKILL, keepingFolder: true)
    #expect(room.files.contains("pump-1"))
    let again = Process()
    again.executableURL = RunningRoom.program
    again.arguments = ["serve", "--directory", room.directory]
    let output = Pipe()
    again.standardOutput = output
    try again.start()
    #expect(output.fileHandleForReading.availableData.starts(with: Data("pump-1".utf8)))
    #expect(again.end(by: SIGTERM) == 0)
    try FileManager.default.removeItem(atPath: room.directory)
  }

  @Test("faults are injected, shown in the truth, and cleared")
  func faults() throws {
    let room = try RunningRoom()
    defer { _ = room.end() }
    let done = try room.fault("patient", "desaturate", "--to", "82", "--for", "25", "s")
    #expect(done.code == 0)
    #expect(done.output.hasPrefix("patient: SpO2 falls from 97 % to 82 %"))
    #expect(try room.fault("pump-1", "silent", "--for", "25s").code == 0)
    let pump = try room.truth()["pump"] as? [String: Any]
    #expect(pump?["faults"] as? [String] == ["silent"])
    #expect(pump?["true_volume_nl"] as? Int == 0)
    #expect(try room.fault("pump-1", "clear").output == "pump-1: ended: silent\n")
  }

  @Test("with two monitors each has its line, its place in the inventory and its faults; the pump has its firmware")
  func twoMonitors() throws {
    let room = try RunningRoom(["--monitors", "2", "--firmware", "2.15", "--wire-log"])
    defer { _ = room.end() }
    #expect(room.announcement.map { $0.prefix { $0 != " " } } == ["pump-1", "oximeter-1", "oximeter-2", "tower-1", "ready"])
    #expect(Set(["oximeter-1", "oximeter-2", "oximeter-2.wire"]).isSubset(of: room.files))
    let inventory = try String(contentsOfFile: "\(room.directory)/inventory.toml", encoding: .utf8)
    #expect(inventory.contains("path = \"\(room.directory)/oximeter-2\""))
    #expect(inventory.contains("monitors = [\"oximeter-1\", \"oximeter-2\"]"))
    #expect(inventory.contains("firmware = [\"2.15\"]"))
    #expect(try room.fault("oximeter-2", "bias", "--by", "7", "%").output.hasPrefix("oximeter-2: SpO2 reads 7 percent points"))
    #expect(try room.fault("patient", "tachycardia", "--to", "150", "/min", "--for", "25", "s").code == 0)
    #expect(try room.fault("pump-1", "firmware").output == "pump-1: tells firmware 2.16 instead of 2.15, until cleared\n")
    let truth = try room.truth()
    #expect((truth["monitor"] as? [String: [String]])?["faults"] == [])
    #expect((truth["second_monitor"] as? [String: [String]])?["faults"] == ["bias"])
    #expect((truth["pump"] as? [String: Any])?["firmware"] as? String == "2.16")
    #expect(try room.fault("oximeter-2", "clear").output == "oximeter-2: ended: bias\n")
  }

  @Test("--person draws the patient, truth tells who it is and every sign, and its events begin and end by command")
  func person() throws {
    let room = try RunningRoom(["--person", "7"])
    defer { _ = room.end() }
    let patient = try #require(try room.truth()["patient"] as? [String: Any])
    let person = try #require(patient["person"] as? [String: Any])
    #expect(person["number"] as? Int == 7 && person["weight_g"] as? Int == 70_000)
    #expect((person["kinetics"] as? [String: Double])?["elimination"] == 0.8778)
    #expect((person["rest"] as? [String: Double])?["heart_rate_per_min"] == 69.26)
    #expect((person["sensitivity"] as? [String: Double])?.count == 9)
    for key in [
      "spo2_percent", "heart_rate_per_min", "level_ng_per_ml", "effect_site_ng_per_ml", "received_mg", "respiration_rate_per_min",
      "end_tidal_co2_mmhg", "systolic_mmhg", "diastolic_mmhg", "mean_pressure_mmhg", "sedation_depth", "poss", "rass", "cadss",
      "distress", "nausea",
    ] {
      #expect(patient[key] is NSNumber, "\(key)")
    }
    #expect(try room.fault("patient", "hypertension", "--to", "200", "mmHg").code == 0)
    #expect(try room.fault("patient", "apnea", "--for", "20", "s").output.hasPrefix("patient: stops breathing for 20 s"))
    #expect(try room.fault("oximeter-1", "apnea").error.contains("fault patient apnea"))
    #expect(try room.fault("patient", "vomiting", "--to", "3").error.contains("--to goes with"))
    let moved = try #require(try room.truth()["patient"] as? [String: Any])
    #expect(moved["faults"] as? [String] == ["apnea", "hypertension"])
    let text = try RunningRoom.run(["truth", "--directory", room.directory]).output
    #expect(text.contains("person: drawn from 7, 70 kg; elimination x0.88") && text.contains("POSS 1, RASS 0, CADSS 0"))
    #expect(try room.fault("patient", "clear").output.hasPrefix("patient: ended: apnea, hypertension; "))
    #expect(try RunningRoom.run(["serve", "--directory", room.directory, "--person", "-1"]).code == 64)
  }

  @Test("what is asked wrongly ends with 64 and a sentence that shows what is right")
  func usage() throws {
    let room = try RunningRoom()
    defer { _ = room.end() }
    let cases: [(arguments: [String], tells: String)] = [
      (["pump-2", "silent"], "pump-1, oximeter-1, oximeter-2, patient, tower-1"), (["pump-1", "explode"], "sensor-off"),
      (["pump-1", "sensor-off"], "fault oximeter-1 sensor-off"), (["oximeter-1", "reboot"], "corrupt, freeze and bias"),
      (["oximeter-2", "freeze"], "--monitors 2"), (["patient", "tachycardia", "--to", "90"], "100...220"),
      (["oximeter-1", "bias", "--by", "a"], "--by 10"), (["oximeter-1", "bias", "--to", "10"], "--to goes with"),
      (["pump-1", "clear", "--by", "5"], "nor --by"),
      (["pump-1", "silent", "--for", "5"], "write NUMBER UNIT"), (["pump-1", "silent", "--for", "2 h"], "at most 1 h"),
      (["patient", "desaturate", "--to", "low"], "--to 82"), (["patient", "desaturate", "--to", "30"], "40...95"),
      (["pump-1", "clear", "--for", "5 s"], "clear takes neither"), (["pump-1"], "Missing expected argument"),
    ]
    for (arguments, tells) in cases {
      let run = try RunningRoom.run(["fault"] + arguments + ["--directory", room.directory])
      #expect(run.code == 64)
      #expect(run.error.contains(tells))
    }
    let options = [("weight", "70"), ("monitors", "3"), ("monitors", "0"), ("firmware", "1"), ("firmware", "1.256")]
    for (option, value) in options {
      #expect(try RunningRoom.run(["serve", "--directory", room.directory, "--\(option)", value]).code == 64)
    }
  }

  @Test("where no simulator runs, fault and truth end with 69 and tell how to start one")
  func unreachable() throws {
    for arguments in [["truth"], ["fault", "pump-1", "silent"]] {
      let run = try RunningRoom.run(arguments + ["--directory", "/nonexistent/room"])
      #expect(run.code == 69)
      #expect(run.error.contains("infusion-sim serve --directory /nonexistent/room"))
    }
  }
}

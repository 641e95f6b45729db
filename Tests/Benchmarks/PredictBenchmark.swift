import Foundation
import Platform
import Quantities
import Therapy

/// `predict` of ten days of 4 h at 0.35 mg/kg/h, a row a minute until 6 h after the last end, against PyTCI's exact solver.
struct PredictBenchmark {
  /// The rows of the course.
  static let rows = 13_561
  private static let days: Int64 = 10
  private let programs: String
  private let python = ".build/peers/bin/python3"
  private let script = "Tests/Peers/time_pytci.py"

  /// The benchmark of the programs in a folder.
  init(programs: String) { self.programs = programs }

  /// Whether PyTCI is there to be compared with.
  var hasPeer: Bool { FileManager.default.isExecutableFile(atPath: python) && FileManager.default.fileExists(atPath: script) }

  /// Both figures, or only a line of what ours takes where the peer is missing.
  func publish(in directory: String) throws {
    let inside = try timeInside()
    guard hasPeer else {
      print("predict of 10 days: \(inside.milliseconds) ms in process; PyTCI skipped: no \(python), which `make deps` makes")
      return
    }
    let steps = FileManager.default.temporaryDirectory.appendingPathComponent("infusiond-bench-\(UUID().uuidString).steps")
    try (0..<Self.days).map { "\($0 * 24) h 0.35 mg/kg/h\n\($0 * 24 + 4) h 0 mg/kg/h\n" }.joined()
      .write(to: steps, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: steps) }
    let arguments = ["predict", "--model", "kamp", "--weight", "70 kg", "--format", "csv", "--steps", steps.path]
    var (commands, starts, peers, peerCommands) = ([Double](), [Double](), [Double](), [Double]())
    for _ in 0..<3 {
      for _ in 0..<7 {
        commands.append(try timeCommand("\(programs)/infusionctl", arguments, lastPlasma: inside.lastPlasma))
        starts.append(try timeStart(arguments))
      }
      peers.append(try timePeer(lastPlasma: inside.lastPlasma))
      peerCommands.append(try timeCommand(python, [script, "--csv"], lastPlasma: inside.lastPlasma))
    }
    let (command, start, peer) = (middle(commands), middle(starts), middle(peers))
    func times(_ ours: Double, _ peer: Double) -> String { "\((peer / ours * 10).rounded() / 10) times as fast as" }
    try Measurement(
      name: "predict of 10 days, in process", ours: inside.milliseconds, peer: peer, unit: "ms",
      peerName: "PyTCI 1.2.0, exact, its loop alone",
      method: "\(times(inside.milliseconds, peer)) PyTCI (target 50); Regimen.predict of one model, \(Self.rows) rows of Cp "
        + "and Ce, without text; median of 51"
    ).publish(in: directory)
    try Measurement(
      name: "predict of 10 days, whole command", ours: command, peer: middle(peerCommands), unit: "ms",
      peerName: "a Python program with PyTCI 1.2.0, exact, that prints the same",
      method: "\(times(command, middle(peerCommands))) that program, \(times(command, peer)) PyTCI's loop alone; "
        + "from the start of infusionctl predict --format csv to the last of \(Self.rows) rows, median of \(commands.count); "
        + "with two rows it takes \((start * 10).rounded() / 10) ms, so that all rows and their text are "
        + "\(times(command - start, peer)) PyTCI's loop alone"
    ).publish(in: directory)
  }

  /// The rows in this process.
  private func timeInside() throws -> (milliseconds: Double, lastPlasma: Double) {
    let rate = PlannedRate.dose(DoseRate(baseUnits: 350_000_000))
    let changes = (0..<Self.days).flatMap { day in
      let start = Interval.seconds(day * 86_400)
      return [
        Regimen.Change(at: start, rate: rate),
        Regimen.Change(at: start + .seconds(14_400), rate: .dose(DoseRate(baseUnits: 0))),
      ]
    }
    guard let end = changes.last?.at else { throw BenchmarkFailure(reason: "the course is empty") }
    let regimen = Regimen(changes: changes.dropLast(), end: end, weight: BodyMass(grams: 70_000))
    let model = CompartmentModel(KineticModel.kamp.parameters(for: regimen.weight))
    var (times, lastPlasma) = ([Double](), 0.0)
    for _ in 0..<51 {
      let began = SystemClock.now()
      let rows = regimen.predict(model, every: .minutes(1), until: end + .seconds(6 * 3_600))
      times.append(Double(SystemClock.now().since(began).nanoseconds) / 1e6)
      guard rows.count == Self.rows, let last = rows.last else {
        throw BenchmarkFailure(reason: "\(rows.count) rows were predicted, and \(Self.rows) are due")
      }
      lastPlasma = last.plasma
    }
    return (middle(times), lastPlasma)
  }

  /// The milliseconds from the start of a program to the last byte of its CSV.
  private func timeCommand(_ program: String, _ arguments: [String], lastPlasma: Double) throws -> Double {
    let began = SystemClock.now()
    let output = try run(program, arguments)
    let took = Double(output.endedAt.since(began).nanoseconds) / 1e6
    let rows = output.text.split(separator: "\n").filter { !$0.hasPrefix("#") }.dropFirst()
    let cells = rows.last?.split(separator: ",") ?? []
    guard rows.count == Self.rows, cells.count == 3, let plasma = Double(cells[1]) else {
      throw BenchmarkFailure(reason: "\(program) gave \(rows.count) rows, and \(Self.rows) are due")
    }
    try agree(program, plasma, lastPlasma)
    return took
  }

  /// The same of infusionctl with the two rows of the first minute.
  private func timeStart(_ arguments: [String]) throws -> Double {
    let began = SystemClock.now()
    return Double(try run("\(programs)/infusionctl", arguments + ["--until", "1 min"]).endedAt.since(began).nanoseconds) / 1e6
  }

  /// The milliseconds that PyTCI's loop takes, as it measures them itself.
  private func timePeer(lastPlasma: Double) throws -> Double {
    let words = try run(python, [script]).text.split { $0 == " " || $0 == "\n" }
    guard words.count == 3, Int(words[0]) == Self.rows, let seconds = Double(words[1]), let plasma = Double(words[2]) else {
      throw BenchmarkFailure(reason: "\(script) did not say rows, seconds and a level; run 'make deps', and it alone")
    }
    try agree("PyTCI", plasma, lastPlasma)
    return seconds * 1_000
  }

  private func agree(_ name: String, _ level: Double, _ ours: Double) throws {
    guard abs(level - ours) <= 1e-9 * max(ours, 1) else {
      throw BenchmarkFailure(reason: "the last row of \(name) is \(level) ng/mL, and \(ours) was predicted in process")
    }
  }

  private func run(_ program: String, _ arguments: [String]) throws -> (text: String, endedAt: Instant) {
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    let endedAt = SystemClock.now()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchmarkFailure(reason: "\(program) \(arguments.joined(separator: " ")) ended with \(process.terminationStatus)")
    }
    return (String(decoding: bytes, as: UTF8.self), endedAt)
  }

  private func middle(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}

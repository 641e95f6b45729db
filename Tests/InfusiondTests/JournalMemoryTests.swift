import ConfigurationFiles
import Controller
import Foundation
import Journal
import Logging
import Platform
import Quantities
import Safety
import Testing
import Therapy

@testable import infusiond

/// What the daemon tells its controller of the time before its start.
@Suite struct JournalMemoryTests {
  private let folder = FileManager.default.temporaryDirectory.path + "/memory-\(UUID().uuidString)"
  private var path: String { folder + "/journal.sqlite" }

  /// The channels of the example inventory.
  private func channels() throws -> [ChannelEntry] {
    let examples = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../examples")
    return try Configuration.load(path: examples.standardizedFileURL.path + "/infusiond.toml").inventory.channels
  }

  private func order() throws -> Order {
    let name = try #require(Label("p-1"))
    let program = try #require(
      TherapyProgram(
        steps: [ProgramStep(rate: FlowRate(microlitersPerHour: 12_000), duration: .minutes(240))],
        total: Volume(microliters: 48_000)))
    return Order(
      patient: try #require(Patient(code: name, weight: BodyMass(grams: 70_000))),
      drug: DrugEntry(
        name: name, drug: name, concentration: Concentration(nanogramsPerMilliliter: 2_000_000), soft: .outermost,
        hard: .outermost, simulationOnly: false), protocolName: name, program: program,
      monitoring: MonitoringRules(required: [], resumeHold: .minutes(2)), simulationOnly: true)
  }

  /// An infusion that was open when the daemon died, in the journal: 120 mL/h for 4 min, until 10 s before now.
  private func write(on channel: String, order: Order) throws {
    let (now, wall) = (SystemClock.now(), SystemClock.wallTime())
    let store = try JournalStore.open(path: path)
    let session = store.nextSession()
    let rate = FlowRate(microlitersPerHour: 120_000)
    func item(_ second: Int64, _ content: JournalContent) -> JournalItem {
      let before = 250 - second
      return JournalItem(
        at: Instant(nanoseconds: now.nanoseconds - before * 1_000_000_000),
        wall: WallTime(microsecondsSince1970: wall.microsecondsSince1970 - before * 1_000_000), channel: channel,
        session: session, content: content)
    }
    func delivered(_ second: Int64) -> JournalContent {
      let volume = rate * .seconds(second)
      return .delivered(
        DeliveryRecord(atLeast: volume, atMost: volume, elapsed: .seconds(second), rate: rate, account: CounterAccount()))
    }
    let user = UserID(number: 1)
    try store.append(
      [
        item(0, .prepared(order, by: user)), item(0, .phase(from: .idle, to: .prepared, cause: .command)),
        item(0, .intent(.start, rate: rate, by: user, command: CommandID(high: 1, low: 1))),
        item(0, .phase(from: .prepared, to: .awaitingJournal, cause: .command)),
        item(0, .phase(from: .awaitingJournal, to: .starting, cause: .journalDurable)),
        item(1, .phase(from: .starting, to: .infusing, cause: .flowObserved)),
      ] + stride(from: Int64(0), through: 240, by: 5).map { item($0, delivered($0)) })
  }

  private func recovered() throws -> (SessionRecovery, Order) {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let (channels, order) = (try channels(), try order())
    try write(on: try #require(channels.first?.name), order: order)
    let memory = JournalMemory(
      path, channels: channels, clinicLimits: VitalLimits(), commandMemory: 16, log: Logger(label: "test"))
    return (try #require(memory.recoveries[0]), order)
  }

  @Test("SR-058: a restart is told what the open session has left in its patient, as of now")
  func exposure() throws {
    try #require(SystemClock.now() > .boot + .seconds(260), "this machine has not run for 260 s")
    let (recovery, order) = try recovered()
    let found = try #require(recovery.exposure)
    var expected = Exposure(
      weight: order.patient.weight, concentration: order.drug.concentration, residual: DrugEstimate(), at: .boot)
    let last = Volume(microliters: 8_000)
    expected.take(atLeast: last, atMost: last, after: .minutes(4))
    expected.pass(.seconds(10))
    let one = found.prediction(atLeast: last, atMost: last, at: found.at, nil).plasma.atMost
    let other = expected.prediction(atLeast: last, atMost: last, at: expected.at, nil).plasma.atMost
    // Some seconds pass between writing and reading, in which the level falls by 2 ng/mL a second at most.
    #expect(one <= other && other.distance(to: one) < PlasmaConcentration(picogramsPerMilliliter: 40_000), "\(one) \(other)")
    #expect(one > PlasmaConcentration(picogramsPerMilliliter: 300_000))
    #expect(SystemClock.now().since(found.at) < .seconds(60))
  }
}

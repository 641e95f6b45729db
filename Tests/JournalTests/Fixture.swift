@testable import Controller
import Foundation
@testable import Journal
import Quantities
@testable import Safety
import Testing
import Therapy

/// A folder of its own with a journal in it.
final class Fixture {
  let folder: String
  var path: String { folder + "/journal.db" }

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/journal-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func open() throws(JournalError) -> JournalStore { try JournalStore.open(path: path) }

  /// What lies on the disk now, as a kill of the writer would leave it, in another folder.
  func killed() throws -> Fixture {
    let copy = try Fixture()
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      try FileManager.default.copyItem(atPath: folder + "/" + name, toPath: copy.folder + "/" + name)
    }
    return copy
  }
}

let nurse = UserID(number: 1001)
let physician = UserID(number: 1002)
let someCommand = CommandID(high: 0x0123_4567_89AB_CDEF, low: 7)
let session = SessionID(number: 3)
let slow = FlowRate(nanolitersPerHour: 10_500_000)

/// An order with a different value in every field.
func order(patient: String = "P-17", simulationOnly: Bool = true) throws -> Order {
  func ceilings(_ factor: Int64) -> DoseCeilings {
    DoseCeilings(
      doseRate: DoseRate(picogramsPerKilogramPerHour: 350_000_001 * factor),
      massRate: MassRate(nanogramsPerHour: 25_000_001 * factor),
      flowRate: FlowRate(nanolitersPerHour: 12_500_001 * factor), sessionMass: Mass(nanograms: 200_000_001 * factor),
      sessionMassPerKilogram: Mass(nanograms: 2_000_001 * factor), duration: Interval(nanoseconds: 14_400_000_000_001 * factor))
  }
  let steps = [
    ProgramStep(rate: slow, duration: .seconds(60)),
    ProgramStep(rate: FlowRate(nanolitersPerHour: 12_300_000), duration: Interval(nanoseconds: 80_000_000_001)),
  ]
  let code = try #require(Label(patient))
  return Order(
    patient: try #require(Patient(code: code, weight: BodyMass(grams: 70_301))),
    drug: DrugEntry(
      name: try #require(Label("ketamine-racemic-2")), drug: try #require(Label("ketamine-racemic")),
      concentration: Concentration(nanogramsPerMilliliter: 2_000_001), soft: ceilings(1), hard: ceilings(2),
      simulationOnly: !simulationOnly),
    protocolName: try #require(Label("demo")),
    program: try #require(TherapyProgram(steps: steps, total: Volume(nanoliters: 448_333))),
    monitoring: MonitoringRules(required: [.heartRate], resumeHold: .seconds(10)), simulationOnly: simulationOnly)
}

func delivery(_ microliters: Int64 = 100) -> DeliveryRecord {
  var account = CounterAccount()
  account.settledAtLeast = Volume(nanoliters: 1)
  account.settledAtMost = Volume(nanoliters: 2)
  account.base = Volume(microliters: 12)
  account.last = Volume(microliters: 12 + microliters)
  account.resolution = Volume(microliters: 1)
  return DeliveryRecord(
    atLeast: Volume(microliters: microliters), atMost: Volume(microliters: microliters + 5), elapsed: .seconds(42), rate: slow,
    account: account)
}

/// An alarm that was raised, as the alarm system makes it.
func raisedAlarm(_ condition: AlarmCondition = .oxygenSaturationLow, at now: Instant = Instant(nanoseconds: 5)) throws
  -> AlarmEvent
{
  var alarms = AlarmSystem()
  let event = alarms.update(condition, found: Finding(.pause, alarm: condition, value: 82, limit: 90), now: now)
  return try #require(event)
}

/// What the controller records at `second` on channel "a", labelled `late` microseconds later.
func item(
  _ second: Int64, _ event: ControlEvent, session: SessionID? = session, order: Order? = nil, channel: String = "a",
  late: Int64 = 0
) -> JournalItem {
  let record = ControlRecord(
    sequence: UInt64(second), at: Instant(nanoseconds: second * 1_000_000_000), channel: 0, session: session, event: event)
  return JournalItem(record, channel: channel, wall: WallTime(microsecondsSince1970: second * 1_000_000 + late), order: order)
}

/// What the daemon itself notes at `second`.
func note(_ second: Int64, _ content: JournalContent, session: SessionID? = nil, channel: String? = nil) -> JournalItem {
  JournalItem(
    at: Instant(nanoseconds: second * 1_000_000_000), wall: WallTime(microsecondsSince1970: second * 1_000_000),
    channel: channel, session: session, content: content)
}

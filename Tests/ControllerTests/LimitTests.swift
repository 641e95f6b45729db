import Controller
import Quantities
import Safety
import Testing
import Therapy

@Suite struct LimitTests {
  private func prepare(_ order: Order, setup: ChannelSetup = Room.setup) -> CommandOutcome? {
    let room = Room(setup: setup)
    room.run(for: .seconds(1))
    let outcome = room.ask(.prepare(order, session: room.newSession(), token: room.token()))
    if case .refused = outcome {
      #expect(room.phase == .idle, "a refusal changes nothing")
      #expect(room.view().session == nil)
      let isRecorded = room.records.contains { if case .refused(.prepare, _, _, _) = $0.event { true } else { false } }
      #expect(isRecorded, "the refusal is in the journal")
    }
    return outcome
  }

  private func order(_ rate: Int64, for time: Interval = .seconds(60), soft: DoseCeilings = makeCeilings()) -> Order {
    makeOrder(steps: [(FlowRate(microlitersPerHour: rate), time)], soft: soft)
  }

  @Test("SR-002: each hard limit refuses an order that is one step above it, and passes equality")
  func hardLimits() {
    #expect(isReadBack(prepare(order(35_000))))
    #expect(prepare(order(35_100)) == .refused(.aboveHardLimit(.doseRate, limit: 1_000_000_000)))
    // 280 mg (4 mg/kg) is 140 mL: four hours of 35 mL/h.
    #expect(isReadBack(prepare(order(35_000, for: .seconds(14_400)))))
    #expect(
      prepare(makeOrder(steps: [(milliliters(35), .seconds(14_400))], total: quantity("140.001 mL")))
        == .refused(.aboveHardLimit(.sessionMass, limit: 280_000_000)))
    #expect(isReadBack(prepare(order(1_000, for: .minutes(300)))))
    #expect(
      prepare(order(1_000, for: .minutes(301)))
        == .refused(.aboveHardLimit(.duration, limit: Interval.minutes(300).nanoseconds)))
  }

  @Test("SR-002: a limit of mg/h or mL/h refuses where the dose per weight would pass")
  func otherLimits() {
    var hard = makeCeilings(dose: "9 mg/kg/h")
    #expect(
      prepare(makeOrder(steps: [(milliliters(51), .seconds(60))], soft: hard, hard: hard))
        == .refused(.aboveHardLimit(.massRate, limit: 100_000_000)))
    hard.massRate = quantity("900 mg/h")
    #expect(
      prepare(makeOrder(steps: [(FlowRate(microlitersPerHour: 60_100), .seconds(60))], soft: hard, hard: hard))
        == .refused(.aboveHardLimit(.flowRate, limit: 60_000_000)))
    #expect(isReadBack(prepare(makeOrder(steps: [(milliliters(60), .seconds(60))], soft: hard, hard: hard))))
  }

  @Test("any step of a program that breaks a limit refuses all of it")
  func anyStep() {
    let outcome = prepare(makeOrder(steps: [(milliliters(5), .seconds(60)), (milliliters(36), .seconds(1))]))
    #expect(outcome == .refused(.aboveHardLimit(.doseRate, limit: 1_000_000_000)))
  }

  @Test("a rate that the pump cannot run is refused")
  func pumpRange() {
    let slow = ChannelSetup(resolution: milliliters(1), fastest: milliliters(10), isSimulated: true)
    #expect(prepare(order(10_100), setup: slow) == .refused(.abovePumpRange(milliliters(10))))
    #expect(isReadBack(prepare(order(10_000), setup: slow)))
    #expect(prepare(order(900), setup: slow) == .refused(.rateTooLow))
  }

  @Test("an order for simulation only is refused where a device is real")
  func simulationOnly() {
    let real = ChannelSetup(resolution: FlowRate(microlitersPerHour: 100), fastest: milliliters(1_200), isSimulated: false)
    #expect(prepare(makeOrder(simulationOnly: true), setup: real) == .refused(.simulationOnly))
    #expect(isReadBack(prepare(makeOrder(simulationOnly: false), setup: real)))
  }

  @Test("SR-015: the largest programs that can be made are refused, and nothing overflows")
  func extreme() {
    let fastest = (TherapyProgram.fastestStep, TherapyProgram.longestStep)
    let outcome = prepare(makeOrder(steps: Array(repeating: fastest, count: 8), total: TherapyProgram.largestTotal))
    #expect(outcome == .refused(.abovePumpRange(milliliters(1_200))))
    let slow = prepare(makeOrder(steps: [(milliliters(1), .seconds(60))], total: TherapyProgram.largestTotal))
    #expect(slow == .refused(.aboveHardLimit(.sessionMass, limit: 280_000_000)))
  }

  @Test("every refusal has a code of its own and a sentence")
  func texts() {
    let refusals: [Refusal] = [
      .wrongPhase(.idle), .stopLatched, .tokenUnknown, .tokenExpired, .tokenStale, .tokenOfAnother,
      .aboveHardLimit(.doseRate, limit: 1_000_000_000), .belowHardLimit(.leastDuration, limit: 60_000_000_000),
      .approvalMissing(.sessions, limit: 10), .secondPersonMissing, .samePerson, .nothingToConfirm, .tokenTooFresh,
      .commandExpired, .ratioTooLarge(milliliters(1)), .tooSoonAfterIncrease(.seconds(3)), .notReadBack,
      .baselineMissing, .pressureAfterPauseMissing, .respirationNotWatched(quantity("0.35 mg/kg/h")), .notAtHoldPoint,
      .recoveryNotOver(.seconds(3)), .handoverNotOffered, .notResponsible, .implausibleObservation, .pumpAlarmPresent,
      .rateTooLow,
      .abovePumpRange(milliliters(1)), .aboveRateBeforePause(milliliters(1)), .holdNotOver(.seconds(3)),
      .blocked(InterlockSet()), .needsReconcile, .notAtZero, .pumpNotHeard, .patientBusy, .simulationOnly,
      .journalLate, .anotherPending, .overtaken, .unknownAlarm, .nothingLeft,
      .predictedTooHigh(quantity("641 ng/mL"), limit: quantity("640 ng/mL")),
    ]
    #expect(Set(refusals.map(\.code)).count == refusals.count)
    for refusal in refusals { #expect(refusal.sentence.hasSuffix(".")) }
    for number in 0...UInt8.max { if let kind = LimitKind(rawValue: number) { #expect(!kind.text(1).isEmpty) } }
    #expect(Set(Interlock.allCases.map(\.reason)).count >= Interlock.count - 2)
  }
}

import Quantities
import Safety
import Testing
import Therapy

/// What a pump does without an order, and what hands do at it.
@Suite struct PumpConductTests {
  private static let states: [PumpState] = [
    .off, .selfTest, .idle, .infusing, .paused, .bolus, .keepVeinOpen, .alarmStopped, .fault,
  ]

  /// A bedside at rest: 0 mL/h is ordered and observed.
  private func resting() -> Bedside {
    var bedside = Bedside.watched()
    bedside.situation.requested = .zero
    bedside.situation.ordered = .zero
    bedside.situation.pump.report = Bedside.report(.paused, .zero, at: bedside.situation.now)
    return bedside
  }

  @Test("SR-063: at rest a growth of exactly 0.1 mL passes, any more alarms high and forbids start and resume")
  func restGrowth() {
    var bedside = resting()
    for nanoliters in [0, 1, 99_999, 100_000] as [Int64] {
      bedside.situation.restGrowth = Volume(nanoliters: nanoliters)
      #expect(bedside.judge()[.restGrowth] == nil, "\(nanoliters)")
    }
    for nanoliters in [100_001, 1_000_000, 50_000_000] as [Int64] {
      bedside.situation.restGrowth = Volume(nanoliters: nanoliters)
      let judgement = bedside.judge()
      let finding = judgement[.restGrowth]
      #expect(finding?.response == .annunciate && finding?.alarm == .restGrowth)
      #expect(finding?.value == nanoliters && finding?.limit == 100_000)
      #expect(judgement.startBlockers.contains(.restGrowth) && judgement.resumeBlockers.contains(.restGrowth))
    }
    #expect(AlarmCondition.restGrowth.priority == .high && AlarmCondition.restGrowth.latches)
  }

  @Test("SR-063: growth is at rest only: with flow ordered, without a session, or in other hands it is no finding")
  func growthElsewhere() {
    var bedside = resting()
    bedside.situation.restGrowth = quantity("5 mL")
    #expect(bedside.judge()[.restGrowth] != nil)
    bedside.situation.isUnderLocalControl = true
    #expect(bedside.judge()[.restGrowth] == nil)
    bedside.situation.isUnderLocalControl = false
    bedside.situation.ordered = FlowRate(nanolitersPerHour: 1)
    #expect(bedside.judge()[.restGrowth] == nil)
    bedside.situation.ordered = .zero
    bedside.situation.order = nil
    #expect(bedside.judge()[.restGrowth] == nil)
  }

  @Test(
    "SR-013, SR-033: a bolus and a flow to keep the vein open pause at once, flow ordered or not, and no other state does",
    arguments: [true, false])
  func modes(isInfusing: Bool) {
    for state in Self.states {
      var bedside = isInfusing ? Bedside.watched() : resting()
      bedside.situation.pump.report?.state = state
      let judgement = bedside.judge()
      switch state {
      case .bolus, .keepVeinOpen:
        #expect(judgement[.pumpMode]?.response == .pause)
        #expect(judgement[.pumpMode]?.alarm == (state == .bolus ? .pumpBolus : .pumpKeepVeinOpen))
        #expect(judgement.demandsZero(.pumpMode) && judgement.rate == nil)
        #expect(judgement.startBlockers.contains(.pumpMode) && judgement.resumeBlockers.contains(.pumpMode))
      case .off, .selfTest, .idle, .infusing, .paused, .alarmStopped, .fault: #expect(judgement[.pumpMode] == nil)
      }
    }
  }

  @Test("SR-013, SR-033: both are high alarms that latch; without a session or a reading nothing is found")
  func modeAlarms() {
    for condition in [AlarmCondition.pumpBolus, .pumpKeepVeinOpen] { #expect(condition.priority == .high && condition.latches) }
    for state in [PumpState.bolus, .keepVeinOpen] {
      var bedside = Bedside.watched()
      bedside.situation.pump.report?.state = state
      bedside.situation.order = nil
      #expect(bedside.judge()[.pumpMode] == nil)
    }
    var silent = Bedside.watched()
    silent.situation.pump.report = nil
    #expect(silent.judge()[.pumpMode] == nil)
  }

  @Test("SR-072: a hand at the pump alarms and forbids start and resume, and the verdict does not fight it with a demand")
  func localControl() {
    var bedside = resting()
    bedside.situation.isUnderLocalControl = true
    let judgement = bedside.judge()
    #expect(judgement[.localControl]?.response == .annunciate)
    #expect(judgement[.localControl]?.alarm == .localControl)
    #expect(judgement[.localControl]?.ceiling == nil)
    #expect(judgement.response < .reduce)
    #expect(judgement.startBlockers.contains(.localControl) && judgement.resumeBlockers.contains(.localControl))
    bedside.situation.isUnderLocalControl = false
    #expect(bedside.judge()[.localControl] == nil)
    #expect(AlarmCondition.localControl.latches)
  }
}

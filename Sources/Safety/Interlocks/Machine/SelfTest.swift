import Quantities
import Therapy

// Rule: a self-test that failed in its clock, its store or its known answers, or none for 75 s, pauses; one that found an output
//       or a file missing alarms. Before the first that passed nothing starts.
// Reason: who judges must be judged: a broken clock, store or judgement would be silent (H5; SR-083, SR-084).
// Advice: tell whoever looks after this machine; do not resume before it passes.
// Consequence: 0 mL/h and a high alarm that stays until it is acknowledged; no start.
@_noAllocation @_noLocks
func judgeSelfTest(_ situation: Situation) -> Finding? {
  let machine = situation.machine
  if let fault = machine.selfTestFault {
    return machineFinding(situation, response(to: fault), alarm: .selfTestFailed, value: Int64(fault.rawValue), limit: 0)
      .about(1 << UInt32(fault.rawValue))
  }
  guard let tested = machine.selfTestedAt else {
    return Finding(.proceed, blocksStart: true, blocksResume: true, alarm: nil, value: 0, limit: 75)
  }
  let age = situation.now.since(tested)
  guard age > .seconds(75) else { return nil }
  return machineFinding(situation, .pause, alarm: .selfTestFailed, value: -1, limit: 75)
}

/// What a fault demands: what judges, and what keeps the record, must work; an output and a file have interlocks of their own, by
/// which an infusion goes on.
@_noAllocation @_noLocks
private func response(to fault: SelfTestFault) -> Response {
  switch fault {
  case .clock, .store, .knownAnswer: .pause
  case .configuration, .annunciators: .annunciate
  }
}

/// What a trouble of this machine means: no start or resume, and an alarm where a patient is.
@_noAllocation @_noLocks
func machineFinding(
  _ situation: Situation, _ response: Response, alarm: AlarmCondition, value: Int64, limit: Int64
) -> Finding {
  let alarms = situation.hasPatient
  return Finding(
    alarms ? response : .proceed, blocksStart: true, blocksResume: true, alarm: alarms ? alarm : nil, value: value, limit: limit)
}

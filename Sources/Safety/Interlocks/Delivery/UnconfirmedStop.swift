import Quantities
import Therapy

// Rule: when 0 mL/h is ordered and no reading confirms it within 3 s, or readings show flow for 2 s, a high alarm tells it.
// Reason: a stop that was sent is not a stop that happened (H5; SR-028).
// Advice: press stop on the pump itself, clamp the line, then see why the pump does not answer.
// Consequence: a high alarm; the stop is sent again and again; nothing starts.
@_noAllocation @_noLocks
func judgeUnconfirmedStop(_ situation: Situation, _ memory: inout InterlockMemory) -> Finding? {
  let isSwitchedOff = situation.isAtRestForGood && !situation.pump.link.isUp
  let isOpen = situation.hasPatient && !isSwitchedOff && situation.ordered == .zero && !situation.zeroIsObserved
  let isLong = memory.action.update(isOpen ? .bad : .clear, now: situation.now, onset: .seconds(3), release: .zero)
  // A pump that shows flow after a reading of zero, as one that was started at its keypad, is not merely slow to answer (SR-063).
  let isFlowing = isOpen && situation.showsUnorderedFlow
  let isFlowingLong = memory.severe.update(isFlowing ? .bad : .clear, now: situation.now, onset: .seconds(2), release: .zero)
  if isFlowingLong {
    return Finding(.annunciate, blocksStart: true, blocksResume: true, alarm: .stopUnconfirmed, value: 2, limit: 2)
  }
  if isLong { return Finding(.annunciate, blocksStart: true, blocksResume: true, alarm: .stopUnconfirmed, value: 3, limit: 3) }
  guard isOpen else { return nil }
  // Not yet confirmed is no sign against the patient: the hold before a resume goes on while a stop is proven once more.
  return Finding(.proceed, blocksStart: true, alarm: nil, value: 0, limit: 3)
}

extension Situation {
  /// Whether a reading that began after 0 mL/h was ordered shows flow.
  fileprivate var showsUnorderedFlow: Bool {
    @_noAllocation @_noLocks get {
      guard let report = pump.report, report.readBegan > orderedSince else { return false }
      return !report.isAtZero
    }
  }
}

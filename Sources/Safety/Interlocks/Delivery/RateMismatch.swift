import Quantities
import Therapy

// Rule: a reported rate off by more than 0.5 mL/h and 5 % for 30 s warns, for 60 s pauses; more than twice the order, or
//       no flow where flow is ordered, for 2 s pauses.
// Reason: the pump does something else than ordered: free flow, a keypad, a wrong program (H1, H2, H8; SR-063, SR-016).
// Advice: go to the pump and compare its display with the order; reconcile before resuming.
// Consequence: a medium alarm, then 0 mL/h; a high alarm at once for far too much.
@_noAllocation @_noLocks
func judgeRateMismatch(_ situation: Situation, _ memory: inout InterlockMemory) -> Finding? {
  let ordered = situation.ordered
  let isSettled = situation.now.since(situation.orderedSince) > settlingTime
  guard ordered > .zero, isSettled, let report = situation.pump.report, report.readBegan > situation.orderedSince else {
    // Nothing to compare: zero is judged by `unconfirmedStop`, and a fresh order is given time to arrive.
    memory = InterlockMemory()
    return nil
  }
  let deviation = report.rate.distance(to: ordered)
  let tolerance = max(FlowRate(microlitersPerHour: 500), ordered.divided(by: 20))
  let isOff: Evidence = deviation > tolerance ? .bad : .clear
  let isGross: Evidence = report.rate.nanolitersPerHour > ordered.nanolitersPerHour * 2 || report.isAtZero ? .bad : .clear
  let now = situation.now
  let warns = memory.warning.update(isOff, now: now, onset: .seconds(30), release: .zero)
  let acts = memory.action.update(isOff, now: now, onset: .seconds(60), release: .zero)
  let isGrossLong = memory.severe.update(isGross, now: now, onset: .seconds(2), release: .zero)
  let value = report.rate.nanolitersPerHour
  let limit = ordered.nanolitersPerHour
  if isGrossLong {
    return Finding(.pause, alarm: report.isAtZero ? .pumpStoppedItself : .unexpectedFlow, value: value, limit: limit)
  }
  if acts { return Finding(.pause, alarm: .rateMismatch, value: value, limit: limit) }
  guard warns else { return nil }
  return Finding(.annunciate, blocksResume: true, alarm: .rateMismatch, value: value, limit: limit)
}

/// How long a new order is given before the pump's reported rate must show it: the 2 s that a pump has to reach a rate
/// (reference pump map, driver rule 3) and one poll.
private var settlingTime: Interval { @_noAllocation @_noLocks get { .milliseconds(3_000) } }

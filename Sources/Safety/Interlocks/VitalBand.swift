import Quantities
import Therapy

/// The limits of one vital sign: a warning band, an action band inside it, and delays and hysteresis for both.
///
/// The figures are those of the clinical defaults, section 4, in the signal's own unit; a value equal to a limit passes.
struct VitalBand {
  /// A value below the first or above the second is bad; nil where that side has no limit.
  struct Limits {
    var low: Int32?
    var high: Int32?
  }

  var warning: Limits
  var warningOnset: Interval
  var action: Limits
  var actionOnset: Interval
  /// A worse low value that acts sooner; nil where there is none.
  var severeLow: Int32?
  var severeOnset: Interval
  var hysteresis: Int32
  var release: Interval
}

/// How old a reading may be to count as evidence that a value is normal: three packets of a 1 Hz monitor (SR-046).
var evidenceAge: Interval { @_noAllocation @_noLocks get { .seconds(3) } }

/// What a reading says about `limits`. Bad values count however doubtful; only a good, fresh value counts as clear (SR-046).
@_noAllocation @_noLocks
func evidence(_ reading: VitalReading?, against limits: VitalBand.Limits, hysteresis: Int32, now: Instant) -> Evidence {
  guard let reading, let value = reading.value else { return .unknown }
  if let low = limits.low, value < low { return .bad }
  if let high = limits.high, value > high { return .bad }
  guard reading.quality == .good, now.since(reading.receivedAt) <= evidenceAge else { return .unknown }
  if let low = limits.low, value < low + hysteresis { return .between }
  if let high = limits.high, value > high - hysteresis { return .between }
  return .clear
}

/// Judges one vital sign by its band: action pauses with a high alarm, warning raises a medium one.
@_noAllocation @_noLocks
func judge(
  _ signal: VitalSignal, by band: VitalBand, alarms: (action: AlarmCondition, warning: AlarmCondition),
  in situation: Situation, memory: inout InterlockMemory
) -> Finding? {
  let reading = situation.vitals[signal]
  let now = situation.now
  let severeLimits = VitalBand.Limits(low: band.severeLow, high: nil)
  // What the worse value paused is released where the action is: above the action limit, not just above the worse one.
  let severeHysteresis = band.hysteresis + (band.action.low ?? 0) - (band.severeLow ?? band.action.low ?? 0)
  let severe = evidence(reading, against: severeLimits, hysteresis: severeHysteresis, now: now)
  let action = evidence(reading, against: band.action, hysteresis: band.hysteresis, now: now)
  let warning = evidence(reading, against: band.warning, hysteresis: band.hysteresis, now: now)
  // Each latch is updated at every step, whatever the others say: none may miss an observation.
  let isSevere =
    band.severeLow != nil
    && memory.severe.update(severe, now: now, onset: band.severeOnset, release: band.release)
  let isActing = memory.action.update(action, now: now, onset: band.actionOnset, release: band.release)
  let isWarning = memory.warning.update(warning, now: now, onset: band.warningOnset, release: band.release)
  if let value = reading?.value { memory.newestValue = value }
  let value = Int64(memory.newestValue)
  if isSevere || isActing {
    memory.isTail = true
    return Finding(.pause, alarm: alarms.action, value: value, limit: crossed(band.action, by: value))
  }
  // The delays spare a running infusion false alarms; they are no reason to start one at a value that is bad now (SR-020).
  let startsBadly = action.isBad
  // A warning that only outlives the action is not announced anew: its value is no longer outside the limit.
  if warning.isBad || !isWarning { memory.isTail = false }
  if isWarning && !memory.isTail {
    return Finding(
      .annunciate, blocksStart: startsBadly, blocksResume: true, alarm: alarms.warning, value: value,
      limit: crossed(band.warning, by: value))
  }
  guard startsBadly || warning.isBad || isWarning else { return nil }
  return Finding(
    .proceed, blocksStart: startsBadly, blocksResume: true, alarm: nil, value: value,
    limit: crossed(band.warning, by: value))
}

/// The limit that a value lies nearest to, for the alarm's text.
@_noAllocation @_noLocks
private func crossed(_ limits: VitalBand.Limits, by value: Int64) -> Int64 {
  guard let high = limits.high else { return Int64(limits.low ?? 0) }
  guard let low = limits.low else { return Int64(high) }
  return value - Int64(low) < Int64(high) - value ? Int64(low) : Int64(high)
}

import Quantities
import Therapy

/// The limits of one vital sign: a warning band, an action band inside it, and delays and hysteresis for both.
///
/// The figures are those of the session, by default the clinical defaults, section 4, in the signal's own unit; a value equal to
/// a limit passes.
struct VitalBand {
  /// A value below the first or above the second is bad; none is where that side has no limit.
  struct Limits {
    var low = Int32.min
    var high = Int32.max

    /// Limits on both sides; nil where there is none.
    @_noAllocation @_noLocks
    init(low: Int32?, high: Int32?) {
      self.low = low ?? .min
      self.high = high ?? .max
    }
  }

  var warning: Limits
  var warningOnset: Interval
  var action: Limits
  var actionOnset: Interval
  /// A worse low value that acts sooner; nil where there is none.
  var severeLow: Int32?
  var severeOnset = Interval.zero
  var hysteresis: Int32
  var release: Interval

  /// A band of a session's limits.
  @_noAllocation @_noLocks
  init(_ limits: SignalLimits, hysteresis: Int32, release: Interval) {
    warning = Limits(low: limits.warnLow, high: limits.warnHigh)
    warningOnset = limits.warnDelay
    action = Limits(low: limits.pauseLow, high: limits.pauseHigh)
    actionOnset = limits.pauseDelay
    self.hysteresis = hysteresis
    self.release = release
  }
}

/// Judges one vital sign by its band: action pauses with a high alarm, warning raises a medium one.
@_noAllocation @_noLocks
func judge(
  _ signal: VitalSignal, by band: VitalBand, alarms: (action: AlarmCondition, warning: AlarmCondition),
  in situation: Situation, memory: inout InterlockMemory
) -> Finding? {
  guard situation.hasPatient else {
    memory = InterlockMemory()
    return nil
  }
  let now = situation.now
  let sources = Sources(of: signal, in: situation)
  let (wasActing, wasWarning) = (memory.action.isTripped || memory.severe.isTripped, memory.warning.isTripped)
  let isSevere = judgeSevere(sources, by: band, at: now, &memory.severe)
  let action = sources.seen(against: band.action, hysteresis: band.hysteresis, &memory.action)
  let warning = sources.seen(against: band.warning, hysteresis: band.hysteresis, &memory.warning)
  // Each latch is updated at every step, whatever the others say: none may miss an observation.
  let isActing = memory.action.update(action.evidence, now: now, onset: band.actionOnset, release: band.release)
  let isWarning = memory.warning.update(warning.evidence, now: now, onset: band.warningOnset, release: band.release)
  let actionSides = sides(
    sources, by: band.action, hysteresis: band.hysteresis, at: now, onset: band.actionOnset, release: band.release,
    isActive: isActing || !action.evidence.isGood, &memory.actionSides)
  let warningSides = sides(
    sources, by: band.warning, hysteresis: band.hysteresis, at: now, onset: band.warningOnset, release: band.release,
    isActive: isWarning || !warning.evidence.isGood, &memory.warningSides)
  // The alarm tells the value that broke the limit, not a doubtful one that came after it.
  let isTold = !(isSevere || isActing || isWarning) && warning.evidence.isWorse(than: .unknown)
  // While it acts, only what breaks the action limit is told: a value that is merely to be warned of is on its way.
  let isBroken = isSevere || isActing ? action.evidence.isBad : warning.evidence.isBad
  if isBroken || isTold, let value = isSevere || isActing ? action.value : warning.value { memory.newestValue = value }
  let value = Int64(memory.newestValue)
  if isSevere || isActing {
    memory.isTail = true
    return Finding(.pause, alarm: alarms.action, value: value, limit: crossed(band.action, by: value))
      .about(told(actionSides, isFirst: !wasActing))
  }
  // The delays spare a running infusion false alarms; they are no reason to start one at a value that is bad now, or was and has
  // not been taken back (SR-020).
  let startsBadly = action.evidence.isBad || memory.action.isWaiting
  // A warning that only outlives the action is not announced anew: its value is no longer outside the limit.
  if warning.evidence.isBad || !isWarning { memory.isTail = false }
  if isWarning && !memory.isTail {
    return Finding(
      .annunciate, blocksStart: startsBadly, blocksResume: true, alarm: alarms.warning, value: value,
      limit: crossed(band.warning, by: value)
    ).about(told(warningSides, isFirst: !wasWarning))
  }
  guard startsBadly || warning.evidence.isBad || isWarning else { return nil }
  return Finding(
    .proceed, blocksStart: startsBadly, blocksResume: true, alarm: nil, value: value,
    limit: crossed(band.warning, by: value))
}

/// What an alarm is about. What has tripped before either side had its time may be about both: the side that comes next is no
/// news.
@_noAllocation @_noLocks
private func told(_ sides: UInt32, isFirst: Bool) -> UInt32 { sides == 0 && isFirst ? 3 : sides }

/// Whether the worse value has tripped; false where the band has none.
@_noAllocation @_noLocks
private func judgeSevere(_ sources: Sources, by band: VitalBand, at now: Instant, _ latch: inout Latch) -> Bool {
  guard let low = band.severeLow else { return false }
  // What the worse value paused is released where the action is: above the action limit, not just above the worse one.
  let hysteresis = band.hysteresis + max(band.action.low, low) - low
  let severe = sources.seen(against: VitalBand.Limits(low: low, high: nil), hysteresis: hysteresis, &latch)
  return latch.update(severe.evidence, now: now, onset: band.severeOnset, release: band.release)
}

/// The sides of a band that were broken for as long as it takes, a bit each. They decide nothing but what the alarm is about: a
/// pause counts both sides together, or a value that leaps from one to the other would never pause.
@_noAllocation @_noLocks
private func sides(
  _ sources: Sources, by limits: VitalBand.Limits, hysteresis: Int32, at now: Instant, onset: Interval, release: Interval,
  isActive: Bool, _ latches: inout SideLatches
) -> UInt32 {
  guard isActive else {
    latches = SideLatches()
    return 0
  }
  let low = sources.seen(
    against: VitalBand.Limits(low: limits.low, high: nil), hysteresis: hysteresis, &latches.low)
  let high = sources.seen(
    against: VitalBand.Limits(low: nil, high: limits.high), hysteresis: hysteresis, &latches.high)
  let isLow = latches.low.update(low.evidence, now: now, onset: onset, release: release)
  let isHigh = latches.high.update(high.evidence, now: now, onset: onset, release: release)
  return (isLow ? 1 : 0) | (isHigh ? 2 : 0)
}

/// The limit that a value lies nearest to, for the alarm's text.
@_noAllocation @_noLocks
private func crossed(_ limits: VitalBand.Limits, by value: Int64) -> Int64 {
  value - Int64(limits.low) < Int64(limits.high) - value ? Int64(limits.low) : Int64(limits.high)
}

import Quantities
import Therapy

/// The limits of one vital sign: a warning band, an action band inside it, and delays and hysteresis for both.
///
/// The figures are those of the session, by default the clinical defaults, section 4, in the signal's own unit; a value equal to
/// a limit passes.
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

/// How old a reading may be to count as evidence that a value is normal: three packets of a 1 Hz monitor, and for breathing the
/// time of a slow breath (SR-046; judgement).
@_noAllocation @_noLocks
func evidenceAge(_ signal: VitalSignal) -> Interval {
  switch signal {
  case .oxygenSaturation, .heartRate: .seconds(3)
  case .respirationRate, .endTidalCarbonDioxide: .seconds(10)
  }
}

/// What the sources of a signal say about limits, and the value that says it; nil when there is none.
typealias Seen = (evidence: Evidence, value: Int32?)

/// What all sources of `signal` say: the worse of two counts, and one that says nothing is no comfort and no harm (SR-048).
@_noAllocation @_noLocks
func evidence(_ signal: VitalSignal, against limits: VitalBand.Limits, hysteresis: Int32, in situation: Situation) -> Seen {
  let age = evidenceAge(signal)
  guard situation.hasSecondMonitor else {
    return evidence(situation.vitals[signal], against: limits, hysteresis: hysteresis, within: age, now: situation.now)
  }
  // The last word of a monitor that is gone would count for ever otherwise; that it is gone is told by `sourceDifference`.
  let first = evidence(
    situation.heard(situation.vitals[signal], signal), against: limits, hysteresis: hysteresis, within: age,
    now: situation.now)
  let second = evidence(
    situation.heard(situation.secondVitals[signal], signal), against: limits, hysteresis: hysteresis, within: age,
    now: situation.now)
  return second.evidence.isWorse(than: first.evidence) ? second : first
}

extension Situation {
  /// A reading of one of two sources, as long as it is not older than what counts as lost (SR-045).
  @_noAllocation @_noLocks
  fileprivate func heard(_ reading: VitalReading?, _ signal: VitalSignal) -> VitalReading? {
    guard let reading else { return nil }
    let lost: Interval
    switch signal {
    case .oxygenSaturation, .heartRate: lost = .seconds(30)
    case .respirationRate, .endTidalCarbonDioxide: lost = .seconds(60)
    }
    return now.since(reading.receivedAt) > lost ? nil : reading
  }
}

/// What a reading says about `limits`. Bad values count however doubtful; only a good, fresh value counts as clear (SR-046).
@_noAllocation @_noLocks
private func evidence(
  _ reading: VitalReading?, against limits: VitalBand.Limits, hysteresis: Int32, within age: Interval, now: Instant
) -> Seen {
  guard let reading, let value = reading.value else { return (.unknown, nil) }
  if let low = limits.low, value < low { return (.bad, value) }
  if let high = limits.high, value > high { return (.bad, value) }
  guard reading.quality == .good, now.since(reading.receivedAt) <= age else { return (.unknown, value) }
  if let low = limits.low, value < low + hysteresis { return (.between, value) }
  if let high = limits.high, value > high - hysteresis { return (.between, value) }
  return (.clear, value)
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
  let isSevere = judgeSevere(signal, by: band, in: situation, memory: &memory)
  let action = evidence(signal, against: band.action, hysteresis: band.hysteresis, in: situation)
  let warning = evidence(signal, against: band.warning, hysteresis: band.hysteresis, in: situation)
  // Each latch is updated at every step, whatever the others say: none may miss an observation.
  let isActing = memory.action.update(action.evidence, now: now, onset: band.actionOnset, release: band.release)
  let isWarning = memory.warning.update(warning.evidence, now: now, onset: band.warningOnset, release: band.release)
  let actionSides = sides(
    signal, by: band.action, hysteresis: band.hysteresis, onset: band.actionOnset, release: band.release, in: situation,
    isActive: isActing || !action.evidence.isGood, &memory.actionSides)
  let warningSides = sides(
    signal, by: band.warning, hysteresis: band.hysteresis, onset: band.warningOnset, release: band.release, in: situation,
    isActive: isWarning || !warning.evidence.isGood, &memory.warningSides)
  // The alarm tells the value that broke the limit, not a doubtful one that came after it.
  let isTold = !(isSevere || isActing || isWarning) && warning.evidence.isWorse(than: .unknown)
  // While it acts, only what breaks the action limit is told: a value that is merely to be warned of is on its way.
  let isBroken = isSevere || isActing ? action.evidence.isBad : warning.evidence.isBad
  if isBroken || isTold, let value = warning.value { memory.newestValue = value }
  let value = Int64(memory.newestValue)
  if isSevere || isActing {
    // What has tripped before either side had its time may be about both: the side that comes next is no news.
    let about: UInt32 = actionSides == 0 && !memory.isTail ? 3 : actionSides
    memory.isTail = true
    return Finding(.pause, alarm: alarms.action, value: value, limit: crossed(band.action, by: value)).about(about)
  }
  // The delays spare a running infusion false alarms; they are no reason to start one at a value that is bad now (SR-020).
  let startsBadly = action.evidence.isBad
  // A warning that only outlives the action is not announced anew: its value is no longer outside the limit.
  if warning.evidence.isBad || !isWarning { memory.isTail = false }
  if isWarning && !memory.isTail {
    return Finding(
      .annunciate, blocksStart: startsBadly, blocksResume: true, alarm: alarms.warning, value: value,
      limit: crossed(band.warning, by: value)
    ).about(warningSides)
  }
  guard startsBadly || warning.evidence.isBad || isWarning else { return nil }
  return Finding(
    .proceed, blocksStart: startsBadly, blocksResume: true, alarm: nil, value: value,
    limit: crossed(band.warning, by: value))
}

/// Whether the worse value has tripped; false where the band has none.
@_noAllocation @_noLocks
private func judgeSevere(
  _ signal: VitalSignal, by band: VitalBand, in situation: Situation, memory: inout InterlockMemory
) -> Bool {
  guard let low = band.severeLow else { return false }
  // What the worse value paused is released where the action is: above the action limit, not just above the worse one.
  let hysteresis = band.hysteresis + (band.action.low ?? low) - low
  let severe = evidence(signal, against: VitalBand.Limits(low: low, high: nil), hysteresis: hysteresis, in: situation)
  return memory.severe.update(severe.evidence, now: situation.now, onset: band.severeOnset, release: band.release)
}

/// The sides of a band that were broken for as long as it takes, a bit each. They decide nothing but what the alarm is about: a
/// pause counts both sides together, or a value that leaps from one to the other would never pause.
@_noAllocation @_noLocks
private func sides(
  _ signal: VitalSignal, by limits: VitalBand.Limits, hysteresis: Int32, onset: Interval, release: Interval,
  in situation: Situation, isActive: Bool, _ latches: inout SideLatches
) -> UInt32 {
  guard isActive else {
    latches = SideLatches()
    return 0
  }
  let low = evidence(
    signal, against: VitalBand.Limits(low: limits.low, high: nil), hysteresis: hysteresis, in: situation)
  let high = evidence(
    signal, against: VitalBand.Limits(low: nil, high: limits.high), hysteresis: hysteresis, in: situation)
  let now = situation.now
  let isLow = latches.low.update(low.evidence, now: now, onset: onset, release: release)
  let isHigh = latches.high.update(high.evidence, now: now, onset: onset, release: release)
  return (isLow ? 1 : 0) | (isHigh ? 2 : 0)
}

/// The limit that a value lies nearest to, for the alarm's text.
@_noAllocation @_noLocks
private func crossed(_ limits: VitalBand.Limits, by value: Int64) -> Int64 {
  guard let high = limits.high else { return Int64(limits.low ?? 0) }
  guard let low = limits.low else { return Int64(high) }
  return value - Int64(low) < Int64(high) - value ? Int64(low) : Int64(high)
}

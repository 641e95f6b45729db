import Quantities
import Therapy

// Rule: when two sources of one signal differ by more than 4 % in SpO2 or 10 % of the lower heart rate for 60 s, or only one of
//       them has had a good value for 60 s, it alarms.
// Reason: one of the two is wrong, and nobody here knows which (H4; SR-048).
// Advice: look which probe sits badly; count the pulse.
// Consequence: a medium alarm, or a low one when a source is gone; the worse value, or the one that is left, drives the
//              interlocks.
@_noAllocation @_noLocks
func judgeSourceDifference(_ situation: Situation, _ memory: inout InterlockMemory) -> Finding? {
  let isWatched = !situation.isOver || situation.recoveringFor != nil
  guard case .some = situation.order, situation.hasSecondMonitor, isWatched else {
    memory = InterlockMemory()
    return nil
  }
  let saturation = difference(.oxygenSaturation, situation)
  let pulse = difference(.heartRate, situation)
  let differs = saturation.evidence.isBad || pulse.evidence.isBad
  let isAlone = saturation.isAlone || pulse.isAlone
  let now = situation.now
  // A pair of which one is missing neither agrees nor differs; where both are, the signal's own age alarms.
  let seen: Evidence = differs ? .bad : isAlone ? .unknown : .clear
  let differsLong = memory.warning.update(seen, now: now, onset: .seconds(60), release: .seconds(10))
  let isAloneLong = memory.severe.update(isAlone ? .bad : .clear, now: now, onset: .seconds(60), release: .seconds(10))
  if differsLong {
    let worse = saturation.evidence.isBad ? saturation : pulse
    return Finding(.annunciate, alarm: .sourcesDiffer, value: worse.value, limit: worse.limit)
  }
  guard isAloneLong else { return nil }
  return Finding(.annunciate, alarm: .sourceLost, value: 60, limit: 60)
}

/// How far both sources of a signal are apart, in its unit; alone when only one of them has a good, fresh value.
@_noAllocation @_noLocks
private func difference(
  _ signal: VitalSignal, _ situation: Situation
) -> (evidence: Evidence, isAlone: Bool, value: Int64, limit: Int64) {
  let first = goodValue(situation.vitals[signal], signal, situation.now)
  let second = goodValue(situation.secondVitals[signal], signal, situation.now)
  guard let first, let second else { return (.unknown, first != nil || second != nil, 0, 0) }
  let apart = first > second ? first - second : second - first
  let smaller = first < second ? first : second
  let limit: Int32
  switch signal {
  case .oxygenSaturation: limit = 4
  case .heartRate, .respirationRate, .endTidalCarbonDioxide: limit = smaller / 10
  }
  return (apart > limit ? .bad : .clear, false, Int64(apart), Int64(limit))
}

@_noAllocation @_noLocks
private func goodValue(_ reading: VitalReading?, _ signal: VitalSignal, _ now: Instant) -> Int32? {
  guard let reading, reading.quality == .good, now.since(reading.receivedAt) <= evidenceAge(signal) else { return nil }
  return reading.value
}

import Quantities
import Therapy

// Rule: a required blood pressure is due every 5 min in the first 30 min and for 15 min after an increase, then every 15 min.
//       2 min
//       late alarms low, 5 min medium; twice its interval (20 min at most) pauses. A score of sedation, distress or nausea is due
//       every 15 min where it is required, or where the last one asked for attention; sedation 5 min after a score that cut the
//       rate. Sedation alarms low 2 min late, medium 5 min late, pauses at 30 min; distress alike, but at 45 min; nausea
//       alarms low
//       2 min late, medium at 30 min, and never pauses. Nothing starts or resumes on what is 2 min late or was never made, and
//       nothing is raised on a pressure that would be 2 min late at the higher rate. After the infusion a pressure is due
//       every 15
//       min in the first hour, then every 30 min until the recovery is over; there is nothing to pause.
// Reason: what nobody looks at is not normal (H4; SR-044, SR-045, SR-051; clinical defaults, monitoring schedule).
// Advice: measure and judge, then `vitals enter` and `score add`.
// Consequence: low, then medium alarm, then 0 mL/h and an alarm that stays until it is acknowledged.
@_noAllocation @_noLocks
func judgeStaleObservation(_ situation: Situation) -> Finding? {
  guard let order = situation.order, !situation.isOver || situation.recoveringFor != nil else { return nil }
  var worst: Finding?
  if order.monitoring.requires(.bloodPressure) {
    let due = pressureInterval(situation)
    let limit = situation.isOver ? due + due : min(due + due, .minutes(20))
    worst = judge(.bloodPressure, situation.cuff?.at, due: due, afterIncrease: shortInterval, limit: limit, situation)
  }
  let scores = situation.scores
  if order.monitoring.requires(.sedation) {
    let reading = scores.decidingSedation
    let due = scoreInterval(reading)
    worst = worse(worst, judge(.sedation, reading?.at, due: due, afterIncrease: due, limit: .minutes(30), situation))
  }
  if order.monitoring.requires(.distress) || scores.asksForAttention(.distress) {
    let at = scores.newest(.distress)?.at
    worst = worse(worst, judge(.distress, at, due: scoreTime, afterIncrease: scoreTime, limit: .minutes(45), situation))
  }
  if order.monitoring.requires(.nausea) || scores.asksForAttention(.nausea) {
    let at = scores.newest(.nausea)?.at
    worst = worse(
      worst, judge(.nausea, at, due: scoreTime, afterIncrease: scoreTime, medium: .minutes(15), limit: nil, situation))
  }
  return worst
}

extension ClinicalScores {
  /// Whether the newest score of this scale of 0 to 10 is one that asks for attention: it is looked at again.
  @_noAllocation @_noLocks
  fileprivate func asksForAttention(_ scale: ClinicalScale) -> Bool {
    guard let reading = newest(scale) else { return false }
    return reading.value >= 4
  }
}

/// Judges one observation, which is due after `due`, or after `afterIncrease` once the rate is raised; `medium` late it alarms
/// louder, and from the age of `limit` on it pauses. One that was never made is as old as the infusion.
@_noAllocation @_noLocks
private func judge(
  _ signal: RequiredSignal, _ at: Instant?, due: Interval, afterIncrease: Interval, medium: Interval = .minutes(5),
  limit: Interval?, _ situation: Situation
) -> Finding? {
  guard let reference = at ?? situation.flowBegan else { return blocking(signal, .zero, due, alarm: nil) }
  let age = situation.now.since(reference)
  // Before the infusion nobody is late; it cannot be started, that is all.
  guard case .some = situation.flowBegan else { return age >= due + .minutes(2) ? blocking(signal, age, due, alarm: nil) : nil }
  if let limit, age >= limit {
    guard !situation.isOver else { return blocking(signal, age, limit, alarm: .observationMissing) }
    return Finding(.pause, alarm: .observationMissing, value: observationCode(signal, minutes(age)), limit: minutes(limit))
      .about(1 << UInt32(signal.rawValue))
  }
  if age >= due + medium { return blocking(signal, age, due, alarm: .observationOverdue) }
  if age >= due + .minutes(2) { return blocking(signal, age, due, alarm: .observationDue) }
  // A restart loses what was entered: nobody is late, and nothing is known.
  guard case .some = at else { return blocking(signal, age, due, alarm: nil) }
  // What would be late at a higher rate is measured before: otherwise the increase were paused in its next moment.
  guard age >= afterIncrease + .minutes(2) else { return nil }
  return Finding(
    .proceed, blocksStart: true, alarm: nil, value: observationCode(signal, minutes(age)), limit: minutes(afterIncrease))
}

@_noAllocation @_noLocks
private func blocking(_ signal: RequiredSignal, _ age: Interval, _ due: Interval, alarm: AlarmCondition?) -> Finding {
  Finding(
    alarm == nil ? .proceed : .annunciate, blocksStart: true, blocksResume: true, alarm: alarm,
    value: observationCode(signal, minutes(age)), limit: minutes(due)
  ).about(1 << UInt32(signal.rawValue))
}

/// The more urgent of two findings, by what it demands and then by its alarm; it forbids whatever either of them forbids.
@_noAllocation @_noLocks
private func worse(_ one: Finding?, _ other: Finding?) -> Finding? {
  guard let one, let other else { return one ?? other }
  let isMoreUrgent = other.response > one.response || (other.response == one.response && urgency(other) > urgency(one))
  var worse = isMoreUrgent ? other : one
  // Equally late: one alarm tells both.
  if one.response == other.response, urgency(one) == urgency(other) {
    worse.subject = one.subject | other.subject
    worse.value = one.value | other.value & ~0xFFFF_FFFF_FFFF
  }
  worse.blocksStart = one.blocksStart || other.blocksStart
  worse.blocksResume = one.blocksResume || other.blocksResume
  return worse
}

/// The rank of the alarms that an observation raises, from due to missing.
@_noAllocation @_noLocks
private func urgency(_ finding: Finding) -> UInt8 { finding.alarm?.rawValue ?? 0 }

@_noAllocation @_noLocks
private func minutes(_ time: Interval) -> Int64 { time.wholeSeconds / 60 }

/// How often a blood pressure is due. One that fell due in the time of short intervals stays due when that time is over.
@_noAllocation @_noLocks
private func pressureInterval(_ situation: Situation) -> Interval {
  if let time = situation.recoveringFor { return time < .minutes(60) ? .minutes(15) : .minutes(30) }
  guard let began = situation.flowBegan else { return shortInterval }
  let fellDue = (situation.cuff?.at ?? began) + shortInterval
  let increased = situation.increasedAt ?? began
  let isShort =
    isWithin(.minutes(30), of: began, situation.now) || isWithin(.minutes(15), of: increased, situation.now)
    || isWithin(.minutes(30), of: began, fellDue) || isWithin(.minutes(15), of: increased, fellDue)
  return isShort ? shortInterval : .minutes(15)
}

@_noAllocation @_noLocks
private func isWithin(_ span: Interval, of begin: Instant, _ instant: Instant) -> Bool {
  instant >= begin && instant.since(begin) < span
}

/// How often a blood pressure is due after a start or an increase.
private var shortInterval: Interval { @_noAllocation @_noLocks get { .minutes(5) } }

/// How often a sedation score is due.
@_noAllocation @_noLocks
private func scoreInterval(_ reading: ScoreReading?) -> Interval {
  guard let reading, reading.scale == .poss, reading.value == 3 else { return scoreTime }
  return .minutes(5)
}

/// How often any score is due.
private var scoreTime: Interval { @_noAllocation @_noLocks get { .minutes(15) } }

/// A number of minutes together with the observation that it is about, a bit for each, as findings carry them.
@_noAllocation @_noLocks
func observationCode(_ signal: RequiredSignal, _ minutes: Int64) -> Int64 {
  Int64(1) << (48 + Int64(signal.rawValue)) | (minutes < 1 << 40 ? minutes : 1 << 40)
}

public import Quantities

// Scripted events: what `infusion-sim fault patient` does.

extension Patient {
  /// Begins a scripted event: a sign goes to its target at its own speed, stays there for `hold` (nil: until cleared), then
  /// recovers; a sentence that tells what happens. A second event of the same sign replaces the first.
  ///
  /// Throws a sentence when the patient cannot do this fault, or is beyond that target already.
  public mutating func inject(_ fault: Fault, for hold: Interval?) throws(FaultRefusal) -> String {
    try fault.check()
    switch fault {
    case .desaturate(let percent): return try desaturate(to: percent, for: hold)
    case .tachycardia(let rate), .bradycardia(let rate): return try changeRate(to: rate, as: fault, for: hold)
    case .apnea: return try stopBreathing(for: hold)
    case .hypoventilation(let rate): return try slowBreathing(to: rate, for: hold)
    case .hypertension(let pressure), .hypotension(let pressure): return try changePressure(to: pressure, as: fault, for: hold)
    case .sedation(let score): return try sedate(to: score, for: hold)
    case .distress(let score): return try distress(to: score, for: hold)
    case .vomiting: return vomit(for: hold)
    case .sensorOff, .freeze, .bias, .silent, .corrupt, .occlusion, .reboot, .loseReply, .impostor, .firmware, .stuckLamp,
      .call:
      let names = Fault.all().filter(\.isOfPatient).map(\.name)
      throw FaultRefusal("a patient cannot do \(fault.name); a patient does \(names.joined(separator: ", "))")
    }
  }

  /// The names of the events that are going on.
  public var faults: [String] { script.names }

  /// Ends the events: the signs recover from now on.
  public mutating func clearFaults() -> String {
    let names = faults
    let recoveries = script.clear()
    guard !names.isEmpty else { return "no fault was active" }
    return "ended: \(names.joined(separator: ", ")); \(recoveries.joined(separator: ", "))"
  }

  private mutating func desaturate(to percent: Int, for hold: Interval?) throws(FaultRefusal) -> String {
    let (target, now) = (Double(percent), signs.saturation)
    guard target < now else {
      throw FaultRefusal("SpO2 is already \(whole(now)) %; let it fall further, for example --to \(percent - 5)")
    }
    script.saturation.event = .init(.desaturate(to: percent), target: target, rises: false, hold: hold)
    let then = stays(hold, "recovers at 1.5 %/s")
    return "SpO2 falls from \(whole(now)) % to \(percent) % at 2 %/s (\(seconds(now - target, at: 2)) s), \(then)"
  }

  private mutating func changeRate(to rate: Int, as fault: Fault, for hold: Interval?) throws(FaultRefusal) -> String {
    let distance = Double(rate) - signs.heartRate
    let rises = if case .tachycardia = fault { true } else { false }
    let now = whole(signs.heartRate)
    guard rises ? distance > 0 : distance < 0 else {
      throw FaultRefusal("the heart rate is already \(now) /min; let it \(rises ? "rise" : "fall") further, or clear first")
    }
    script.heartRate.event = .init(fault, target: Double(rate), rises: rises, hold: hold)
    let then = stays(hold, "recovers as fast")
    return "heart rate \(rises ? "rises" : "falls") from \(now) to \(rate) /min at 5/min per second "
      + "(\(seconds(distance, at: 5)) s), \(then)"
  }

  private mutating func stopBreathing(for hold: Interval?) throws(FaultRefusal) -> String {
    guard signs.respirationRate > 0 else { throw FaultRefusal("the patient is already not breathing") }
    script.breathing.event = .init(.apnea, target: 0, rises: false, isSudden: true, hold: hold)
    return "stops breathing \(untilText(hold)): no EtCO2 is read, and SpO2 falls below 90 % within a minute, when the "
      + "store of oxygen is used up; breathing then comes back at 1/min per second"
  }

  private mutating func slowBreathing(to rate: Int, for hold: Interval?) throws(FaultRefusal) -> String {
    let (target, now) = (Double(rate), signs.respirationRate)
    guard target < now else {
      throw FaultRefusal("breathing is already at \(whole(now)) /min; let it slow down further, or clear first")
    }
    script.breathing.event = .init(.hypoventilation(to: rate), target: target, rises: false, hold: hold)
    return "breathing slows from \(whole(now)) to \(rate) /min at 1/min per second (\(seconds(now - target, at: 1)) s), "
      + "\(stays(hold, "recovers as fast")); EtCO2 rises and SpO2 falls over minutes"
  }

  private mutating func changePressure(to pressure: Int, as fault: Fault, for hold: Interval?) throws(FaultRefusal) -> String {
    let distance = Double(pressure) - signs.systolic
    let rises = if case .hypertension = fault { true } else { false }
    let now = whole(signs.systolic)
    guard rises ? distance > 0 : distance < 0 else {
      let further = rises ? "rise" : "fall"
      throw FaultRefusal("the systolic pressure is already \(now) mmHg; let it \(further) further, or clear first")
    }
    script.systolic.event = .init(fault, target: Double(pressure), rises: rises, hold: hold)
    return "systolic pressure \(rises ? "rises" : "falls") from \(now) to \(pressure) mmHg at 2 mmHg/s "
      + "(\(seconds(distance, at: 2)) s), the diastolic with it by 0.6 of that, \(stays(hold, "recovers as fast"))"
  }

  private mutating func sedate(to score: Int, for hold: Interval?) throws(FaultRefusal) -> String {
    guard score > signs.poss else {
      throw FaultRefusal("sedation is already POSS \(signs.poss); let it deepen further, or clear first")
    }
    let target = Scale.sedation(poss: score)
    script.sedation.event = .init(.sedation(to: score), target: target, rises: true, hold: hold)
    return "sedation deepens from POSS \(signs.poss) to POSS \(score), RASS \(Scale.rass(sedation: target)) "
      + "(\(seconds(target - signs.sedation, at: 0.02)) s), \(stays(hold, "passes within a minute"))"
  }

  private mutating func distress(to score: Int, for hold: Interval?) throws(FaultRefusal) -> String {
    guard score > signs.distress else {
      throw FaultRefusal("distress is already \(signs.distress) of 10; let it rise further, or clear first")
    }
    script.distress.event = .init(.distress(to: score), target: Double(score), rises: true, hold: hold)
    return "distress rises from \(signs.distress) to \(score) of 10 at a point per second (\(score - signs.distress) s), "
      + stays(hold, "passes by a point in 10 s")
  }

  private mutating func vomit(for hold: Interval?) -> String {
    script.nausea.event = .init(.vomiting, target: Scale.most, rises: true, isSudden: true, hold: hold)
    return "vomits \(untilText(hold)), with nausea 10 of 10; nausea then passes by a point in 20 s"
  }

  private func whole(_ value: Double) -> Int { Int(value.rounded()) }

  /// How long a way takes, rounded up.
  private func seconds(_ distance: Double, at speed: Double) -> Int { Int((distance.magnitude / speed).rounded(.up)) }

  private func stays(_ hold: Interval?, _ then: String) -> String {
    hold.map { "stays there for \($0) and \(then)" } ?? "stays there until cleared"
  }
}

import Quantities

/// The scripted events of a patient: for each sign that one can move, how far it is moved and by what.
struct Script: Hashable, Sendable {
  /// SpO2 falls at 2 percent points per second and recovers at 1.5.
  var saturation = Displacement(risePerSecond: 1.5, fallPerSecond: 2)
  /// Heart rate goes and recovers at 5/min per second.
  var heartRate = Displacement(risePerSecond: 5, fallPerSecond: 5)
  /// Breathing slows and recovers at 1/min per second.
  var breathing = Displacement(risePerSecond: 1, fallPerSecond: 1)
  /// Pressure goes and recovers at 2 mmHg/s, diastolic with it.
  var systolic = Displacement(risePerSecond: 2, fallPerSecond: 2)
  /// Sedation deepens by 0.02 a second, POSS 4 in half a minute, and passes half as fast.
  var sedation = Displacement(risePerSecond: 0.02, fallPerSecond: 0.01)
  /// Distress rises by a point a second and passes at a tenth of that.
  var distress = Displacement(risePerSecond: 1, fallPerSecond: 0.1)
  /// Nausea passes by a point in 20 s after vomiting.
  var nausea = Displacement(risePerSecond: 2, fallPerSecond: 0.05)

  /// Where the signs would be without events, in their units.
  struct Undisturbed {
    let saturation: Double
    let heartRate: Double
    let breathing: Double
    let systolic: Double
    let sedation: Double
    let distress: Double
    let nausea: Double
  }

  /// What goes on, with how the sign recovers, in words.
  private var events: [(event: Displacement.Event, recovers: String)] {
    let signs = [
      (saturation, "SpO2 recovers at 1.5 %/s"), (heartRate, "heart rate recovers at 5/min per second"),
      (breathing, "breathing recovers at 1/min per second"), (systolic, "pressure recovers at 2 mmHg/s"),
      (sedation, "sedation passes within a minute"), (distress, "distress passes by a point in 10 s"),
      (nausea, "vomiting ends and nausea passes by a point in 20 s"),
    ]
    return signs.compactMap { sign, recovers in sign.event.map { ($0, recovers) } }
  }

  /// Lets one step pass that ends at `now`.
  mutating func move(from undisturbed: Undisturbed, at now: Instant) {
    saturation.move(from: undisturbed.saturation, at: now)
    heartRate.move(from: undisturbed.heartRate, at: now)
    breathing.move(from: undisturbed.breathing, at: now)
    systolic.move(from: undisturbed.systolic, at: now)
    sedation.move(from: undisturbed.sedation, at: now)
    distress.move(from: undisturbed.distress, at: now)
    nausea.move(from: undisturbed.nausea, at: now)
  }

  /// The names of the events that are going on.
  var names: [String] { events.map(\.event.fault.name) }

  /// Ends every event; how each sign that one was about recovers.
  mutating func clear() -> [String] {
    defer {
      (saturation.event, heartRate.event, breathing.event, systolic.event) = (nil, nil, nil, nil)
      (sedation.event, distress.event, nausea.event) = (nil, nil, nil)
    }
    return events.map(\.recovers)
  }
}

import Quantities

/// How far a scripted event moves one sign from where it would be, and what moves it.
///
/// An event moves its sign to a target at the sign's own speed, keeps it there for its time, even while the drug moves what is
/// below it, and lets it go. It only ever pulls its own way: a fast heart that is faster by itself is not slowed.
struct Displacement: Hashable, Sendable {
  /// What was scripted.
  struct Event: Hashable, Sendable {
    let fault: Fault
    let target: Double
    let rises: Bool
    /// Whether it is there at once, as breath that stops.
    let isSudden: Bool
    let hold: Interval?
    var reachedAt: Instant?

    init(_ fault: Fault, target: Double, rises: Bool, isSudden: Bool = false, hold: Interval?) {
      self.fault = fault
      self.target = target
      self.rises = rises
      self.isSudden = isSudden
      self.hold = hold
    }
  }

  /// Added to the sign.
  private(set) var shift = 0.0
  /// What goes on; nil when nothing does, though the sign may still be on its way back.
  var event: Event?
  /// How far the sign can rise and fall in one step.
  let rise: Double
  let fall: Double

  /// A sign that rises and falls at these speeds, units per second; `step` is the length of a step in seconds.
  init(risePerSecond: Double, fallPerSecond: Double, step: Double = 0.1) {
    rise = risePerSecond * step
    fall = fallPerSecond * step
  }

  /// Lets one step pass that ends at `now`; without events the sign would be at `undisturbed`.
  mutating func move(from undisturbed: Double, at now: Instant) {
    let aim = event.map { $0.rises ? max(0, $0.target - undisturbed) : min(0, $0.target - undisturbed) } ?? 0
    let isNear = event?.isSudden == true || -fall...rise ~= aim - shift
    shift = isNear ? aim : shift + (aim > shift ? rise : -fall)
    guard let current = event else { return }
    if current.reachedAt == nil, isNear { event?.reachedAt = now }
    if let reached = event?.reachedAt, let hold = current.hold, now >= reached + hold { event = nil }
  }
}

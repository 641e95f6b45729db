import ControlAPI

/// How a channel reads on a screen.
enum ChannelText {
  /// The whole channel, line by line.
  static func lines(_ channel: ChannelDocument, program: String) -> [String] {
    var lines = ["\(simulation(channel))\(printable(channel.channel))  \(PhaseText.headline(channel))"]
    func add(_ name: String, _ text: String) { lines.append("  " + padded(name, 13) + text) }
    if Figures.isLonger(channel.snapshotAge, than: 1) {
      add("!!!", "control does not move: this was true \(Figures.time(channel.snapshotAge)) ago. Look at the pump itself.")
    }
    if let mode = channel.mode {
      add("mode", printable("\(mode)\(channel.modeAdvice.map { ": \($0)" } ?? "")"))
      if let exit = channel.modeExit { add("", "ends with: \(printable(exit))") }
    }
    if let cause = PhaseText.cause(channel) {
      add("why", "\(cause)  (more: \(program) explain \(shellQuoted(channel.channel)))")
    }
    if let order = channel.order {
      add(
        "order",
        "\(order.drug) \(order.concentration), protocol \(order.protocol), patient \(order.patient), \(order.weight), "
          + "\(Figures.amount(order.total)) in \(Figures.time(order.duration))")
    }
    add("rate", Figures.rate(channel.rate))
    if let before = channel.rateBeforePause { add("before pause", "\(Figures.rate(before)); a resume is at most that") }
    if let step = step(channel) { add("step", step) }
    if channel.order != nil { add("delivered", delivered(channel)) }
    if let lines = channel.prediction.map(PredictedText.lines) {
      for (index, line) in lines.enumerated() { add(index == 0 ? "predicted" : "", line) }
    } else if channel.order != nil {
      add("predicted", "unknown until the pump has been read")
    }
    if channel.session != nil {
      add("time", "\(Figures.time(channel.elapsed)) infused" + (channel.timeLeft.map { ", \(Figures.time($0)) left" } ?? ""))
    }
    add("vitals", channel.vitals.map(vital).joined(separator: "   "))
    for limit in channel.changedLimits { add("limits", LimitText.changed(limit)) }
    for observation in channel.observations { add("observed", self.observation(observation)) }
    if let baseline = channel.baselineSystolic { add("baseline", "systolic \(baseline) mmHg before the infusion") }
    add("pump", pump(channel.pump))
    people(channel, program).forEach { add("in charge", $0) }
    for alarm in channel.alarms {
      add(alarm.mark, AlarmText.line(alarm))
      add("", "-> \(printable(alarm.advice))")
    }
    toDo(channel, program).forEach { add($0.name, $0.text) }
    return lines
  }

  /// The channel in one line, for `watch`.
  static func line(_ channel: ChannelDocument, time: String) -> String {
    var parts = ["\(clock(time)) \(simulation(channel))\(printable(channel.channel)) \(PhaseText.short(channel))"]
    if Figures.isLonger(channel.snapshotAge, than: 1) {
      parts.append("!!! control does not move, \(Figures.time(channel.snapshotAge)) old")
    }
    parts.append(
      ([Figures.flow(channel.rate.flow)] + [channel.rate.dose.map(Figures.dose)].compactMap { $0 }).joined(separator: " "))
    if let mass = Figures.deliveredMass(channel.delivered), let total = channel.order?.total.mass {
      parts.append("\(mass) of \(Figures.mass(total))")
      if let left = channel.timeLeft { parts.append("\(Figures.time(left)) left") }
    }
    if let prediction = channel.prediction { parts.append(PredictedText.short(prediction)) }
    if let order = channel.order { parts.append(printable("\(order.patient), \(order.drug) \(order.concentration)")) }
    if let mode = channel.mode { parts.append(printable(mode)) }
    if let step = channel.step, let count = channel.order?.steps.count, count > 1 {
      parts.append("step \(step) of \(count)" + (channel.nextStepRate == nil ? "" : ", hold point"))
    }
    parts.append(channel.vitals.map(vital).joined(separator: " "))
    if !channel.changedLimits.isEmpty { parts.append("limits CHANGED") }
    if channel.pump.link != "up" { parts.append("pump \(channel.pump.link)") }
    if channel.stopLatched { parts.append("stop latched") }
    if mustReconcile(channel) { parts.append("needs reconcile") }
    if let alarm = channel.alarms.first {
      let more = channel.alarms.count > 1 ? " (and \(channel.alarms.count - 1) more)" : ""
      parts.append(AlarmText.short(alarm) + more)
    }
    return parts.joined(separator: " | ")
  }

  /// What a person has to do, or has to wait for, each with its name in the list.
  private static func toDo(_ channel: ChannelDocument, _ program: String) -> [(name: String, text: String)] {
    var list: [(name: String, text: String)] = []
    let name = shellQuoted(channel.channel)
    if mustReconcile(channel) {
      list.append(("reconcile", "look at the pump and the patient, then: \(program) session reconcile \(name)"))
    }
    if channel.stopLatched {
      // Before the reconcile a reset is refused in most phases.
      let when = mustReconcile(channel) ? "after the reconcile, when all is well" : "when all is well"
      list.append(("latched", "a stop is latched; \(when): \(program) session reset \(name)"))
    }
    if let needs = channel.needs, let text = ReadBackText.summary(needs) {
      list.append(("read back", "\(text); its token is good for 60 s"))
    }
    for (index, blocker) in blockers(channel).enumerated() {
      list.append((index == 0 ? blockedLabel(channel.phase) : "", blocker))
    }
    if channel.phase == "paused", let since = channel.resumableFor {
      list.append(("resume", "signals have been normal for \(Figures.time(since))"))
    }
    if let next = PhaseText.next(channel, program: program) { list.append(("next", next)) }
    return list
  }

  /// What keeps the next start, resume or raise from being made, where one is possible at all.
  static func blockers(_ channel: ChannelDocument) -> [String] {
    var reasons = channel.startBlockers.map(\.reason)
    switch channel.phase {
    case "stopping", "stopped", "recovering", "completed", "link-lost", "manual", "interrupted", "pausing": return []
    default: break
    }
    if let blocker = channel.increaseBlocker, blocker.code != "blocked" {
      // What has a line of its own is not said twice.
      let isSaid = blocker.code == "stop-latched" || blocker.code == "needs-reconcile"
      if !isSaid { reasons.insert(blocker.reason, at: 0) }
    }
    return reasons.map(printable)
  }

  /// Whether a person has to reconcile before anything goes on.
  static func mustReconcile(_ channel: ChannelDocument) -> Bool {
    channel.needsReconcile || ["link-lost", "manual", "interrupted"].contains(channel.phase)
  }

  /// Which step of the order runs, and what its hold point waits for; nil for an order of one step.
  private static func step(_ channel: ChannelDocument) -> String? {
    guard let step = channel.step, let steps = channel.order?.steps, steps.count > 1 else { return nil }
    guard let next = channel.nextStepRate else { return "\(step) of \(steps.count)" }
    return "\(step) of \(steps.count), at its hold point; the next step is \(Figures.rate(next))"
  }

  /// Who answers for the patient, and who is about to.
  private static func people(_ channel: ChannelDocument, _ program: String) -> [String] {
    let holder = channel.responsible.map(printable)
    guard let to = channel.handoverTo else { return [holder].compactMap { $0 } }
    let take = "\(program) handover \(shellQuoted(channel.channel)) --to \(shellQuoted(to))"
    return ["\(holder ?? "nobody yet"); offered to \(printable(to)), who takes the patient with: \(take)"]
  }

  /// What a person entered: value, age, who.
  static func observation(_ observation: ObservationDocument) -> String {
    let unit = observation.unit.map { " \($0)" } ?? ""
    return printable(
      "\(observation.name) \(observation.value)\(unit), \(Figures.time(observation.age)) ago by \(observation.by)")
  }

  /// Drug and fluid delivered, as intervals, of what was ordered.
  static func delivered(_ channel: ChannelDocument) -> String {
    let volume = Figures.deliveredVolume(channel.delivered)
    guard let mass = Figures.deliveredMass(channel.delivered), let total = channel.order?.total, let ordered = total.mass else {
      return volume
    }
    return "\(mass) of \(Figures.mass(ordered)) (\(volume) of \(Figures.volume(total.volume)))"
  }

  /// A vital sign: of one monitor, or of two, the worse one marked (SR-048).
  static func vital(_ vital: VitalDocument) -> String {
    let first = reading(vital.quality, vital.value, vital.unit, vital.age)
    guard let second = vital.second else { return "\(vital.signal) \(first)" }
    let other = reading(second.quality, second.value, vital.unit, second.age)
    func marked(_ name: String) -> String { vital.worse == name ? " <- worse" : "" }
    return "\(vital.signal) \(first)\(marked("first")), second monitor \(other)\(marked("second"))"
  }

  /// A value; its age where it is old, and a word where it is not good.
  private static func reading(_ quality: String, _ value: Int?, _ unit: String, _ age: String?) -> String {
    let age = age.map { Figures.isLonger($0, than: 3) ? " (\(Figures.time($0)) old)" : "" } ?? ""
    switch (quality, value) {
    case ("good", let value?): return "\(number(value, unit))\(age)"
    case ("questionable", let value?): return "\(number(value, unit))?\(age)"
    case ("sensor-off", _): return "sensor off\(age)"
    case ("none", _): return "never seen"
    default: return "missing\(age)"
    }
  }

  private static func number(_ value: Int, _ unit: String) -> String {
    unit.hasPrefix("/") ? "\(value)\(unit)" : "\(value) \(unit)"
  }

  static func pump(_ pump: PumpDocument) -> String {
    var text = pump.link
    if let state = pump.state, let rate = pump.rate, let age = pump.age {
      // What is not heard any more is told as what it was.
      guard pump.link == "up" else { return text + "; \(Figures.time(age)) ago it was \(state) at \(Figures.flow(rate))" }
      text += ", \(state) at \(Figures.flow(rate)), read \(Figures.time(age)) ago"
    }
    return text + (pump.receipt == "uncertain" ? ", last command uncertain" : "")
  }

  /// What it is that the blockers do not let happen.
  private static func blockedLabel(_ phase: String) -> String {
    switch phase {
    case "infusing", "reduced": "no raise"
    case "paused": "no resume"
    default: "no start"
    }
  }

  private static func simulation(_ channel: ChannelDocument) -> String { channel.simulation ? "SIMULATION " : "" }

  /// The time of day of an RFC 3339 label in UTC.
  private static func clock(_ time: String) -> String {
    let parts = time.split(separator: "T")
    return parts.count == 2 ? "\(parts[1].prefix(8))Z" : printable(time)
  }

  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}

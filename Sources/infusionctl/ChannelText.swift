import ControlAPI

/// How a channel reads on a screen.
enum ChannelText {
  /// The whole channel, line by line.
  static func lines(_ channel: ChannelDocument, program: String) -> [String] {
    var lines = ["\(simulation(channel))\(printable(channel.channel))  \(channel.phase)\(cause(channel))"]
    func add(_ name: String, _ text: String) { lines.append("  " + padded(name, 11) + text) }
    if Figures.isLonger(channel.snapshotAge, than: 1) {
      add("!!!", "control does not move: this was true \(Figures.time(channel.snapshotAge)) ago. Look at the pump itself.")
    }
    if let order = channel.order {
      add(
        "order",
        "\(order.drug) \(order.concentration), protocol \(order.protocol), patient \(order.patient), \(order.weight), "
          + "\(Figures.amount(order.total)) in \(Figures.time(order.duration))")
    }
    add("rate", Figures.rate(channel.rate))
    if channel.order != nil { add("delivered", delivered(channel)) }
    if channel.session != nil {
      add("time", "\(Figures.time(channel.elapsed)) infused" + (channel.timeLeft.map { ", \(Figures.time($0)) left" } ?? ""))
    }
    add("vitals", channel.vitals.map(vital).joined(separator: "   "))
    add("pump", pump(channel.pump))
    for alarm in channel.alarms {
      add(alarm.mark, AlarmText.line(alarm))
      add("", "-> \(alarm.advice)")
    }
    if channel.stopLatched { add("latched", "a stop is latched; when all is well: \(program) session reset \(channel.channel)") }
    if channel.needsReconcile {
      add("reconcile", "look at the pump, then: \(program) session reconcile \(channel.channel)")
    }
    if !channel.startBlockers.isEmpty {
      add(blockedLabel(channel.phase), channel.startBlockers.map(\.reason).joined(separator: "; "))
    }
    if channel.phase == "paused", let since = channel.resumableFor {
      add("resume", "nothing has spoken against it for \(Figures.time(since))")
    }
    return lines
  }

  /// The channel in one line, for `watch`.
  static func line(_ channel: ChannelDocument, time: String) -> String {
    var parts = ["\(clock(time)) \(simulation(channel))\(printable(channel.channel)) \(channel.phase)"]
    if Figures.isLonger(channel.snapshotAge, than: 1) {
      parts.append("!!! control does not move, \(Figures.time(channel.snapshotAge)) old")
    }
    parts.append(
      ([Figures.flow(channel.rate.flow)] + [channel.rate.dose.map(Figures.dose)].compactMap { $0 }).joined(separator: " "))
    if let mass = Figures.deliveredMass(channel.delivered), let total = channel.order?.total.mass {
      parts.append("\(mass) of \(Figures.mass(total))")
      if let left = channel.timeLeft { parts.append("\(Figures.time(left)) left") }
    }
    parts.append(channel.vitals.map(vital).joined(separator: " "))
    if channel.pump.link != "up" { parts.append("pump \(channel.pump.link)") }
    if channel.stopLatched { parts.append("stop latched") }
    if channel.needsReconcile { parts.append("needs reconcile") }
    if let alarm = channel.alarms.first {
      let more = channel.alarms.count > 1 ? " (and \(channel.alarms.count - 1) more)" : ""
      parts.append(AlarmText.short(alarm) + more)
    }
    return parts.joined(separator: " | ")
  }

  /// Drug and fluid delivered, as intervals, of what was ordered.
  static func delivered(_ channel: ChannelDocument) -> String {
    let volume = Figures.deliveredVolume(channel.delivered)
    guard let mass = Figures.deliveredMass(channel.delivered), let total = channel.order?.total, let ordered = total.mass else {
      return volume
    }
    return "\(mass) of \(Figures.mass(ordered)) (\(volume) of \(Figures.volume(total.volume)))"
  }

  /// A vital sign; its age where it is old, and a word where it is not good.
  static func vital(_ vital: VitalDocument) -> String {
    let age = vital.age.map { Figures.isLonger($0, than: 3) ? " (\(Figures.time($0)) old)" : "" } ?? ""
    switch (vital.quality, vital.value) {
    case ("good", let value?): return "\(vital.signal) \(number(value, vital.unit))\(age)"
    case ("questionable", let value?): return "\(vital.signal) \(number(value, vital.unit))?\(age)"
    case ("sensor-off", _): return "\(vital.signal) sensor off\(age)"
    case ("none", _): return "\(vital.signal) never seen"
    default: return "\(vital.signal) missing\(age)"
    }
  }

  private static func number(_ value: Int, _ unit: String) -> String {
    unit.hasPrefix("/") ? "\(value)\(unit)" : "\(value) \(unit)"
  }

  private static func pump(_ pump: PumpDocument) -> String {
    var text = pump.link
    if let state = pump.state, let rate = pump.rate, let age = pump.age {
      // What is not heard any more is told as what it was.
      guard pump.link == "up" else { return text + "; \(Figures.time(age)) ago it was \(state) at \(Figures.flow(rate))" }
      text += ", \(state) at \(Figures.flow(rate)), read \(Figures.time(age)) ago"
    }
    return text + (pump.receipt == "uncertain" ? ", last command uncertain" : "")
  }

  /// Why the channel is in its phase, in brackets; that the pump shows the flow is not said of a pump that is not heard.
  private static func cause(_ channel: ChannelDocument) -> String {
    switch (channel.phase, channel.pump.link) {
    case ("idle", _): ""
    case ("infusing", "up"): "  (\(channel.causeText))"
    case ("infusing", _): "  (the pump is NOT HEARD; it may still run as last ordered)"
    default: "  (\(channel.causeText))"
    }
  }

  /// What it is that the blockers do not let happen.
  private static func blockedLabel(_ phase: String) -> String {
    switch phase {
    case "infusing": "no raise"
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

/// How an alarm reads.
enum AlarmText {
  /// The alarm without its mark.
  static func line(_ alarm: AlarmDocument) -> String {
    let state = [alarm.acknowledged ? "acknowledged" : nil, alarm.present ? nil : "cause gone"].compactMap { $0 }
    let words = state.isEmpty ? "" : ", " + state.joined(separator: ", ")
    return Terminal.colored(
      "\(printable(alarm.sentence)) [\(printable(alarm.id)), \(Figures.time(alarm.age)) ago\(words)]", priority: alarm.priority)
  }

  /// Mark and sentence.
  static func short(_ alarm: AlarmDocument) -> String {
    Terminal.colored("\(alarm.mark) \(printable(alarm.sentence))", priority: alarm.priority)
  }
}

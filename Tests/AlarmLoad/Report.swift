import Safety

/// The figures, for people: one column for each arm.
func report(_ results: [ArmResult]) -> [String] {
  func row(_ name: String, _ value: (ArmResult) -> String) -> String {
    name.padded(to: 40) + results.map { value($0).padded(to: 18) }.joined()
  }
  func rate(_ name: String, _ value: @escaping (LoadCount) -> Double) -> String {
    row(name) { value($0.infusion).text + " /h" }
  }
  var lines = [
    row("from the start to the end of the infusion") { $0.arm.name },
    row("patient-hours (sessions)") { "\(Int($0.infusion.hours)) (\($0.sessions))" },
    rate("alarms") { $0.alarms },
    rate("  high") { $0.alarms(.high) },
    rate("  medium") { $0.alarms(.medium) },
    rate("  low, prompts") { $0.alarms(.low) },
    rate("  of a limit of a vital sign") { $0.limitAlarms },
    rate("escalations from medium to high") { $0.perHour($0.escalations) },
    rate("calls of the second contact") { $0.perHour($0.secondContacts) },
    rate("bursts heard") { $0.perHour($0.bursts) },
    rate("automatic pauses") { $0.pausesPerHour },
    row("share of time with any alarm on") { ($0.infusion.alarmShare * 100).text + " %" },
    row("sessions stopped by an interlock") { ($0.stoppedShare * 100).text + " %" },
    row("alarms in the recovery, of hours") { "\($0.recovery.alarms.text) /h of \(Int($0.recovery.hours))" },
  ]
  for result in results {
    let sorted = result.infusion.raised.sorted { ($0.value, $1.key.rawValue) > ($1.value, $0.key.rawValue) }
    let top = sorted.prefix(5).map { "\($0.key.code) \(result.infusion.perHour($0.value).text)" }
    lines.append("\(result.arm.name), most alarms per hour: \(top.joined(separator: ", "))")
    let pauses = result.infusion.pauses.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
    let causes = pauses.map { "\($0.key) \(result.infusion.perHour($0.value).text)" }
    if !causes.isEmpty { lines.append("\(result.arm.name), pauses per hour: \(causes.joined(separator: ", "))") }
  }
  return lines
}

extension Double {
  /// With two decimals.
  var text: String {
    guard isFinite else { return "no number" }
    let hundredths = Int((self * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}

extension String {
  /// Filled up with spaces.
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}

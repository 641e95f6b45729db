import Safety

/// One line of the budget; the reasons are in docs/ALARM-LOAD.md.
struct Budget: Sendable {
  let name: String
  /// The most that the value may be.
  let most: Double
  let value: @Sendable ([LoadArm: ArmResult]) -> Double?

  static let all: [Budget] = [
    Budget("quiet: alarms of any priority per hour", 1, of: .quiet) { $0.infusion.alarms },
    Budget("quiet: high alarms per hour", 0, of: .quiet) { $0.infusion.alarms(.high) },
    Budget("quiet: automatic pauses per hour", 0, of: .quiet) { $0.infusion.pausesPerHour },
    Budget("noisy: alarms of any priority per hour", 6, of: .noisy) { $0.infusion.alarms },
    Budget("noisy: high alarms per hour", 0.6, of: .noisy) { $0.infusion.alarms(.high) },
    Budget("noisy: automatic pauses per hour", 0.6, of: .noisy) { $0.infusion.pausesPerHour },
    Budget("noisy: share of sessions stopped", 0.1, of: .noisy) { $0.stoppedShare },
    Budget("noisy: escalations and calls of the second contact per hour", 0, of: .noisy) {
      $0.infusion.perHour($0.infusion.escalations + $0.infusion.secondContacts)
    },
    Budget("vital sign alarms with delays, as a share of those without", 0.5) { arms in
      guard let with = arms[.noisy]?.infusion.limitAlarms, let without = arms[.noisyWithoutDelays]?.infusion.limitAlarms
      else { return nil }
      return with / without
    },
    // Whoever simulates nothing measures nothing.
    Budget("hours that quiet and noisy are short of 200", 0) { arms in
      guard let quiet = arms[.quiet]?.infusion.hours, let noisy = arms[.noisy]?.infusion.hours else { return nil }
      return max(0, 200 - min(quiet, noisy))
    },
  ]

  init(_ name: String, _ most: Double, value: @escaping @Sendable ([LoadArm: ArmResult]) -> Double?) {
    (self.name, self.most, self.value) = (name, most, value)
  }

  init(_ name: String, _ most: Double, of arm: LoadArm, value: @escaping @Sendable (ArmResult) -> Double) {
    self.init(name, most) { $0[arm].map(value) }
  }

  /// What breaks this line; nil when it holds.
  func breach(in results: [ArmResult]) -> String? {
    let arms = Dictionary(results.map { ($0.arm, $0) }, uniquingKeysWith: { first, _ in first })
    guard let value = value(arms) else { return "\(name): nothing was measured" }
    // What is no number is no success either.
    return value <= most ? nil : "\(name): \(value.text), the most is \(most.text)"
  }
}

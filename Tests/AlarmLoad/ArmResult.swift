import Controller

/// What sessions of one arm came to.
struct ArmResult: Sendable {
  let arm: LoadArm
  private(set) var sessions = 0
  /// Sessions that an interlock ended before the program did.
  private(set) var stopped = 0
  private(set) var infusion = LoadCount()
  private(set) var recovery = LoadCount()

  /// No session yet.
  init(_ arm: LoadArm) { self.arm = arm }

  /// The sessions of these numbers; one in ten is followed through its recovery, the others to the end of the infusion.
  init(_ arm: LoadArm, numbers: Range<Int>) {
    self.arm = arm
    for number in numbers {
      var session = WardSession(arm, number: UInt64(number))
      session.run(throughRecovery: number.isMultiple(of: 10))
      sessions += 1
      infusion.add(session.infusion)
      recovery.add(session.recovery)
      if session.end?.interlock != nil { stopped += 1 }
    }
  }

  /// Adds other sessions of the same arm.
  mutating func add(_ other: ArmResult) {
    sessions += other.sessions
    stopped += other.stopped
    infusion.add(other.infusion)
    recovery.add(other.recovery)
  }

  /// The share of the sessions that an interlock ended before the program did.
  var stoppedShare: Double { sessions > 0 ? Double(stopped) / Double(sessions) : 0 }
}

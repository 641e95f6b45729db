import Testing

@testable import Controller

@Suite("Fallback modes") struct FallbackModeTests {
  /// The mapping, written a second time.
  private static let written: [FallbackMode?: Set<SessionPhase>] = [
    nil: [.idle, .prepared, .awaitingApproval, .awaitingSecondPerson, .closed],
    .normal: [.awaitingJournal, .starting, .infusing],
    .reduced: [.reduced],
    .paused: [.pausing, .paused],
    .linkLost: [.linkLost, .interrupted],
    .manual: [.manual],
    .stopped: [.stopping, .stopped, .recovering, .completed],
  ]

  @Test("SR-086: there are six modes, and every phase is in the one that is written here, or in none") func phases() {
    #expect(FallbackMode.allCases.map(\.name) == ["NORMAL", "REDUCED", "PAUSED", "LINK-LOST", "MANUAL", "STOPPED"])
    #expect(Self.written.values.reduce(0) { $0 + $1.count } == SessionPhase.allCases.count)
    for phase in SessionPhase.allCases {
      #expect(Self.written[phase.fallbackMode]?.contains(phase) == true, "\(phase.name)")
    }
    for mode in FallbackMode.allCases { #expect(Set(mode.phases) == Self.written[mode]) }
  }

  @Test("SR-086: drug may be ordered in NORMAL and REDUCED only, and where a person must look no other mode hides it")
  func flow() {
    for phase in SessionPhase.allCases {
      if phase.allowsFlow { #expect(phase.fallbackMode == .normal || phase.fallbackMode == .reduced, "\(phase.name)") }
      if phase.needsPerson { #expect(phase.fallbackMode == .linkLost || phase.fallbackMode == .manual, "\(phase.name)") }
      if phase.hasEnded { #expect(phase.fallbackMode == .stopped, "\(phase.name)") }
      if phase.hasNoSession || phase.isUnstarted { #expect(phase.fallbackMode == nil, "\(phase.name)") }
    }
  }

  @Test("SR-086: every mode says what begins it, what ends it and what a person must do", arguments: FallbackMode.allCases)
  func texts(mode: FallbackMode) {
    for text in [mode.entry, mode.exit, mode.advice] {
      #expect(text.count > 20 && text.hasSuffix(".") && text.first?.isUppercase == true, "\(mode.name): \(text)")
    }
    for others in FallbackMode.allCases where others != mode {
      #expect(others.entry != mode.entry && others.exit != mode.exit && others.advice != mode.advice)
    }
  }
}

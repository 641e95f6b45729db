import Controller
import Testing

private let events: [PhaseEvent] = [
  .prepare, .confirmStart, .confirmResume, .durable, .withdrawStart, .withdrawResume, .flowObserved, .pause, .stop, .finish,
  .zeroObservedAfterPause, .zeroObservedAfterStop, .zeroObservedAfterFinish, .reconcile, .reconcileAfterStop, .close,
]

/// The table as the design says it, written out a second time: what is not here is not legal.
private let legal: [SessionPhase: [PhaseEvent: SessionPhase]] = [
  .idle: [.prepare: .prepared],
  .prepared: [.prepare: .prepared, .confirmStart: .awaitingJournal, .stop: .stopping, .close: .idle],
  .awaitingJournal: [.durable: .starting, .withdrawStart: .prepared, .withdrawResume: .paused, .stop: .stopping],
  .starting: [.flowObserved: .infusing, .pause: .pausing, .stop: .stopping],
  .infusing: [.pause: .pausing, .stop: .stopping, .finish: .stopping],
  .pausing: [.zeroObservedAfterPause: .paused, .stop: .stopping],
  .paused: [.confirmResume: .awaitingJournal, .stop: .stopping, .close: .idle],
  .stopping: [.stop: .stopping, .zeroObservedAfterStop: .stopped, .zeroObservedAfterFinish: .completed],
  .stopped: [.close: .idle],
  .completed: [.close: .idle],
  .interrupted: [.reconcile: .paused, .reconcileAfterStop: .stopped, .stop: .stopping],
]

@Suite struct PhaseTableTests {
  @Test("SR-088: every pair of phase and event is decided as the design says", arguments: SessionPhase.allCases)
  func everyPair(phase: SessionPhase) {
    for event in events { #expect(phase.next(on: event) == legal[phase]?[event], "\(phase) on \(event)") }
  }

  @Test("the events of this test are all there are")
  func complete() {
    // A new case makes this switch incomplete, and with it the list above.
    for event in events {
      switch event {
      case .prepare, .confirmStart, .confirmResume, .durable, .withdrawStart, .withdrawResume, .flowObserved: continue
      case .pause, .stop, .finish, .zeroObservedAfterPause, .zeroObservedAfterStop, .zeroObservedAfterFinish: continue
      case .reconcile, .reconcileAfterStop, .close: continue
      }
    }
    #expect(Set(events).count == 16)
  }

  @Test("SR-022: no path leads to flow that does not pass awaitingJournal, from wherever it begins")
  func flowPassesTheJournal() {
    for start in SessionPhase.allCases where !start.allowsFlow && start != .awaitingJournal {
      let reached = reachable(from: start, avoiding: .awaitingJournal)
      #expect(reached.allSatisfy { !$0.allowsFlow }, "from \(start)")
    }
  }

  @Test("every path away from flow passes pausing or stopping, where zero must be observed")
  func flowEndsObserved() {
    for start in [SessionPhase.starting, .infusing] {
      for event in events {
        guard let next = start.next(on: event), !next.allowsFlow else { continue }
        #expect(next == .pausing || next == .stopping)
      }
    }
    #expect(Set(events.compactMap { SessionPhase.pausing.next(on: $0) }) == [.paused, .stopping])
    #expect(Set(events.compactMap { SessionPhase.stopping.next(on: $0) }) == [.stopped, .completed, .stopping])
  }

  @Test("after a stop or completion the only way is to close, and a session is never left for ever")
  func ends() {
    for phase in [SessionPhase.stopped, .completed] {
      #expect(reachable(from: phase, avoiding: .idle) == [phase])
    }
    for phase in SessionPhase.allCases { #expect(reachable(from: phase, avoiding: nil).contains(.idle)) }
    // The restart's phase is only ever entered by a restart.
    for phase in SessionPhase.allCases where phase != .interrupted {
      #expect(!reachable(from: phase, avoiding: nil).contains(.interrupted))
    }
  }

  @Test("stop is legal in every phase with an open session that is not over")
  func stopIsLegal() {
    for phase in SessionPhase.allCases {
      #expect((phase.next(on: .stop) != nil) == (phase.isSessionOpen && !phase.isOver))
      if phase.allowsFlow { #expect(phase.next(on: .pause) == .pausing) }
    }
    #expect(Set(SessionPhase.allCases.map(\.name)).count == SessionPhase.allCases.count)
  }

  private func reachable(from start: SessionPhase, avoiding wall: SessionPhase?) -> Set<SessionPhase> {
    var reached: Set<SessionPhase> = [start]
    var edge = [start]
    while let phase = edge.popLast() {
      for event in events {
        guard let next = phase.next(on: event), next != wall, reached.insert(next).inserted else { continue }
        edge.append(next)
      }
    }
    return reached
  }
}

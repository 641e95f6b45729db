import Controller
import Testing

/// The table as the design says it, written out a second time: what is not here is not legal.
private let legal: [SessionPhase: [PhaseEvent: SessionPhase]] = [
  .idle: [.prepare: .prepared, .prepareUnapproved: .awaitingApproval, .prepareUnseconded: .awaitingSecondPerson],
  .closed: [.prepare: .prepared, .prepareUnapproved: .awaitingApproval, .prepareUnseconded: .awaitingSecondPerson],
  .prepared: [
    .confirmStart: .awaitingJournal, .stop: .stopping, .close: .closed, .closeEarly: .closed, .expire: .closed,
  ],
  .awaitingApproval: [
    .approve: .prepared, .approveUnseconded: .awaitingSecondPerson, .stop: .stopping, .close: .closed, .closeEarly: .closed,
    .expire: .closed,
  ],
  .awaitingSecondPerson: [
    .second: .prepared, .stop: .stopping, .close: .closed, .closeEarly: .closed, .expire: .closed,
  ],
  .awaitingJournal: [.durable: .starting, .withdrawStart: .prepared, .withdrawResume: .paused, .stop: .stopping],
  .starting: [
    .flowObserved: .infusing, .pause: .pausing, .stop: .stopping, .loseLink: .linkLost, .takeOver: .manual,
  ],
  .infusing: [
    .reduce: .reduced, .pause: .pausing, .stop: .stopping, .finish: .stopping, .loseLink: .linkLost, .takeOver: .manual,
  ],
  .reduced: [
    .reduce: .reduced, .restore: .infusing, .pause: .pausing, .stop: .stopping, .finish: .stopping, .loseLink: .linkLost,
    .takeOver: .manual,
  ],
  .pausing: [
    .zeroObservedAfterPause: .paused, .stop: .stopping, .loseLink: .linkLost, .takeOver: .manual, .closeEarly: .closed,
  ],
  .paused: [.confirmResume: .awaitingJournal, .stop: .stopping, .takeOver: .manual, .closeEarly: .closed],
  .stopping: [
    .stop: .stopping, .zeroObservedAfterStop: .stopped, .zeroObservedAfterFinish: .recovering, .closeEarly: .closed,
  ],
  .stopped: [.recover: .recovering, .closeEarly: .closed],
  .recovering: [.recoveryOver: .completed, .closeEarly: .closed],
  .completed: [.close: .closed, .closeEarly: .closed],
  .linkLost: [.reconcile: .paused, .reconcileAfterStop: .stopped, .stop: .stopping, .closeEarly: .closed],
  .manual: [.reconcile: .paused, .reconcileAfterStop: .stopped, .stop: .stopping, .closeEarly: .closed],
  .interrupted: [.reconcile: .paused, .reconcileAfterStop: .stopped, .stop: .stopping, .closeEarly: .closed],
]

private let events = PhaseEvent.allCases

@Suite struct PhaseTableTests {
  @Test("SR-088: every pair of phase and event is decided as the design says", arguments: SessionPhase.allCases)
  func everyPair(phase: SessionPhase) {
    for event in events { #expect(phase.next(on: event) == legal[phase]?[event], "\(phase) on \(event)") }
  }

  @Test("SR-088: the table has 18 phases and 29 events, 522 pairs, of which 75 are legal")
  func count() {
    let pairs = SessionPhase.allCases.flatMap { phase in events.map { phase.next(on: $0) } }
    #expect(SessionPhase.allCases.count == 18)
    #expect(events.count == 29)
    #expect(pairs.count == 522)
    #expect(pairs.count { $0 != nil } == 75)
    #expect(legal.values.reduce(0) { $0 + $1.count } == 75)
    #expect(Set(SessionPhase.allCases.map(\.name)).count == 18)
  }

  @Test("SR-022: no path leads to flow that does not pass awaitingJournal, from wherever it begins")
  func flowPassesTheJournal() {
    for start in SessionPhase.allCases where !start.allowsFlow && start != .awaitingJournal {
      let reached = reachable(from: start, avoiding: .awaitingJournal)
      #expect(reached.allSatisfy { !$0.allowsFlow }, "from \(start)")
    }
  }

  @Test("SR-022: every path from rest to the journal needs a person's confirmation, and no phase but two takes one")
  func personsConfirm() {
    for phase in SessionPhase.allCases {
      for event in events where phase.next(on: event) == .awaitingJournal {
        #expect((phase, event) == (.prepared, .confirmStart) || (phase, event) == (.paused, .confirmResume))
      }
    }
  }

  @Test("SR-003, SR-004: an order that waits for an approval or a second person cannot be confirmed")
  func unconfirmed() {
    for phase in [SessionPhase.awaitingApproval, .awaitingSecondPerson] {
      let withoutPersons = events.filter { ![.approve, .approveUnseconded, .second].contains($0) }
      #expect(withoutPersons.compactMap { phase.next(on: $0) }.allSatisfy { $0 == .stopping || $0 == .closed })
    }
  }

  @Test("every path away from flow passes a phase that only an observed zero or a person leaves")
  func flowEndsObserved() {
    for start in SessionPhase.allCases where start.allowsFlow {
      for event in events {
        guard let next = start.next(on: event), !next.allowsFlow else { continue }
        #expect([.pausing, .stopping, .linkLost, .manual].contains(next))
      }
    }
    #expect(Set(events.compactMap { SessionPhase.pausing.next(on: $0) }) == [.paused, .stopping, .linkLost, .manual, .closed])
    #expect(Set(events.compactMap { SessionPhase.stopping.next(on: $0) }) == [.stopped, .recovering, .stopping, .closed])
  }

  @Test("SR-034: after a stop or completion no path leads back to drug but through a new order")
  func ends() {
    for phase in [SessionPhase.stopped, .recovering, .completed] {
      #expect(phase.isOver)
      #expect(reachable(from: phase, avoiding: .closed).allSatisfy { $0.isOver })
    }
    for phase in SessionPhase.allCases where phase != .idle { #expect(reachable(from: phase, avoiding: nil).contains(.closed)) }
    // The restart's phase is only ever entered by a restart.
    for phase in SessionPhase.allCases where phase != .interrupted {
      #expect(!reachable(from: phase, avoiding: nil).contains(.interrupted))
    }
  }

  @Test("SR-027: stop is legal in every phase with an open session that is not over, and pause in every one that flows")
  func stopIsLegal() {
    for phase in SessionPhase.allCases {
      #expect((phase.next(on: .stop) != nil) == (phase.isSessionOpen && !phase.isOver))
      #expect((phase.next(on: .pause) == .pausing) == phase.allowsFlow)
    }
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

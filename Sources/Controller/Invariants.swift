import Quantities
import Safety
import Therapy

extension Channel {
  /// Traps when something is true that must never be; in release too, because silence is safe: the pump's own watchdog
  /// stops it when this program is gone. Changes nothing; it is mutating so that the whole channel is not copied for it.
  mutating func assertInvariants(_ pumpOrder: PumpOrder) {
    precondition(delivered.atLeast <= delivered.atMost)
    precondition((session == nil) == !phase.isSessionOpen)
    precondition((order == nil) == !phase.isSessionOpen)
    precondition(pumpOrder.rate == ordered)
    if ordered > .zero {
      precondition(phase.allowsFlow)
      precondition(!isStopLatched && !requests.isPending && !needsReconcile)
      precondition(pumpOrder.isEngaged && pumpOrder.vtbi > .zero)
      guard let order else { preconditionFailure("flow without an order") }
      precondition(pumpOrder.vtbi <= order.program.total)
      precondition(ordered <= order.drug.hard.fastestFlow(for: order.patient.weight, at: order.drug.concentration))
      precondition(ordered <= requested && ordered <= setup.fastest)
      precondition(ordered <= course.authorized && course.increasedAt != nil)
    }
    if let pending {
      precondition(!isStopLatched)
      switch pending.kind {
      case .start, .resume: precondition(phase == .awaitingJournal)
      case .raise, .nextStep: precondition(phase.isInfusing)
      }
    }
  }
}

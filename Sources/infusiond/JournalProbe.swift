import Platform
import Synchronization

/// The self-test's question to the journal thread: does the journal take an entry and give it back?
final class JournalProbe: Sendable {
  private struct State {
    var isAsked = false
    var answer: Bool?
  }

  private let state = Mutex(State())
  /// Rung when there is an answer.
  let doorbell: Doorbell

  init() throws(SystemError) { doorbell = try Doorbell() }

  /// Asks anew; an answer from before is forgotten.
  func ask() { state.withLock { $0 = State(isAsked: true) } }

  /// The answer to the newest question; nil while there is none.
  var answer: Bool? { state.withLock { $0.answer } }

  /// For the journal thread: answers with what `test` finds, if anybody has asked. Without a finding the question stands.
  func answer(_ test: () -> Bool?) {
    guard state.withLock({ $0.isAsked }), let answer = test() else { return }
    state.withLock { $0 = State(answer: answer) }
    doorbell.ring()
  }
}

import Quantities
import Therapy

/// What a link owes in stops: which demands are open, which stop was sent for them, and whether a zero has answered it.
///
/// Two kinds of demand: the channel's stop bit, told apart by its generation, and the link's own debt (first contact, zero
/// ordered, an order that died or failed). Both end only with a zero from a read begun after a stop that was sent for them.
struct StopDuty: Hashable, Sendable {
  /// A stop that went out.
  struct Sent: Hashable, Sendable {
    let began: Instant
    let ended: Instant
    /// The newest generation of the stop bit that was known when it went out.
    let generation: UInt64
  }

  /// Whether a stop is owed until zero is seen. At the start of the daemon it is: nobody knows what the pump does.
  private(set) var isOwed = true
  /// Whether a stop was sent since it is owed.
  private(set) var isSentForDebt = false
  /// Whether no read has ended since the newest stop.
  private(set) var awaitsRead = false
  /// The newest stop that was handed to the line.
  private(set) var sent: Sent?
  /// When a stop was last tried, whether it reached the line or not.
  private(set) var lastTry: Instant?
  /// The newest generation of the stop bit that was seen.
  private(set) var pending: UInt64 = 0
  /// The newest generation that a zero has answered.
  private(set) var cleared: UInt64 = 0

  /// Whether a generation of the stop bit waits for its zero.
  var hasPending: Bool { pending > cleared }

  /// Whether there is a demand that no stop was sent for yet.
  var isUnsent: Bool { hasUnsentGeneration || (isOwed && !isSentForDebt) }

  /// Whether there is a generation of the stop bit that no stop was sent for yet.
  var hasUnsentGeneration: Bool { pending > max(cleared, sent?.generation ?? 0) }

  /// From now on a stop is owed; one that was sent before does not count.
  mutating func owe() {
    isOwed = true
    isSentForDebt = false
  }

  /// Takes the stop bit as seen before a frame. A generation once seen stays demanded, whatever is passed later.
  mutating func heed(_ generation: UInt64?) {
    if let generation, generation > pending { pending = generation }
  }

  /// A stop was tried; `reachedLine` tells whether its bytes went out. `generation` was known when it was decided.
  mutating func tried(generation: UInt64, began: Instant, ended: Instant, reachedLine: Bool) {
    lastTry = began
    guard reachedLine else { return }
    sent = Sent(began: began, ended: ended, generation: generation)
    isSentForDebt = true
    awaitsRead = true
  }

  /// A read ended, well or not: the stop may be repeated.
  mutating func readEnded() { awaitsRead = false }

  /// A reading showed zero: it answers what was demanded before a stop that went out before the reading began.
  mutating func sawZero(readBegan: Instant) {
    guard let sent, readBegan >= sent.ended else { return }
    cleared = max(cleared, sent.generation)
    if isSentForDebt { isOwed = false }
  }
}

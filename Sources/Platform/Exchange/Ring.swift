import Synchronization

/// A bounded queue from one producer thread to one consumer thread: in order, nothing lost, and neither side ever waits.
///
/// All memory is taken in the initializer. A full ring refuses; the producer decides what that means (SR-092). More than one
/// producer, or more than one consumer, at a time is a broken invariant of the caller.
@safe public final class Ring<Value: BitwiseCopyable & Sendable>: @unchecked Sendable {
  /// The most values that the ring holds.
  public let capacity: Int
  private let slots: UnsafeMutablePointer<Value>
  /// Values pushed since the beginning; advanced by the producer only.
  private let pushed = Atomic<Int>(0)
  /// Values popped since the beginning; advanced by the consumer only.
  private let popped = Atomic<Int>(0)

  /// An empty ring for `capacity` values; traps when the capacity is not positive.
  public init(capacity: Int) {
    precondition(capacity > 0)
    self.capacity = capacity
    unsafe slots = .allocate(capacity: capacity)
  }

  // The values are bitwise copyable: nothing in the slots needs to be destroyed.
  deinit { unsafe slots.deallocate() }

  /// Appends a value; false, and nothing is changed, when the ring is full. For the producer thread.
  public func push(_ value: Value) -> Bool {
    let end = pushed.load(ordering: .relaxed)
    guard end - popped.load(ordering: .acquiring) < capacity else { return false }
    unsafe (slots + end % capacity).initialize(to: value)
    pushed.store(end + 1, ordering: .releasing)
    return true
  }

  /// Takes the oldest value, or nil when the ring is empty. For the consumer thread.
  public func pop() -> Value? {
    let start = popped.load(ordering: .relaxed)
    guard pushed.load(ordering: .acquiring) > start else { return nil }
    let value = unsafe slots[start % capacity]
    popped.store(start + 1, ordering: .releasing)
    return value
  }

  /// How many values wait, 0...capacity. Exact on either of the two threads while the other is quiet, otherwise a moment's view.
  public var count: Int {
    let start = popped.load(ordering: .acquiring)
    // The other side may move between the two loads; the view stays within what the ring can hold.
    return min(pushed.load(ordering: .acquiring) - start, capacity)
  }
}

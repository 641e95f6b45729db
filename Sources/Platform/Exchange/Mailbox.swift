import Synchronization

/// The newest value from one writer thread to one reader thread: neither ever waits, allocates or sees half a value.
///
/// Three slots: one belongs to the writer, one to the reader, one lies between them. Both sides swap their own slot with the one
/// between in a single atomic exchange, so no slot is ever written and read at the same time. Values that the reader did not
/// look at in time are overwritten; use `Ring` where each one counts. More than one writer, or more than one reader, at a time
/// is a broken invariant of the caller.
@safe public final class Mailbox<Value: BitwiseCopyable & Sendable>: @unchecked Sendable {
  private let slots: UnsafeMutablePointer<Value>
  /// Index of the slot between the two sides, plus `fresh` when the writer put it there last.
  private let between = Atomic<Int>(1)
  /// Touched by the writer only.
  private var writerSlot = 0
  /// Touched by the reader only.
  private var readerSlot = 2

  private static var fresh: Int { 4 }
  private static var slotMask: Int { 3 }

  /// A mailbox that shows `initial` until the first post.
  public init(_ initial: Value) {
    unsafe slots = .allocate(capacity: 3)
    unsafe slots.initialize(repeating: initial, count: 3)
  }

  deinit { unsafe slots.deallocate() }

  /// Replaces the value that the reader sees next. For the writer thread.
  public func post(_ value: Value) {
    unsafe slots[writerSlot] = value
    let taken = between.exchange(writerSlot | Self.fresh, ordering: .acquiringAndReleasing)
    writerSlot = taken & Self.slotMask
  }

  /// The newest value whose post was complete, or the last one again. For the reader thread.
  public func peek() -> Value {
    if between.load(ordering: .relaxed) & Self.fresh != 0 {
      readerSlot = between.exchange(readerSlot, ordering: .acquiringAndReleasing) & Self.slotMask
    }
    return unsafe slots[readerSlot]
  }
}

/// A list of at most `capacity` elements held inline: no heap.
public struct BoundedList<let capacity: Int, Element: BitwiseCopyable & Sendable>: Sendable, BitwiseCopyable {
  private var elements: InlineArray<capacity, Element?>
  /// How many elements there are.
  public private(set) var count: Int

  /// The empty list.
  public init() {
    elements = InlineArray(repeating: nil)
    count = 0
  }

  /// How many more elements fit.
  public var room: Int { capacity - count }

  /// Adds `element` at the end; traps when the list is full: whoever adds asks for `room` first.
  public mutating func append(_ element: Element) {
    precondition(count < capacity)
    elements[count] = element
    count += 1
  }

  /// The element at `index`, which must be less than `count`.
  public subscript(index: Int) -> Element {
    precondition(index < count)
    guard let element = elements[index] else { preconditionFailure("an element below count is there") }
    return element
  }

  /// Empties the list.
  public mutating func removeAll() { count = 0 }
}

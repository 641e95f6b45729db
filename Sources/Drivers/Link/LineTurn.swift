/// How urgent a link is among those that share a line.
public enum LinkUrgency: UInt8, Comparable, Sendable {
  /// A stop was demanded and none has been sent for it yet.
  case unsentStop
  /// A stop was sent; its zero is awaited, or it is repeated.
  case unansweredStop
  /// Everything else.
  case other

  /// Orders by urgency, the most urgent first.
  public static func < (lhs: LinkUrgency, rhs: LinkUrgency) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// Whose turn it is on a line with several pumps: the most urgent first, and equals in turn, so that a pump that does not obey
/// or does not answer never keeps its neighbors off the line.
public struct LineTurn: Sendable {
  private var first = 0

  /// A line on which nobody was served.
  public init() {}

  /// The links' indices in the order in which they are to be asked for a frame.
  public func order(of urgencies: [LinkUrgency]) -> [Int] {
    let count = urgencies.count
    return (0..<count).map { ($0 + first) % count }.enumerated()
      .sorted { (urgencies[$0.element], $0.offset) < (urgencies[$1.element], $1.offset) }.map(\.element)
  }

  /// A frame of the link with this index went out: the next time its equals come first.
  public mutating func served(_ index: Int) { first = index + 1 }
}

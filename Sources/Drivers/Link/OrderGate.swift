public import Safety

/// A pump order with the stop requests that the control step had seen when it made it.
public struct PostedOrder: Sendable, BitwiseCopyable {
  /// The order.
  public let order: PumpOrder
  /// The generation of the stop bit that the step had seen.
  public let stopGeneration: UInt64

  /// An order made in knowledge of the stop requests up to `stopGeneration`.
  public init(order: PumpOrder, stopGeneration: UInt64) {
    self.order = order
    self.stopGeneration = stopGeneration
  }
}

/// Lets an order pass to the link only when it was made in knowledge of every stop request.
///
/// A step that had not seen the newest stop was overtaken by it, even if the link has answered that stop meanwhile and cleared
/// the bit: what the step ordered must not run. The next step has seen it (law 2).
public struct OrderGate: Sendable {
  /// The newest order that was let through.
  public private(set) var order: PumpOrder

  /// A gate through which `order` has passed.
  public init(order: PumpOrder) { self.order = order }

  /// Takes the newest order of the control step, while the stop bit is at `generation`.
  public mutating func take(_ posted: PostedOrder, generation: UInt64) {
    if posted.stopGeneration == generation { order = posted.order }
  }
}

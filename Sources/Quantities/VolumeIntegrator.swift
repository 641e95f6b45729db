/// The exact integral of flow over time: rate x time with the remainder carried, so that no step ever loses or gains drug.
///
/// The remainder is kept in nanoliter nanoseconds per hour, less than one nanoliter; it is independent of the rate, so
/// rate edges and partial steps lose nothing either.
@frozen public struct VolumeIntegrator: Hashable, Sendable, BitwiseCopyable {
  /// The whole nanoliters accumulated so far.
  public private(set) var volume: Volume
  /// The carried part below one nanoliter, 0 ..< 3.6e12.
  public private(set) var remainder: Int64

  /// An integrator that starts from `volume`.
  @_noAllocation @_noLocks
  public init(from volume: Volume = .zero) {
    self.volume = volume
    self.remainder = 0
  }

  /// Adds what `rate` delivers in `time`; traps when the sum exceeds 63 bits of nanoliters.
  @_noAllocation @_noLocks
  public mutating func add(_ rate: FlowRate, for time: Interval) {
    let hour = Interval.hour.nanoseconds
    let product = rate.nanolitersPerHour.multipliedFullWidth(by: time.nanoseconds)
    precondition(product.high < hour)
    let (quotient, rest) = hour.dividingFullWidth(product)
    let carried = remainder + rest
    volume = Volume(nanoliters: volume.nanoliters + quotient + carried / hour)
    remainder = carried % hour
  }
}

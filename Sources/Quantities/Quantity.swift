/// A physical quantity held as a whole, non-negative number of its base unit.
///
/// Each conforming type is a distinct struct, so a volume can never be used as a rate (SR-014). Arithmetic that leaves the
/// representable or the non-negative range is a broken invariant of ours and traps, in release too; text and wire values go
/// through failable initializers instead.
public protocol Quantity: Comparable, Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
  /// The amount in the base unit that the conforming type names in its documentation; never negative.
  var baseUnits: Int64 { get }
  /// Wraps an amount in the base unit; traps when negative.
  init(baseUnits: Int64)
  /// The unit texts that this quantity is read and printed in; the first one is canonical.
  static var unitForms: [UnitForm] { get }
}

extension Quantity {
  /// Nothing of this quantity.
  @inlinable public static var zero: Self { Self(baseUnits: 0) }

  /// Equal amounts.
  @inlinable public static func == (lhs: Self, rhs: Self) -> Bool { lhs.baseUnits == rhs.baseUnits }

  /// Orders by amount.
  @inlinable public static func < (lhs: Self, rhs: Self) -> Bool { lhs.baseUnits < rhs.baseUnits }

  /// The sum; traps on overflow.
  @inlinable public static func + (lhs: Self, rhs: Self) -> Self {
    Self(baseUnits: lhs.baseUnits + rhs.baseUnits)
  }

  /// The difference; traps when `rhs` is larger.
  @inlinable public static func - (lhs: Self, rhs: Self) -> Self {
    Self(baseUnits: lhs.baseUnits - rhs.baseUnits)
  }

  /// What is left of this amount after taking `other` away: the difference, or zero when `other` is larger.
  @inlinable public func remaining(after other: Self) -> Self {
    baseUnits > other.baseUnits ? Self(baseUnits: baseUnits - other.baseUnits) : .zero
  }

  /// The distance between two amounts, whichever is larger.
  @inlinable public func distance(to other: Self) -> Self {
    baseUnits > other.baseUnits ? self - other : other - self
  }

  /// The amount divided by a whole number greater than zero, rounded down.
  @inlinable public func divided(by divisor: Int64) -> Self {
    precondition(divisor > 0)
    return Self(baseUnits: baseUnits / divisor)
  }

  /// The amount rounded down to a whole multiple of `resolution`, which must be greater than zero (SR-016).
  @inlinable public func roundedDown(to resolution: Self) -> Self {
    precondition(resolution.baseUnits > 0)
    return Self(baseUnits: baseUnits - baseUnits % resolution.baseUnits)
  }

  /// `numerator`/`denominator` of this amount, rounded down; traps when the denominator is not positive.
  @inlinable public func scaled(_ numerator: Int64, over denominator: Int64) -> Self {
    Self(baseUnits: scaledDown(baseUnits, times: numerator, over: denominator))
  }
}

/// `value * factor / divisor` in 128 bits, rounded down; the one place where a product may exceed 64 bits.
///
/// All arguments are non-negative and the divisor is positive; traps when the result does not fit in 63 bits.
@inlinable
public func scaledDown(_ value: Int64, times factor: Int64, over divisor: Int64) -> Int64 {
  precondition(value >= 0 && factor >= 0 && divisor > 0)
  let product = value.multipliedFullWidth(by: factor)
  precondition(product.high < divisor)
  // Nearly every product fits in 64 bits, and a division of 128 is a call of its own.
  if product.high == 0 { return Int64(product.low / UInt64(divisor)) }
  return divisor.dividingFullWidth(product).quotient
}

/// A volume of fluid; base unit nanoliter.
@frozen public struct Volume: Quantity {
  /// Nanoliters, 0 or more.
  public let nanoliters: Int64
  /// Nanoliters.
  @inlinable public var baseUnits: Int64 { nanoliters }

  /// A volume of `nanoliters`; traps when negative.
  @inlinable public init(nanoliters: Int64) {
    precondition(nanoliters >= 0)
    self.nanoliters = nanoliters
  }
  /// A volume of `baseUnits` nanoliters.
  @inlinable public init(baseUnits: Int64) { self.init(nanoliters: baseUnits) }
  /// A volume of whole microliters, the unit of the reference pump's counters.
  @inlinable public init(microliters: Int64) { self.init(nanoliters: microliters * 1_000) }
}

/// A mass of drug (ketamine base); base unit nanogram.
@frozen public struct Mass: Quantity {
  /// Nanograms, 0 or more.
  public let nanograms: Int64
  /// Nanograms.
  @inlinable public var baseUnits: Int64 { nanograms }

  /// A mass of `nanograms`; traps when negative.
  @inlinable public init(nanograms: Int64) {
    precondition(nanograms >= 0)
    self.nanograms = nanograms
  }
  /// A mass of `baseUnits` nanograms.
  @inlinable public init(baseUnits: Int64) { self.init(nanograms: baseUnits) }
}

/// The concentration of drug in the fluid; base unit nanogram per milliliter.
@frozen public struct Concentration: Quantity {
  /// Nanograms per milliliter, 0 or more.
  public let nanogramsPerMilliliter: Int64
  /// Nanograms per milliliter.
  @inlinable public var baseUnits: Int64 { nanogramsPerMilliliter }

  /// A concentration of `nanogramsPerMilliliter`; traps when negative.
  @inlinable public init(nanogramsPerMilliliter: Int64) {
    precondition(nanogramsPerMilliliter >= 0)
    self.nanogramsPerMilliliter = nanogramsPerMilliliter
  }
  /// A concentration of `baseUnits` nanograms per milliliter.
  @inlinable public init(baseUnits: Int64) { self.init(nanogramsPerMilliliter: baseUnits) }
}

/// The concentration of drug in a patient's plasma, as a model predicts it; base unit picogram per milliliter.
///
/// Not a `Concentration`: what is in the bag and what is in the blood must never be mistaken for each other.
@frozen public struct PlasmaConcentration: Quantity {
  /// Picograms per milliliter, 0 or more.
  public let picogramsPerMilliliter: Int64
  /// Picograms per milliliter.
  @inlinable public var baseUnits: Int64 { picogramsPerMilliliter }

  /// A concentration of `picogramsPerMilliliter`; traps when negative.
  @inlinable public init(picogramsPerMilliliter: Int64) {
    precondition(picogramsPerMilliliter >= 0)
    self.picogramsPerMilliliter = picogramsPerMilliliter
  }
  /// A concentration of `baseUnits` picograms per milliliter.
  @inlinable public init(baseUnits: Int64) { self.init(picogramsPerMilliliter: baseUnits) }
}

/// The body mass that doses are scaled by; base unit gram.
@frozen public struct BodyMass: Quantity {
  /// Grams, 0 or more.
  public let grams: Int64
  /// Grams.
  @inlinable public var baseUnits: Int64 { grams }

  /// A body mass of `grams`; traps when negative.
  @inlinable public init(grams: Int64) {
    precondition(grams >= 0)
    self.grams = grams
  }
  /// A body mass of `baseUnits` grams.
  @inlinable public init(baseUnits: Int64) { self.init(grams: baseUnits) }
}

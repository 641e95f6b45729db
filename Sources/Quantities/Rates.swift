/// A flow of fluid; base unit nanoliter per hour.
@frozen public struct FlowRate: Quantity {
  /// Nanoliters per hour, 0 or more.
  public let nanolitersPerHour: Int64
  /// Nanoliters per hour.
  @inlinable public var baseUnits: Int64 { nanolitersPerHour }

  /// A flow of `nanolitersPerHour`; traps when negative.
  @inlinable public init(nanolitersPerHour: Int64) {
    precondition(nanolitersPerHour >= 0)
    self.nanolitersPerHour = nanolitersPerHour
  }
  /// A flow of `baseUnits` nanoliters per hour.
  @inlinable public init(baseUnits: Int64) { self.init(nanolitersPerHour: baseUnits) }
  /// A flow of whole microliters per hour, the unit of the reference pump's registers.
  @inlinable public init(microlitersPerHour: Int64) { self.init(nanolitersPerHour: microlitersPerHour * 1_000) }
}

/// Drug mass per hour; base unit nanogram per hour.
@frozen public struct MassRate: Quantity {
  /// Nanograms per hour, 0 or more.
  public let nanogramsPerHour: Int64
  /// Nanograms per hour.
  @inlinable public var baseUnits: Int64 { nanogramsPerHour }

  /// A mass rate of `nanogramsPerHour`; traps when negative.
  @inlinable public init(nanogramsPerHour: Int64) {
    precondition(nanogramsPerHour >= 0)
    self.nanogramsPerHour = nanogramsPerHour
  }
  /// A mass rate of `baseUnits` nanograms per hour.
  @inlinable public init(baseUnits: Int64) { self.init(nanogramsPerHour: baseUnits) }
}

/// Drug mass per body mass and hour; base unit picogram per kilogram and hour, so that ug/kg/min converts exactly.
@frozen public struct DoseRate: Quantity {
  /// Picograms per kilogram and hour, 0 or more.
  public let picogramsPerKilogramPerHour: Int64
  /// Picograms per kilogram and hour.
  @inlinable public var baseUnits: Int64 { picogramsPerKilogramPerHour }

  /// A dose rate of `picogramsPerKilogramPerHour`; traps when negative.
  @inlinable public init(picogramsPerKilogramPerHour: Int64) {
    precondition(picogramsPerKilogramPerHour >= 0)
    self.picogramsPerKilogramPerHour = picogramsPerKilogramPerHour
  }
  /// A dose rate of `baseUnits` picograms per kilogram and hour.
  @inlinable public init(baseUnits: Int64) { self.init(picogramsPerKilogramPerHour: baseUnits) }
}

// MARK: - Conversions. Each rounds down, so that a conversion on the way to the pump never adds drug (SR-016).

extension DoseRate {
  /// The mass rate that this dose rate means for a patient of `weight`, rounded down.
  @inlinable public func massRate(for weight: BodyMass) -> MassRate {
    // pg/kg/h * g = pg/h * 1,000; another 1,000 to nanograms.
    MassRate(nanogramsPerHour: scaledDown(picogramsPerKilogramPerHour, times: weight.grams, over: 1_000_000))
  }
}

extension MassRate {
  /// The dose rate that this mass rate means for a patient of `weight` (greater than zero), rounded down.
  @inlinable public func doseRate(for weight: BodyMass) -> DoseRate {
    DoseRate(picogramsPerKilogramPerHour: scaledDown(nanogramsPerHour, times: 1_000_000, over: weight.grams))
  }

  /// The flow of fluid of `concentration` (greater than zero) that carries this mass rate, rounded down.
  @inlinable public func flowRate(at concentration: Concentration) -> FlowRate {
    FlowRate(
      nanolitersPerHour: scaledDown(nanogramsPerHour, times: 1_000_000, over: concentration.nanogramsPerMilliliter))
  }
}

extension FlowRate {
  /// The drug mass rate that this flow carries at `concentration`, rounded down.
  @inlinable public func massRate(at concentration: Concentration) -> MassRate {
    MassRate(
      nanogramsPerHour: scaledDown(nanolitersPerHour, times: concentration.nanogramsPerMilliliter, over: 1_000_000))
  }
}

extension Volume {
  /// The drug mass in this volume at `concentration`, rounded down.
  @inlinable public func mass(at concentration: Concentration) -> Mass {
    Mass(nanograms: scaledDown(nanoliters, times: concentration.nanogramsPerMilliliter, over: 1_000_000))
  }
}

extension Mass {
  /// The volume of fluid of `concentration` (greater than zero) that holds this mass, rounded down.
  @inlinable public func volume(at concentration: Concentration) -> Volume {
    Volume(nanoliters: scaledDown(nanograms, times: 1_000_000, over: concentration.nanogramsPerMilliliter))
  }
}

/// The volume that a constant flow delivers in a time, rounded down; use `VolumeIntegrator` where steps add up.
@inlinable public func * (rate: FlowRate, time: Interval) -> Volume {
  Volume(nanoliters: scaledDown(rate.nanolitersPerHour, times: time.nanoseconds, over: Interval.hour.nanoseconds))
}

/// The volume that a constant flow delivers in a time, rounded up: for bounds from above (law 4).
@inlinable public func volumeAtMost(_ rate: FlowRate, for time: Interval) -> Volume {
  let down = rate * time
  return rate.nanolitersPerHour == 0 || time.nanoseconds == 0 ? down : down + Volume(nanoliters: 1)
}

/// The drug mass that a constant mass rate delivers in a time, rounded down.
@inlinable public func * (rate: MassRate, time: Interval) -> Mass {
  Mass(nanograms: scaledDown(rate.nanogramsPerHour, times: time.nanoseconds, over: Interval.hour.nanoseconds))
}

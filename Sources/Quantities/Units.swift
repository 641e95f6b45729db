// Which units each quantity is read and printed in: the table behind the grammar in Parsing.swift. The first is canonical.

extension Volume {
  /// mL, uL.
  public static var unitForms: [UnitForm] {
    [UnitForm(symbol: "mL", baseUnitsEach: 1_000_000), UnitForm(symbol: "uL", baseUnitsEach: 1_000)]
  }
}

extension Mass {
  /// mg, ug.
  public static var unitForms: [UnitForm] {
    [UnitForm(symbol: "mg", baseUnitsEach: 1_000_000), UnitForm(symbol: "ug", baseUnitsEach: 1_000)]
  }
}

extension Concentration {
  /// mg/mL.
  public static var unitForms: [UnitForm] { [UnitForm(symbol: "mg/mL", baseUnitsEach: 1_000_000)] }
}

extension PlasmaConcentration {
  /// ng/mL.
  public static var unitForms: [UnitForm] { [UnitForm(symbol: "ng/mL", baseUnitsEach: 1_000)] }
}

extension BodyMass {
  /// kg.
  public static var unitForms: [UnitForm] { [UnitForm(symbol: "kg", baseUnitsEach: 1_000)] }
}

extension FlowRate {
  /// mL/h.
  public static var unitForms: [UnitForm] { [UnitForm(symbol: "mL/h", baseUnitsEach: 1_000_000)] }
}

extension MassRate {
  /// mg/h.
  public static var unitForms: [UnitForm] { [UnitForm(symbol: "mg/h", baseUnitsEach: 1_000_000)] }
}

extension DoseRate {
  /// mg/kg/h, ug/kg/min.
  public static var unitForms: [UnitForm] {
    [
      UnitForm(symbol: "mg/kg/h", baseUnitsEach: 1_000_000_000),
      UnitForm(symbol: "ug/kg/min", baseUnitsEach: 60_000_000),
    ]
  }
}

extension Interval {
  /// s, min, h, ms.
  public static var unitForms: [UnitForm] {
    [
      UnitForm(symbol: "s", baseUnitsEach: 1_000_000_000),
      UnitForm(symbol: "min", baseUnitsEach: 60_000_000_000),
      UnitForm(symbol: "h", baseUnitsEach: 3_600_000_000_000),
      UnitForm(symbol: "ms", baseUnitsEach: 1_000_000),
    ]
  }
}

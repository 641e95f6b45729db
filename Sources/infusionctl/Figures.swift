import ControlAPI
import Quantities

// Quantities for people: shortened, a leading zero always, trailing zeros never. What is not understood is shown as it came.

/// Shortens exact quantities of the interface for people; rates and lower bounds down, upper bounds up.
enum Figures {
  static func flow(_ text: String) -> String { down(FlowRate.self, text, 3) }
  static func dose(_ text: String) -> String { down(DoseRate.self, text, 3) }
  static func massRate(_ text: String) -> String { down(MassRate.self, text, 2) }
  static func mass(_ text: String) -> String { down(Mass.self, text, 3) }
  static func volume(_ text: String) -> String { down(Volume.self, text, 3) }

  /// A level in plasma, rounded to the nearest tenth: it is predicted, and no limit is judged by what is shown.
  static func plasma(_ text: String) -> String {
    guard let level = try? PlasmaConcentration(parsing: text) else { return printable(text) }
    return PlasmaConcentration(picogramsPerMilliliter: level.picogramsPerMilliliter + 50).text(decimals: 1)
  }

  /// The same rounded up: a level that limits are compared with.
  static func plasmaAtMost(_ text: String) -> String {
    guard let level = try? PlasmaConcentration(parsing: text) else { return printable(text) }
    return PlasmaConcentration(picogramsPerMilliliter: level.picogramsPerMilliliter + 99).text(decimals: 1)
  }

  /// One rate in all its units.
  static func rate(_ rate: RateDocument) -> String {
    ([flow(rate.flow)] + [rate.dose.map(dose), rate.mass.map(massRate)].compactMap { $0 }).joined(separator: " = ")
  }

  /// One amount, drug first.
  static func amount(_ amount: AmountDocument) -> String {
    guard let drug = amount.mass else { return volume(amount.volume) }
    return "\(mass(drug)) (\(volume(amount.volume)))"
  }

  /// The drug delivered as an interval: its lower end rounded down, its upper end rounded up.
  static func deliveredMass(_ delivered: DeliveredDocument) -> String? {
    guard let least = delivered.atLeast.mass, let most = delivered.atMost.mass else { return nil }
    return interval(Mass.self, least, most)
  }

  /// The fluid delivered as an interval.
  static func deliveredVolume(_ delivered: DeliveredDocument) -> String {
    interval(Volume.self, delivered.atLeast.volume, delivered.atMost.volume)
  }

  /// A time: seconds below two minutes, then minutes and seconds, from two hours on hours and minutes.
  static func time(_ text: String) -> String {
    guard let time = try? Interval(parsing: text) else { return printable(text) }
    let seconds = time.wholeSeconds
    if seconds < 10 { return time.text(decimals: 1) }
    if seconds < 120 { return "\(seconds) s" }
    func joined(_ whole: Int64, _ unit: String, _ rest: Int64, _ restUnit: String) -> String {
      rest == 0 ? "\(whole) \(unit)" : "\(whole) \(unit) \(rest) \(restUnit)"
    }
    if seconds < 7_200 { return joined(seconds / 60, "min", seconds % 60, "s") }
    return joined(seconds / 3_600, "h", seconds % 3_600 / 60, "min")
  }

  /// A longer time as people say it: `45 s`, `12 min 34 s`, `1 h 52 min`.
  static func spoken(_ text: String) -> String {
    guard let time = try? Interval(parsing: text) else { return printable(text) }
    return time.spoken
  }

  /// The time of a record, to the second; what is not understood is shown as it came.
  static func moment(_ text: String) -> String {
    guard text.hasSuffix("Z"), let point = text.lastIndex(of: ".") else { return printable(text) }
    return printable(text[..<point] + "Z")
  }

  /// The same beside an earlier one: without the date where that is on the same day.
  static func moment(_ text: String, after earlier: String) -> String {
    let (day, moment) = (self.moment(earlier).prefix { $0 != "T" }, moment(text))
    guard moment.hasPrefix("\(day)T"), moment.hasSuffix("Z") else { return moment }
    return String(moment.dropFirst(day.count + 1))
  }

  /// One flow as whole percent of another, rounded down; nil where the other is zero or one is not understood.
  static func percent(_ flow: String, of other: String) -> String? {
    guard let part = try? FlowRate(parsing: flow), let whole = try? FlowRate(parsing: other), whole > .zero, part <= whole
    else { return nil }
    return "\(scaledDown(part.nanolitersPerHour, times: 100, over: whole.nanolitersPerHour)) %"
  }

  /// Whether a time is longer than so many seconds; a time that is not understood is.
  static func isLonger(_ text: String, than seconds: Int64) -> Bool {
    guard let time = try? Interval(parsing: text) else { return true }
    return time > .seconds(seconds)
  }

  private static func down<Amount: Quantity>(_ type: Amount.Type, _ text: String, _ decimals: Int) -> String {
    guard let amount = try? Amount(parsing: text) else { return printable(text) }
    return amount.text(decimals: decimals)
  }

  /// `least...most UNIT`, in thousandths of the canonical unit.
  private static func interval<Amount: Quantity>(_ type: Amount.Type, _ least: String, _ most: String) -> String {
    guard let low = try? Amount(parsing: least), let high = try? Amount(parsing: most) else {
      return "\(printable(least))...\(printable(most))"
    }
    let step = Amount.unitForms[0].baseUnitsEach / 1_000
    let above = high.baseUnits % step == 0 ? 0 : step - high.baseUnits % step
    let (raised, overflow) = high.baseUnits.addingReportingOverflow(above)
    let (lower, upper) = (low.text(decimals: 3), overflow ? high.description : Amount(baseUnits: raised).text(decimals: 3))
    if lower == upper { return lower }
    return lower.split(separator: " ")[0] + "..." + upper
  }
}

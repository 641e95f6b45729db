import ControlAPI
import Quantities

/// What the operator typed and must find again in the read-back.
struct Asked: Hashable {
  var patient: String?
  var protocolName: String?
  var weight: String?
  var rate: String?
  var duration: String?
  var concentration: String?
}

/// Whether a read-back is what was asked for.
extension ReadBackText {
  /// Where the read-back is not what was asked for; empty when it is.
  static func mismatches(_ asked: Asked, _ readBack: ReadBackDocument) -> [String] {
    var found: [String] = []
    func compare(_ name: String, _ typed: String?, _ read: String, _ same: Bool) {
      if let typed, !same { found.append("\(name): asked for \(printable(typed)), read back \(printable(read))") }
    }
    let order = readBack.order
    compare("patient", asked.patient, order.patient, asked.patient == order.patient)
    compare("protocol", asked.protocolName, order.protocol, asked.protocolName == order.protocol)
    compare("weight", asked.weight, order.weight, isSame(BodyMass.self, asked.weight, order.weight))
    compare("duration", asked.duration, order.duration, isSame(Interval.self, asked.duration, order.duration))
    compare(
      "concentration", asked.concentration, order.concentration,
      isSame(Concentration.self, asked.concentration, order.concentration))
    if let rate = asked.rate, !isClose(rate, readBack.rate) {
      found.append("rate: asked for \(printable(rate)), read back \(Figures.rate(readBack.rate))")
    }
    return found
  }

  private static func isSame<Amount: Quantity>(_ type: Amount.Type, _ typed: String?, _ read: String) -> Bool {
    guard let typed, let one = try? Amount(parsing: typed), let other = try? Amount(parsing: read) else { return false }
    return one == other
  }

  /// Whether the rate read back is the one asked for, rounded down to what the pump can do: never above it, and below it by no
  /// more than 2 % or 0.1 mL/h, the coarsest step of a pump.
  static func isClose(_ asked: String, _ read: RateDocument) -> Bool {
    guard let flow = try? FlowRate(parsing: read.flow) else { return false }
    if let rate = try? FlowRate(parsing: asked) { return isClose(rate, flow, flow) }
    if let rate = try? DoseRate(parsing: asked), let dose = read.dose, let dose = try? DoseRate(parsing: dose) {
      return isClose(rate, dose, flow)
    }
    if let rate = try? MassRate(parsing: asked), let mass = read.mass, let mass = try? MassRate(parsing: mass) {
      return isClose(rate, mass, flow)
    }
    return false
  }

  private static func isClose<Rate: Quantity>(_ asked: Rate, _ read: Rate, _ flow: FlowRate) -> Bool {
    guard read <= asked else { return false }
    let missing = asked - read
    if missing <= asked.divided(by: 50) { return true }
    guard missing <= read, read > .zero else { return false }
    return scaledDown(missing.baseUnits, times: flow.nanolitersPerHour, over: read.baseUnits) <= 100_000
  }
}

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

/// How a read-back reads, and whether it is what was asked for.
enum ReadBackText {
  /// The read-back, line by line; the last line is the command that confirms it.
  static func lines(_ readBack: ReadBackDocument, channel: String, simulation: Bool, program: String) -> [String] {
    let order = readBack.order
    var lines = ["\(simulation ? "SIMULATION " : "")READ BACK for \(printable(channel)): check every line before you confirm"]
    func add(_ name: String, _ text: String) { lines.append("  " + ChannelText.padded(name, 15) + printable(text)) }
    add("patient", "\(order.patient), \(order.weight)")
    add("drug", "\(order.drug) \(order.concentration) (\(order.libraryEntry)), protocol \(order.protocol)")
    add("rate", "")
    add("  by weight", readBack.rate.dose.map(Figures.dose) ?? "unknown")
    add("  drug", readBack.rate.mass.map(Figures.massRate) ?? "unknown")
    add("  pump", Figures.flow(readBack.rate.flow))
    if readBack.confirmWith != "start" { add("  until now", Figures.rate(readBack.rateBefore)) }
    if order.steps.count > 1 {
      for (index, step) in order.steps.enumerated() {
        add("  step \(index + 1)", "\(Figures.rate(step.rate)) for \(Figures.time(step.duration))")
      }
    }
    add(readBack.confirmWith == "start" ? "total" : "left", Figures.amount(readBack.remaining))
    add(readBack.confirmWith == "start" ? "duration" : "time left", Figures.time(readBack.timeLeft))
    lines.append("Nothing has changed yet. To make it so within \(Figures.time(readBack.tokenLife)):")
    lines.append("  \(program) session \(readBack.confirmWith) \(shellQuoted(channel)) --token \(readBack.token)")
    return lines
  }

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

import ControlAPI
import Quantities
import Therapy

/// A prediction as text, CSV or JSON.
struct PredictionText {
  private let kind: KineticModel
  private let regimen: Regimen
  private let model: CompartmentModel
  private let rows: [Regimen.Row]

  /// The prediction of a model for a regimen, every `every` until `until`.
  init(kind: KineticModel, regimen: Regimen, every: Interval, until: Interval) {
    self.kind = kind
    self.regimen = regimen
    model = CompartmentModel(kind.parameters(for: regimen.weight))
    rows = regimen.predict(model, every: every, until: until)
  }

  /// For people: a sentence of what it is, a table, and what it comes to.
  var text: [String] {
    var lines = [
      "PREDICTED by the model \(kind.name) for an average adult, not measured: the band is +-\(Prediction.bandPercent) %.",
      "\(kind.name): \(kind.citation).",
      "effect-site constant \(effectRate)/min. \(given)",
      "", "     min    plasma  (band)             effect site  (band)       ng/mL",
    ]
    lines += rows.map { row in
      Self.right(Self.minutes(row.at), 8) + ChannelText.padded(Self.banded(row.plasma), 31) + Self.banded(row.effectSite)
    }
    return lines + [""] + conclusions
  }

  /// For programs: comments, a line of names, and nine decimals.
  var csv: [UInt8] {
    var text = "# model: \(kind.name): \(kind.citation)\n"
    text += "# effect-site constant: \(effectRate)/min\n"
    text += "# band: +-\(Prediction.bandPercent) % (predicted for an average adult, not measured)\n"
    text += "# \(given)\n"
    text += "t_min,cp_ng_ml,ce_ng_ml\n"
    var bytes = Array(text.utf8)
    bytes.reserveCapacity(bytes.count + rows.count * 40)
    for row in rows {
      Self.appendMinutes(row.at, to: &bytes)
      bytes.append(UInt8(ascii: ","))
      Self.append(row.plasma, to: &bytes)
      bytes.append(UInt8(ascii: ","))
      Self.append(row.effectSite, to: &bytes)
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }

  /// One JSON object.
  var json: [UInt8] {
    let end = regimen.state(at: regimen.end, model)
    let washedOut = Double(Prediction.washedOut.picogramsPerMilliliter) / 1_000
    let head = Head(
      model: kind.name, citation: kind.citation, effectSitePerMin: model.rates[3],
      bandPercent: Int(Prediction.bandPercent), weight: regimen.weight.description, givenMg: regimen.milligrams,
      endMin: Double(regimen.end.nanoseconds) / 60e9, washedOutNgMl: washedOut,
      plasmaWashedOutAfterMin: end.minutes(untilPlasmaIsBelow: washedOut, model),
      allWashedOutAfterMin: end.minutes(untilAllIsBelow: washedOut, model))
    var bytes = APICoding.encode(head)
    bytes.removeLast()
    bytes += Array(",\"rows\":[".utf8)
    for (index, row) in rows.enumerated() {
      bytes += Array("\(index == 0 ? "" : ",")\n{\"t_min\":\(Self.minutes(row.at)),\"cp_ng_ml\":".utf8)
      Self.append(row.plasma, to: &bytes)
      bytes += Array(",\"ce_ng_ml\":".utf8)
      Self.append(row.effectSite, to: &bytes)
      bytes.append(UInt8(ascii: "}"))
    }
    return bytes + Array("\n]}\n".utf8)
  }

  private struct Head: Codable {
    let model: String
    let citation: String
    let effectSitePerMin: Double
    let bandPercent: Int
    let weight: String
    let givenMg: Double
    let endMin: Double
    let washedOutNgMl: Double
    let plasmaWashedOutAfterMin: Double
    let allWashedOutAfterMin: Double
  }

  // MARK: - Sentences

  private var effectRate: String { Self.decimal(model.rates[3], 4) }

  private var given: String {
    "\(regimen.weight), \(Self.decimal(regimen.milligrams, 2)) mg in \(Figures.spoken(regimen.end.description))"
  }

  /// The highest levels and how long they take to fall.
  private var conclusions: [String] {
    let end = regimen.state(at: regimen.end, model)
    let level = Double(Prediction.washedOut.picogramsPerMilliliter) / 1_000
    var lines: [String] = []
    if let plasma = rows.max(by: { $0.plasma < $1.plasma }), let effect = rows.max(by: { $0.effectSite < $1.effectSite }) {
      lines.append(
        "highest in this table: plasma \(Self.decimal(plasma.plasma, 1)) ng/mL at \(Self.minutes(plasma.at)) min, effect site "
          + "\(Self.decimal(effect.effectSite, 1)) ng/mL at \(Self.minutes(effect.at)) min")
    }
    func after(_ minutes: Double) -> String {
      minutes == 0 ? "at the end of the infusion already" : "\(Self.decimal(minutes, 1)) min after the end of the infusion"
    }
    lines.append("plasma is below \(Prediction.washedOut) \(after(end.minutes(untilPlasmaIsBelow: level, model)))")
    lines.append("plasma and effect site are below it \(after(end.minutes(untilAllIsBelow: level, model)))")
    return lines
  }

  // MARK: - Numbers

  /// Minutes, exact to the nanosecond's last digit that matters, trailing zeros never.
  private static func minutes(_ time: Interval) -> String { String(time.text(in: "min", decimals: 9).dropLast(4)) }

  private static func appendMinutes(_ time: Interval, to bytes: inout [UInt8]) {
    // Nearly every row is a whole minute, and there are thousands of them.
    guard time.nanoseconds % 60_000_000_000 == 0 else { return bytes += minutes(time).utf8 }
    var (rest, digits) = (time.nanoseconds / 60_000_000_000, 1 as Int64)
    while digits * 10 <= rest { digits *= 10 }
    while digits > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(rest / digits))
      rest %= digits
      digits /= 10
    }
  }

  private static func banded(_ level: Double) -> String {
    let share = Double(Prediction.bandPercent) / 100
    let band = "(\(decimal(level * (1 - share), 1))-\(decimal(level * (1 + share), 1)))"
    return right(decimal(level, 1), 10) + "  " + band
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.utf8.count)) + text
  }

  /// A number of 0 or more with this many decimals.
  private static func decimal(_ number: Double, _ decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1.0) { result, _ in result * 10 }
    let scaled = Int64((number * scale).rounded())
    let fraction = String(scaled % Int64(scale))
    return "\(scaled / Int64(scale))." + String(repeating: "0", count: decimals - fraction.utf8.count) + fraction
  }

  /// A number of 0 or more with nine decimals: those of the golden tables, and three more.
  private static func append(_ number: Double, to bytes: inout [UInt8]) {
    var rest = Int64((number * 1e9).rounded())
    var digits = InlineArray<20, UInt8>(repeating: 0)
    var count = 0
    repeat {
      digits[count] = UInt8(ascii: "0") + UInt8(rest % 10)
      rest /= 10
      count += 1
    } while rest > 0 || count < 10
    for index in (0..<count).reversed() {
      bytes.append(digits[index])
      if index == 9 { bytes.append(UInt8(ascii: ".")) }
    }
  }
}

import Controller
import Quantities
import Therapy

// How single values stand in a body: as text that a person reads, exact to the last base unit, never as a floating-point number.

/// A quantity as number and unit.
struct QuantityText<Value: Quantity>: Codable, Hashable {
  let value: Value

  init(_ value: Value) { self.value = value }

  init?(_ value: Value?) {
    guard let value else { return nil }
    self.value = value
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do throws(QuantityError) {
      value = try Value(parsing: try Self.text(container))
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value.description)
  }

  /// The value, of which a file may hold at most `most`: what is larger cannot have been written by us, and arithmetic on it
  /// could overflow.
  func value(upTo most: Value, _ name: String) throws(BodyFault) -> Value {
    guard value <= most else { throw BodyFault(detail: "\(name) is \(value), more than the \(most) that it can be") }
    return value
  }

  /// The text, or one that no quantity has: the parser then tells what is wrong.
  private static func text(_ container: any SingleValueDecodingContainer) throws(QuantityError) -> String {
    (try? container.decode(String.self)) ?? ""
  }
}

/// A label as text.
struct LabelText: Codable, Hashable {
  let value: Label

  init(_ value: Label) { self.value = value }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Label(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a label")
    }
    self.value = value
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value.description)
  }
}

/// A command's id as 32 hexadecimal digits.
struct CommandText: Codable, Hashable {
  let value: CommandID

  init(_ value: CommandID) { self.value = value }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16), let low = UInt64(text.dropFirst(16), radix: 16)
    else { throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a command id") }
    value = CommandID(high: high, low: low)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  /// The id as it stands in a body.
  var text: String {
    func digits(_ half: UInt64) -> String {
      let digits = String(half, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    return digits(value.high) + digits(value.low)
  }
}

extension WallTime {
  /// The label as `2026-03-01T08:15:30.123456Z`: sorts as text, and says that it is UTC.
  var utcText: String {
    func divided(_ value: Int64, by divisor: Int64) -> (quotient: Int64, rest: Int64) {
      let rest = value % divisor
      return rest < 0 ? (value / divisor - 1, rest + divisor) : (value / divisor, rest)
    }
    func digits(_ value: Int64, _ count: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
    let (seconds, micros) = divided(microsecondsSince1970, by: 1_000_000)
    let (days, second) = divided(seconds, by: 86_400)
    // Days to a date by the proleptic Gregorian calendar, in eras of 400 years that begin on a 1 March.
    let (era, dayOfEra) = divided(days + 719_468, by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    let date = "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
    let time = "\(digits(second / 3_600, 2)):\(digits(second / 60 % 60, 2)):\(digits(second % 60, 2))"
    return "\(date)T\(time).\(digits(micros, 6))Z"
  }
}

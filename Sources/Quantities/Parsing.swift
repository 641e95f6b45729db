/// One unit text and how many base units one of it is.
public struct UnitForm: Sendable {
  /// The unit as written, for example "mL/h".
  public let symbol: String
  /// Base units in one of this unit, greater than zero.
  public let baseUnitsEach: Int64
}

/// Why a text is not a quantity; each message shows the accepted form.
public struct QuantityError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with the text.
  public enum Reason: Hashable, Sendable {
    case notANumber, unitMissing, unitUnknown, outOfRange, tooFine
  }
  /// The reason, for programs.
  public let reason: Reason
  /// The text that was refused, at most 40 characters of it.
  public let text: String
  /// A text that would have been accepted, for example "12.25 mL/h".
  public let example: String
  /// The units that this quantity takes.
  public let units: String

  /// A sentence for a person: what was read, what is wrong, what is accepted.
  public var description: String {
    let fault =
      switch reason {
      case .notANumber: "is not a number as it is written here (digits, one point with digits on both sides, no sign, no comma)"
      case .unitMissing: "has no unit"
      case .unitUnknown: "has a unit that is not accepted here"
      case .outOfRange: "is too large"
      case .tooFine: "has more decimals than can be kept exactly"
      }
    return "\"\(text)\" \(fault); write NUMBER UNIT, for example \"\(example)\" (units: \(units))"
  }
}

extension Quantity {
  /// Reads `NUMBER[space]UNIT`, the one grammar for quantities in text (SR-014, SR-015).
  ///
  /// A number is `digits` or `digits.digits`; no sign, no comma, no exponent, no bare point, no bare number. A value
  /// that cannot be held exactly in base units is refused rather than rounded.
  public init(parsing text: String) throws(QuantityError) {
    func refusal(_ reason: QuantityError.Reason) -> QuantityError {
      QuantityError(
        reason: reason, text: String(text.prefix(40)), example: Self.example,
        units: Self.unitForms.map(\.symbol).joined(separator: ", "))
    }
    var bytes = Array(text.utf8)[...]
    let whole = takeDigits(&bytes)
    var fraction: ArraySlice<UInt8> = []
    if bytes.first == UInt8(ascii: ".") {
      bytes.removeFirst()
      fraction = takeDigits(&bytes)
      if fraction.isEmpty { throw refusal(.notANumber) }
    }
    if whole.isEmpty { throw refusal(.notANumber) }
    if bytes.first == UInt8(ascii: " ") { bytes.removeFirst() }
    if bytes.isEmpty { throw refusal(.unitMissing) }
    guard let form = Self.unitForms.first(where: { $0.symbol.utf8.elementsEqual(bytes) }) else {
      // A comma, a sign or an exponent sits where the unit should begin: it is the number that is wrong.
      let first = bytes.first ?? 0
      throw refusal(isLetter(first) && !isExponent(bytes) ? .unitUnknown : .notANumber)
    }
    switch amount(whole: whole, fraction: fraction, each: form.baseUnitsEach) {
    case .exact(let baseUnits): self.init(baseUnits: baseUnits)
    case .tooLarge: throw refusal(.outOfRange)
    case .tooFine: throw refusal(.tooFine)
    }
  }

  /// The exact value in the canonical unit: leading zero always, trailing zeros never.
  public var description: String { text(in: Self.unitForms[0]) }

  /// The value in the canonical unit, rounded down to at most `decimals` decimals.
  public func text(decimals: Int) -> String { text(in: Self.unitForms[0], decimals: decimals) }

  /// The value in the unit named `symbol`, rounded down to at most `decimals` decimals; traps when the unit is not one of
  /// this quantity's.
  public func text(in symbol: String, decimals: Int) -> String {
    guard let form = Self.unitForms.first(where: { $0.symbol == symbol }) else {
      preconditionFailure("not a unit of this quantity")
    }
    return text(in: form, decimals: decimals)
  }

  private func text(in form: UnitForm, decimals: Int = 12) -> String {
    let whole = baseUnits / form.baseUnitsEach
    var rest = baseUnits % form.baseUnitsEach
    var digits: [UInt8] = []
    while rest > 0 && digits.count < decimals {
      digits.append(UInt8(ascii: "0") + UInt8(scaledDown(rest, times: 10, over: form.baseUnitsEach)))
      rest = Int64(form.baseUnitsEach.dividingFullWidth(rest.multipliedFullWidth(by: 10)).remainder)
    }
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    let number = digits.isEmpty ? "\(whole)" : "\(whole).\(String(decoding: digits, as: UTF8.self))"
    return "\(number) \(form.symbol)"
  }

  private static var example: String { "12.25 \(unitForms[0].symbol)" }
}

/// Removes the leading ASCII digits of `bytes` and returns them.
private func takeDigits(_ bytes: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  let digits = bytes.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
  bytes = bytes.dropFirst(digits.count)
  return digits
}

private func isLetter(_ byte: UInt8) -> Bool {
  (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")) || (byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z"))
}

/// Whether the text begins like the exponent of "1e3", which the grammar does not have.
private func isExponent(_ bytes: ArraySlice<UInt8>) -> Bool {
  guard let first = bytes.first, let next = bytes.dropFirst().first else { return false }
  return (first | 0x20) == UInt8(ascii: "e") && !isLetter(next)
}

private enum Amount {
  case exact(Int64), tooLarge, tooFine
}

/// The written number in base units, where it comes out whole.
private func amount(whole: ArraySlice<UInt8>, fraction: ArraySlice<UInt8>, each: Int64) -> Amount {
  var value: Int64 = 0
  for digit in whole {
    let (shifted, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, carry) = shifted.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
    if overflow || carry { return .tooLarge }
    value = sum
  }
  let (scaled, overflow) = value.multipliedReportingOverflow(by: each)
  if overflow { return .tooLarge }
  var numerator: Int64 = 0
  var denominator: Int64 = 1
  for digit in fraction.reversed().drop(while: { $0 == UInt8(ascii: "0") }).reversed() {
    // 18 places fill the integer; no unit has that many, so the value cannot come out whole.
    let (next, wide) = denominator.multipliedReportingOverflow(by: 10)
    if wide { return .tooFine }
    denominator = next
    numerator = numerator * 10 + Int64(digit - UInt8(ascii: "0"))
  }
  let (part, rest) = denominator.dividingFullWidth(numerator.multipliedFullWidth(by: each))
  if rest != 0 { return .tooFine }
  let (sum, carry) = scaled.addingReportingOverflow(part)
  return carry ? .tooLarge : .exact(sum)
}

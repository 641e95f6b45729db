import Quantities

// How the limits of a vital sign are written: a whole number and the unit of the figure, or a time for a delay (SR-014, SR-111).

/// Why a text is not the value of a limit; the sentence shows a text that would have been accepted.
public struct LimitTextFault: Error, Hashable, Sendable {
  /// What is wrong and what is accepted, for people.
  public let sentence: String
}

extension LimitedSignal {
  /// The figure with this name, however it is capitalized; nil where there is none.
  public init?(named name: String) {
    guard let signal = Self.allCases.first(where: { $0.name.lowercased() == name.lowercased() }) else { return nil }
    self = signal
  }
}

extension LimitKey {
  /// The value that `text` gives to this limit: whole digits and the figure's unit, such as `88 %`, `130 mmHg`, `45/min`; for a
  /// delay a time of whole seconds, such as `15 s`. One blank before the unit may be left out.
  ///
  /// No bare number, no sign and no fraction. Whether the value is within its bounds is judged elsewhere (SR-042).
  public func value(parsing text: String, of signal: LimitedSignal) throws(LimitTextFault) -> Int32 {
    switch self {
    case .warnLow, .warnHigh, .pauseLow, .pauseHigh: try figure(text, signal)
    case .warnDelay, .pauseDelay: try delay(text)
    }
  }

  /// A value of this limit as text, with its unit.
  public func text(_ value: Int32, of signal: LimitedSignal) -> String {
    switch self {
    case .warnLow, .warnHigh, .pauseLow, .pauseHigh:
      signal.unit.hasPrefix("/") ? "\(value)\(signal.unit)" : "\(value) \(signal.unit)"
    case .warnDelay, .pauseDelay: "\(value) s"
    }
  }

  private func figure(_ text: String, _ signal: LimitedSignal) throws(LimitTextFault) -> Int32 {
    let digits = text.utf8.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    var rest = text.utf8.dropFirst(digits.count)
    if rest.first == UInt8(ascii: " ") { rest = rest.dropFirst() }
    // Four digits are more than any figure has, and far from overflow.
    guard (1...4).contains(digits.count), rest.elementsEqual(signal.unit.utf8) else {
      let range = LimitBounds.range(of: self, signal)
      throw LimitTextFault(
        sentence: "\"\(Self.shown(text))\" is no \(name) of \(signal.name); write a whole number with its unit, for example "
          + "\"\(self.text(range.least, of: signal))\"")
    }
    return digits.reduce(0) { $0 * 10 + Int32($1 - UInt8(ascii: "0")) }
  }

  private func delay(_ text: String) throws(LimitTextFault) -> Int32 {
    let time: Interval
    do throws(QuantityError) {
      time = try Interval(parsing: text)
    } catch {
      throw LimitTextFault(
        sentence: "\"\(Self.shown(text))\" is no \(name); write a time of whole seconds, for example \"15 s\"")
    }
    guard time == .seconds(time.wholeSeconds) else {
      throw LimitTextFault(
        sentence: "\"\(Self.shown(text))\" is no \(name): it is counted in whole seconds, for example \"15 s\"")
    }
    return Int32(clamping: time.wholeSeconds)
  }

  /// A text from outside, short, without what could disturb a terminal.
  private static func shown(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(40).map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }))
  }
}

import ArgumentParser
import Quantities
import Therapy

// Readers of arguments: what is malformed is told with the accepted form, and the exit code is 64. The text itself is kept and
// sent, so that the daemon reads what was typed.

/// A quantity of the given kind.
func readQuantity<Amount: Quantity>(_ type: Amount.Type) -> @Sendable (String) throws -> String {
  { text in
    do throws(QuantityError) { _ = try Amount(parsing: text) } catch { throw ValidationError(error.description) }
    return text
  }
}

/// A rate in any of its units.
@Sendable func readRate(_ text: String) throws -> String {
  do throws(RateFault) { _ = try RequestedRate(parsing: text) } catch { throw ValidationError(error.sentence) }
  return text
}

/// A command id.
@Sendable func readCommandID(_ text: String) throws -> String {
  let groups = text.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8.count)
  guard groups == [32] || groups == [8, 4, 4, 4, 12], text.utf8.allSatisfy({ isHexadecimal($0) || $0 == UInt8(ascii: "-") })
  else {
    throw ValidationError("a command id is 32 hexadecimal digits")
  }
  return text
}

/// A token as it was read back.
@Sendable func readToken(_ text: String) throws -> String {
  guard (1...64).contains(text.utf8.count) else {
    throw ValidationError("a token is what the read-back told, for example 0123-4567-89ab-cdef")
  }
  return text
}

/// A reason.
@Sendable func readReason(_ text: String) throws -> String {
  guard (1...200).contains(text.unicodeScalars.count), printable(text) == text else {
    throw ValidationError("a reason has 1 to 200 characters and no control characters")
  }
  return text
}

/// A reason that somebody answers for.
@Sendable func readWeighedReason(_ text: String) throws -> String {
  guard try readReason(text).unicodeScalars.count(where: { $0 != " " }) >= 10 else {
    throw ValidationError("this needs a reason of at least 10 characters, blanks not counted")
  }
  return text
}

/// A scale by its name, however it is capitalized.
@Sendable func readScale(_ text: String) throws -> ClinicalScale {
  guard let scale = ClinicalScale.allCases.first(where: { $0.name.lowercased() == text.lowercased() }) else {
    let known = ClinicalScale.allCases.map(\.name).joined(separator: ", ")
    throw ValidationError("there is no scale \"\(printable(String(text.prefix(40))))\"; there is: \(known)")
  }
  return scale
}

/// A vital sign that has limits, by its name, however it is capitalized.
@Sendable func readSignal(_ text: String) throws -> LimitedSignal {
  guard let signal = LimitedSignal(named: text) else {
    let known = LimitedSignal.allCases.map(\.name).joined(separator: ", ")
    throw ValidationError("there is no limit of \"\(printable(String(text.prefix(40))))\"; there is: \(known)")
  }
  return signal
}

/// A blood pressure; whether a patient can have it is the daemon's to judge, and to record.
@Sendable func readPressure(_ text: String) throws -> String {
  let parts = text.split(separator: "/", omittingEmptySubsequences: false)
  let isWellFormed = parts.allSatisfy { part in
    (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
  guard parts.count == 3, isWellFormed else {
    throw ValidationError(
      "\"\(printable(String(text.prefix(40))))\" is no blood pressure; write SYSTOLIC/DIASTOLIC/MEAN in mmHg, for example "
        + "120/80/93")
  }
  return text
}

/// The name of an account.
@Sendable func readAccount(_ text: String) throws -> String {
  guard (1...256).contains(text.utf8.count), printable(text) == text else {
    throw ValidationError("an account is named as on this machine, for example nora")
  }
  return text
}

private func isHexadecimal(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): true
  default: false
  }
}

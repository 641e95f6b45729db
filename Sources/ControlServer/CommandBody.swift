import ControlAPI
import Controller
import Quantities
import Therapy

/// A command's body, read and well formed, but not judged.
struct CommandBody: Sendable {
  /// What is asked for.
  enum Wish: Sendable {
    case order(PreparationRequest)
    case confirmation(token: String)
    case rate(RequestedRate)
    case resume(RequestedRate?)
    case score(ClinicalScale, Int8)
    case cuff(systolic: Int32, diastolic: Int32, mean: Int32)
    case handover(account: String)
    case plain
  }

  let id: CommandID
  let wish: Wish
  let reason: String?

  /// Reads the body of a command of this kind; pauses and stops are read more leniently elsewhere.
  init(_ kind: CommandKind, _ bytes: [UInt8]) throws(Problem) {
    var reason: String?
    switch kind {
    case .prepare:
      let request = try Self.decode(PrepareRequest.self, bytes)
      id = try Self.identifier(request.command)
      wish = .order(try Self.order(request))
    case .start, .confirm, .resume, .second:
      let request = try Self.decode(TokenRequest.self, bytes)
      id = try Self.identifier(request.command)
      wish = .confirmation(token: request.token)
    case .approve:
      let request = try Self.decode(ApproveRequest.self, bytes)
      id = try Self.identifier(request.command)
      wish = .confirmation(token: request.token)
      reason = try Self.weighed(request.reason)
    case .setRate:
      let request = try Self.decode(SetRateRequest.self, bytes)
      id = try Self.identifier(request.command)
      wish = .rate(try Self.rate(request.rate))
      reason = request.reason
    case .prepareResume:
      let request = try Self.decode(ResumeRequest.self, bytes)
      id = try Self.identifier(request.command)
      wish = .resume(try request.rate.map(Self.rate))
      reason = request.reason
      guard !request.reason.allSatisfy(\.isWhitespace) else {
        throw Problem(400, "malformed-reason", "A resume needs a reason of 1 to 200 characters.")
      }
    case .score:
      let request = try Self.decode(ScoreRequest.self, bytes)
      id = try Self.identifier(request.command)
      wish = try Self.score(request)
    case .vitals:
      let request = try Self.decode(VitalsRequest.self, bytes)
      id = try Self.identifier(request.command)
      wish = try Self.cuff(request.nibp)
    case .handover:
      let request = try Self.decode(HandoverRequest.self, bytes)
      id = try Self.identifier(request.command)
      wish = .handover(account: request.to)
    case .closeEarly:
      let request = try Self.decode(ReasonRequest.self, bytes)
      id = try Self.identifier(request.command)
      wish = .plain
      reason = try Self.weighed(request.reason)
    case .nextStep, .reconcile, .reset, .close, .acknowledge:
      id = try Self.identifier(try Self.decode(PlainRequest.self, bytes).command)
      wish = .plain
    case .pause, .stop: preconditionFailure("stops are read elsewhere")
    }
    self.reason = try Self.checked(reason: reason)
  }

  private static func decode<Request: RequestBody>(_ type: Request.Type, _ bytes: [UInt8]) throws(Problem) -> Request {
    do throws(CodingFault) {
      return try APICoding.decode(request: type, from: bytes)
    } catch {
      throw Problem(error)
    }
  }

  private static func identifier(_ text: String) throws(Problem) -> CommandID {
    guard let id = CommandID(text: text) else {
      throw Problem(400, "malformed-command-id", "A command id is 32 hexadecimal digits.")
    }
    return id
  }

  private static func order(_ request: PrepareRequest) throws(Problem) -> PreparationRequest {
    // Longer than any name that exists; what is in it is judged where names are looked up.
    for (member, text) in [("protocol", request.protocol), ("patient", request.patient)] where text.utf8.count > 64 {
      throw Problem(400, "malformed-name", "The member \"\(member)\" is longer than 64 bytes.")
    }
    return PreparationRequest(
      protocolName: request.protocol, patient: request.patient, weight: try quantity(BodyMass.self, request.weight, "weight"),
      rate: try request.rate.map(rate),
      duration: try request.duration.map { (text) throws(Problem) in
        min(try quantity(Interval.self, text, "duration"), .seconds(3_600_000))
      },
      concentration: try request.concentration.map { (text) throws(Problem) in
        min(try quantity(Concentration.self, text, "concentration"), Concentration(nanogramsPerMilliliter: 1_000_000_000))
      })
  }

  private static func quantity<Amount: Quantity>(
    _ type: Amount.Type, _ text: String, _ member: String
  ) throws(Problem) -> Amount {
    do throws(QuantityError) {
      return try Amount(parsing: text)
    } catch {
      throw Problem(400, "malformed-quantity", "The \(member): \(error.description).")
    }
  }

  private static func rate(_ text: String) throws(Problem) -> RequestedRate {
    do throws(RateFault) {
      return try RequestedRate(parsing: text)
    } catch {
      throw Problem(400, "malformed-quantity", "The rate: \(error.sentence).")
    }
  }

  private static func checked(reason: String?) throws(Problem) -> String? {
    guard let reason, !reason.isEmpty else { return nil }
    guard reason.unicodeScalars.count <= 200, !reason.unicodeScalars.contains(where: ControlDesk.isControl) else {
      throw Problem(400, "malformed-reason", "A reason has at most 200 characters and no control characters.")
    }
    return reason
  }

  /// A reason that a physician answers for: at least 10 characters (SR-003, SR-034).
  private static func weighed(_ reason: String) throws(Problem) -> String {
    guard reason.unicodeScalars.count(where: { $0 != " " }) >= 10 else {
      throw Problem(400, "malformed-reason", "This needs a reason of at least 10 characters.")
    }
    return reason
  }

  private static func score(_ request: ScoreRequest) throws(Problem) -> Wish {
    let scales = ClinicalScale.allCases
    guard let scale = scales.first(where: { $0.name.lowercased() == request.scale.lowercased() }) else {
      let known = scales.map(\.name).joined(separator: ", ")
      throw Problem(400, "unknown-scale", "There is no scale \"\(ControlDesk.shown(request.scale))\". There is: \(known).")
    }
    guard let value = scale.value(parsing: request.value) else {
      let range = "\(scale.text(scale.range.lowerBound)) to \(scale.text(scale.range.upperBound))"
      throw Problem(
        400, "malformed-score",
        "\"\(ControlDesk.shown(request.value))\" is no value of \(scale.name), which goes from \(range) in whole numbers.")
    }
    return .score(scale, value)
  }

  private static func cuff(_ text: String) throws(Problem) -> Wish {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let figures = parts.compactMap { part in part.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } ? Int32(part) : nil }
    guard parts.count == 3, figures.count == 3 else {
      throw Problem(
        400, "malformed-pressure",
        "\"\(ControlDesk.shown(text))\" is no blood pressure. Write SYSTOLIC/DIASTOLIC/MEAN in mmHg, for example 120/80/93.")
    }
    return .cuff(systolic: figures[0], diastolic: figures[1], mean: figures[2])
  }
}

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
    case limit(LimitedSignal, LimitChange)
    case audioPause(Interval?)
    case plain
  }

  let id: CommandID
  let wish: Wish
  let reason: String?

  /// Reads the body of a command of this kind; pauses and stops are read more leniently elsewhere.
  init(_ kind: CommandKind, _ bytes: [UInt8]) throws(Problem) {
    let read = try Self.read(kind, bytes)
    (id, wish) = (read.id, read.wish)
    reason = try Self.checked(reason: read.reason)
  }

  private static func read(
    _ kind: CommandKind, _ bytes: [UInt8]
  ) throws(Problem) -> (id: CommandID, wish: Wish, reason: String?) {
    switch kind {
    case .prepare:
      let request = try decode(PrepareRequest.self, bytes)
      return (try identifier(request.command), .order(try order(request)), nil)
    case .start, .confirm, .resume, .second, .confirmAlarmTest:
      let request = try decode(TokenRequest.self, bytes)
      return (try identifier(request.command), .confirmation(token: request.token), nil)
    case .approve:
      let request = try decode(ApproveRequest.self, bytes)
      return (try identifier(request.command), .confirmation(token: request.token), try weighed(request.reason))
    case .setRate:
      let request = try decode(SetRateRequest.self, bytes)
      return (try identifier(request.command), .rate(try rate(request.rate)), request.reason)
    case .prepareResume:
      let request = try decode(ResumeRequest.self, bytes)
      let (id, rate) = (try identifier(request.command), try request.rate.map(rate))
      guard !request.reason.allSatisfy(\.isWhitespace) else {
        throw Problem(400, "malformed-reason", "A resume needs a reason of 1 to 200 characters.")
      }
      return (id, .resume(rate), request.reason)
    case .score:
      let request = try decode(ScoreRequest.self, bytes)
      return (try identifier(request.command), try score(request), nil)
    case .vitals:
      let request = try decode(VitalsRequest.self, bytes)
      return (try identifier(request.command), try cuff(request.nibp), nil)
    case .handover:
      let request = try decode(HandoverRequest.self, bytes)
      return (try identifier(request.command), .handover(account: request.to), nil)
    case .closeEarly:
      let request = try decode(ReasonRequest.self, bytes)
      return (try identifier(request.command), .plain, try weighed(request.reason))
    case .setLimit:
      let request = try decode(LimitRequest.self, bytes)
      return (try identifier(request.command), try limit(request), nil)
    case .pauseAudio:
      let request = try decode(AudioPauseRequest.self, bytes)
      return (try identifier(request.command), .audioPause(try audioPause(request)), nil)
    case .nextStep, .reconcile, .reset, .close, .acknowledge, .testAlarms:
      return (try identifier(try decode(PlainRequest.self, bytes).command), .plain, nil)
    case .pause, .stop: preconditionFailure("stops are read elsewhere")
    }
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
        "\"\(ControlDesk.shown(request.value))\" is no value of \(scale.name), which goes from \(range)\(scale.counting).")
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

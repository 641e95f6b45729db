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
    case .start, .confirm, .resume:
      let request = try Self.decode(TokenRequest.self, bytes)
      id = try Self.identifier(request.command)
      wish = .confirmation(token: request.token)
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
      if request.reason.isEmpty { throw Problem(400, "malformed-reason", "A resume needs a reason of 1 to 200 characters.") }
    case .reconcile, .reset, .close, .acknowledge:
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
}

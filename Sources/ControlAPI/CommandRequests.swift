// The bodies of `POST /v1/channels/NAME/COMMAND`. Every member is a string; quantities are `NUMBER UNIT`; `command` is the id
// that the client made: 32 hexadecimal digits, the same again for a retry.

/// `prepare`: ask for the read-back of an order.
public struct PrepareRequest: RequestBody, Hashable {
  /// The command id.
  public var command: String
  /// The protocol.
  public var `protocol`: String
  /// The clinic's code for the patient.
  public var patient: String
  /// Today's weight, kg.
  public var weight: String
  /// Another rate than the protocol's: mL/h, mg/kg/h, ug/kg/min or mg/h.
  public var rate: String?
  /// Another duration than the protocol's.
  public var duration: String?
  /// The concentration, where the protocol leaves a choice.
  public var concentration: String?

  /// Every member.
  public static let members = ["command", "protocol", "patient", "weight", "rate", "duration", "concentration"]

  /// A request.
  public init(
    command: String, protocol: String, patient: String, weight: String, rate: String? = nil, duration: String? = nil,
    concentration: String? = nil
  ) {
    self.command = command
    self.protocol = `protocol`
    self.patient = patient
    self.weight = weight
    self.rate = rate
    self.duration = duration
    self.concentration = concentration
  }
}

/// `start`, `confirm`, `resume`: make so what was read back; `second`: confirm it as another clinician.
public struct TokenRequest: RequestBody, Hashable {
  /// The command id.
  public var command: String
  /// The token of the read-back.
  public var token: String

  /// Every member.
  public static let members = ["command", "token"]

  /// A request.
  public init(command: String, token: String) {
    self.command = command
    self.token = token
  }
}

/// `set-rate`: lower the rate at once, or ask for the read-back of a raise.
public struct SetRateRequest: RequestBody, Hashable {
  /// The command id.
  public var command: String
  /// The new rate: mL/h, mg/kg/h, ug/kg/min or mg/h.
  public var rate: String
  /// Why.
  public var reason: String?

  /// Every member.
  public static let members = ["command", "rate", "reason"]

  /// A request.
  public init(command: String, rate: String, reason: String? = nil) {
    self.command = command
    self.rate = rate
    self.reason = reason
  }
}

/// `prepare-resume`: ask for the read-back of a resume.
public struct ResumeRequest: RequestBody, Hashable {
  /// The command id.
  public var command: String
  /// The rate to resume at; without it half of the rate before the pause.
  public var rate: String?
  /// Why it is right to resume.
  public var reason: String

  /// Every member.
  public static let members = ["command", "rate", "reason"]

  /// A request.
  public init(command: String, rate: String? = nil, reason: String) {
    self.command = command
    self.rate = rate
    self.reason = reason
  }
}

/// `approve`: a physician confirms what is beyond a soft limit.
public struct ApproveRequest: RequestBody, Hashable {
  /// The command id.
  public var command: String
  /// The token of the read-back that is approved.
  public var token: String
  /// Why, at least 10 characters.
  public var reason: String

  /// Every member.
  public static let members = ["command", "token", "reason"]

  /// A request.
  public init(command: String, token: String, reason: String) {
    self.command = command
    self.token = token
    self.reason = reason
  }
}

/// `close-early`: a physician ends the record although something is left open.
public struct ReasonRequest: RequestBody, Hashable {
  /// The command id.
  public var command: String
  /// Why, at least 10 characters.
  public var reason: String

  /// Every member.
  public static let members = ["command", "reason"]

  /// A request.
  public init(command: String, reason: String) {
    self.command = command
    self.reason = reason
  }
}

/// `score`: what a person judged on a scale.
public struct ScoreRequest: RequestBody, Hashable {
  /// The command id.
  public var command: String
  /// The scale, for example `POSS`.
  public var scale: String
  /// The value on that scale, for example `2`, `S` or `-1`.
  public var value: String

  /// Every member.
  public static let members = ["command", "scale", "value"]

  /// A request.
  public init(command: String, scale: String, value: String) {
    self.command = command
    self.scale = scale
    self.value = value
  }
}

/// `vitals`: what a person measured.
public struct VitalsRequest: RequestBody, Hashable {
  /// The command id.
  public var command: String
  /// Blood pressure by cuff, mmHg: `SYSTOLIC/DIASTOLIC/MEAN`, for example `120/80/93`.
  public var nibp: String

  /// Every member.
  public static let members = ["command", "nibp"]

  /// A request.
  public init(command: String, nibp: String) {
    self.command = command
    self.nibp = nibp
  }
}

/// `handover`: offer the patient to a person, or take it as that person.
public struct HandoverRequest: RequestBody, Hashable {
  /// The command id.
  public var command: String
  /// The Unix account of whoever takes the patient.
  public var to: String

  /// Every member.
  public static let members = ["command", "to"]

  /// A request.
  public init(command: String, to: String) {
    self.command = command
    self.to = to
  }
}

/// `next-step`, `reconcile`, `reset`, `close` and the acknowledgement of an alarm: nothing but the id.
public struct PlainRequest: RequestBody, Hashable {
  /// The command id.
  public var command: String

  /// Every member.
  public static let members = ["command"]

  /// A request.
  public init(command: String) { self.command = command }
}

/// `pause` and `stop`: everything may be left out, even the body.
public struct StopRequest: RequestBody, Hashable {
  /// The command id.
  public var command: String?
  /// Why.
  public var reason: String?

  /// Every member.
  public static let members = ["command", "reason"]

  /// A request.
  public init(command: String? = nil, reason: String? = nil) {
    self.command = command
    self.reason = reason
  }
}

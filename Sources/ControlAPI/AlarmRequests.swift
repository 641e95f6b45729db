// The bodies of commands about alarms and their limits; `command` is the id that the client made.

/// `set-limit`: change limits of a vital sign for this session (SR-111).
public struct LimitRequest: RequestBody, Hashable {
  /// The command id.
  public var command: String
  /// The figure: SpO2, RR, HR, SBP, DBP, MAP or EtCO2.
  public var signal: String
  /// A value below warns; a whole number with the figure's unit, as the other values.
  public var warnLow: String?
  /// A value above warns.
  public var warnHigh: String?
  /// A value below pauses.
  public var pauseLow: String?
  /// A value above pauses.
  public var pauseHigh: String?
  /// How long a value must be bad before it warns; whole seconds.
  public var warnDelay: String?
  /// How long before it pauses.
  public var pauseDelay: String?

  /// Every member.
  public static let members = [
    "command", "signal", "warn_low", "warn_high", "pause_low", "pause_high", "warn_delay", "pause_delay",
  ]

  /// A request that changes nothing yet; the values are filled in by assignment.
  public init(command: String, signal: String) {
    self.command = command
    self.signal = signal
  }
}

/// `pause-audio`: pause the audio of the alarms that are on, for the whole room (SR-104).
public struct AudioPauseRequest: RequestBody, Hashable {
  /// The command id.
  public var command: String
  /// For how long, 30 s to 10 min; 2 min without it.
  public var time: String?

  /// Every member.
  public static let members = ["command", "time"]

  /// A request.
  public init(command: String, time: String? = nil) {
    self.command = command
    self.time = time
  }
}

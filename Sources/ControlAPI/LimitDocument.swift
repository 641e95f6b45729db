/// The limits of vital signs of one channel: the answer to `GET /v1/channels/NAME/limits` (SR-111).
public struct LimitListDocument: Codable, Hashable, Sendable {
  /// The channel.
  public var channel: String
  /// The open session, for which changed limits hold; absent without one.
  public var session: UInt64?
  /// Every limit of every figure.
  public var limits: [LimitDocument]

  /// A list.
  public init(channel: String, session: UInt64?, limits: [LimitDocument]) {
    self.channel = channel
    self.session = session
    self.limits = limits
  }
}

/// One limit of one figure. Values are text with their unit; absent where that side has none.
public struct LimitDocument: Codable, Hashable, Sendable {
  /// The figure, for example `SpO2`.
  public var signal: String
  /// Which of its limits, for example `pause-low`.
  public var limit: String
  /// The value that holds now.
  public var value: String?
  /// The clinic's value, which the next session begins with.
  public var standard: String?
  /// The least that it may be set to.
  public var least: String
  /// The most that it may be set to.
  public var most: String
  /// Whether it was changed for this session.
  public var changed: Bool

  /// A limit with every member given.
  public init(
    signal: String, limit: String, value: String?, standard: String?, least: String, most: String, changed: Bool
  ) {
    self.signal = signal
    self.limit = limit
    self.value = value
    self.standard = standard
    self.least = least
    self.most = most
    self.changed = changed
  }
}

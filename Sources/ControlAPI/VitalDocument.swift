/// The newest reading of one vital sign, and that of a second monitor beside it.
public struct VitalDocument: Codable, Hashable, Sendable {
  /// `SpO2`, `HR`, `RR` or `EtCO2`.
  public var signal: String
  /// The value in `unit`; absent when there is none.
  public var value: Int?
  /// `%`, `/min` or `mmHg`.
  public var unit: String
  /// `good`, `questionable`, `sensor-off`, `missing`, or `none` when nothing ever came.
  public var quality: String
  /// How old the reading is; absent when nothing ever came.
  public var age: String?
  /// Whether the session requires the signal.
  public var required: Bool
  /// The same from the second monitor; absent where the channel has none (SR-048).
  public var second: SecondVitalDocument?
  /// `first` or `second`: whose value is worse, and so the one that is judged; absent where that cannot be said.
  public var worse: String?

  /// A reading of one monitor.
  public init(signal: String, value: Int?, unit: String, quality: String, age: String?, required: Bool) {
    self.signal = signal
    self.value = value
    self.unit = unit
    self.quality = quality
    self.age = age
    self.required = required
  }
}

/// The reading of a second monitor, in the unit of the first.
public struct SecondVitalDocument: Codable, Hashable, Sendable {
  /// The value; absent when there is none.
  public var value: Int?
  /// As that of the first.
  public var quality: String
  /// How old the reading is; absent when nothing ever came.
  public var age: String?

  /// A reading with every member given.
  public init(value: Int?, quality: String, age: String?) {
    self.value = value
    self.quality = quality
    self.age = age
  }
}

public import Quantities

/// A scale by which a person judges a patient. Its name is stored with each value: two scales may run in opposite directions
/// (clinical defaults, sections 4 and 5; SR-050).
public enum ClinicalScale: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  /// Pasero opioid-induced sedation scale: 0 stands for S (asleep, easy to rouse), then 1 to 4.
  case poss
  /// Richmond agitation-sedation scale, -5 (unarousable) to +4 (combative).
  case rass
  /// Modified observer's assessment of alertness and sedation, 5 (alert) to 0.
  case moaas
  /// How much dissociation distresses the patient, 0 to 10.
  case distress
  /// Nausea, 0 to 10.
  case nausea
  /// Clinician-administered dissociative states scale, total of 23 items, 0 to 92.
  case cadss
  /// Its six-item form, 0 to 24.
  case cadss6
  /// Numeric rating of pain, 0 to 10.
  case nrs
  /// Whether the patient has vomited, 0 (no) or 1 (yes).
  case vomiting

  /// How many scales there are.
  @inlinable public static var count: Int { 9 }

  /// The name as people and files write it.
  public var name: String {
    switch self {
    case .poss: "POSS"
    case .rass: "RASS"
    case .moaas: "MOAA/S"
    case .distress: "distress"
    case .nausea: "nausea"
    case .cadss: "CADSS"
    case .cadss6: "CADSS-6"
    case .nrs: "NRS"
    case .vomiting: "vomiting"
    }
  }

  /// The values that the scale has.
  public var range: ClosedRange<Int8> {
    switch self {
    case .poss: 0...4
    case .rass: -5...4
    case .moaas: 0...5
    case .distress, .nausea, .nrs: 0...10
    case .cadss: 0...92
    case .cadss6: 0...24
    case .vomiting: 0...1
    }
  }

  /// Whether the scale tells how sedated the patient is (SR-044).
  public var isSedation: Bool {
    @_noAllocation @_noLocks get {
      switch self {
      case .poss, .rass, .moaas: true
      case .distress, .nausea, .cadss, .cadss6, .nrs, .vomiting: false
      }
    }
  }

  /// A value of this scale as text; POSS writes S for a patient who sleeps and is easy to rouse, vomiting yes and no.
  public func text(_ value: Int8) -> String {
    switch self {
    case .poss where value == 0: "S"
    case .rass where value > 0: "+\(value)"
    case .vomiting: value == 0 ? "no" : "yes"
    case .poss, .rass, .moaas, .distress, .nausea, .cadss, .cadss6, .nrs: "\(value)"
    }
  }

  /// The value that this is the text of, or nil: each value has one text, but RASS may leave out the sign above 0, the letter of
  /// POSS may be a small one, and vomiting may be a number.
  public func value(parsing text: String) -> Int8? {
    range.first { value in
      if text == self.text(value) { return true }
      return switch self {
      case .rass, .vomiting: text == "\(value)"
      case .poss: value == 0 && text == "s"
      case .moaas, .distress, .nausea, .cadss, .cadss6, .nrs: false
      }
    }
  }
}

/// One judgement of a patient by a person.
public struct ScoreReading: Hashable, Sendable, BitwiseCopyable {
  /// The scale.
  public let scale: ClinicalScale
  /// The value, on that scale.
  public let value: Int8
  /// When it was entered; ages count from here (SR-045).
  public let at: Instant

  /// A reading; nil when the scale has no such value.
  @_noAllocation @_noLocks
  public init?(_ scale: ClinicalScale, value: Int8, at: Instant) {
    let range = scale.range
    guard value >= range.lowerBound, value <= range.upperBound else { return nil }
    self.scale = scale
    self.value = value
    self.at = at
  }
}

/// The newest reading of each scale, nil where none was entered.
public struct ClinicalScores: Sendable, BitwiseCopyable {
  @usableFromInline var readings: InlineArray<9, ScoreReading?>

  /// No reading of any scale.
  @_noAllocation @_noLocks
  public init() { readings = InlineArray(repeating: nil) }

  /// The newest reading of `scale`.
  @inlinable @_noAllocation @_noLocks
  public func newest(_ scale: ClinicalScale) -> ScoreReading? { readings[Int(scale.rawValue)] }

  /// The newest reading of any scale of sedation.
  public var newestSedation: ScoreReading? {
    @_noAllocation @_noLocks get {
      var newest: ScoreReading?
      for index in 0..<ClinicalScale.count {
        guard let reading = readings[index], reading.scale.isSedation else { continue }
        if let known = newest, known.at > reading.at { continue }
        newest = reading
      }
      return newest
    }
  }

  /// Takes a reading in the place of the one before.
  @_noAllocation @_noLocks
  public mutating func take(_ reading: ScoreReading) { readings[Int(reading.scale.rawValue)] = reading }
}

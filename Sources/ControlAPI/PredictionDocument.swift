/// What a model predicts of the drug in the patient. It is not measured, and nothing is raised by it (SR-056).
public struct PredictionDocument: Codable, Hashable, Sendable {
  /// The model whose levels are shown.
  public var model: String
  /// The band to either side of a level, percent.
  public var bandPercent: Int
  /// The concentration in plasma.
  public var plasma: PredictedLevelDocument
  /// The concentration at the effect site.
  public var effectSite: PredictedLevelDocument
  /// The highest level of plasma or effect site that any of the four models has within the next 10 min at the rate of now;
  /// limits are compared with it.
  public var highestAhead: String
  /// How long it takes until plasma and effect site of the slowest model are below `washedOut` if nothing more is given.
  public var timeToFall: String
  /// The level below which the drug counts as washed out.
  public var washedOut: String

  /// A prediction with every member given.
  public init(
    model: String, bandPercent: Int, plasma: PredictedLevelDocument, effectSite: PredictedLevelDocument, highestAhead: String,
    timeToFall: String, washedOut: String
  ) {
    self.model = model
    self.bandPercent = bandPercent
    self.plasma = plasma
    self.effectSite = effectSite
    self.highestAhead = highestAhead
    self.timeToFall = timeToFall
    self.washedOut = washedOut
  }
}

/// A predicted concentration with its band, all of the form `NUMBER ng/mL`.
public struct PredictedLevelDocument: Codable, Hashable, Sendable {
  /// From the least that may have been delivered.
  public var atLeast: String
  /// From the most that may have been delivered.
  public var atMost: String
  /// The lower end of the band around the least.
  public var bandLow: String
  /// The upper end of the band around the most.
  public var bandHigh: String

  /// A level with every member given.
  public init(atLeast: String, atMost: String, bandLow: String, bandHigh: String) {
    self.atLeast = atLeast
    self.atMost = atMost
    self.bandLow = bandLow
    self.bandHigh = bandHigh
  }
}

/// A prediction of a record, and when it was made.
public struct RecordedPredictionDocument: Codable, Hashable, Sendable {
  /// When.
  public var at: String
  /// What.
  public var prediction: PredictionDocument

  /// A prediction of then.
  public init(at: String, prediction: PredictionDocument) {
    self.at = at
    self.prediction = prediction
  }
}

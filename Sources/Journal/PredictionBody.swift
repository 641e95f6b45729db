import Quantities
import Therapy

/// A prediction as it stands in a body: the model that is shown, and its band, are named beside the numbers (SR-056).
struct PredictionBody: Codable {
  struct Level: Codable {
    let atLeast: QuantityText<PlasmaConcentration>
    let atMost: QuantityText<PlasmaConcentration>
  }

  let model: String
  let bandPercent: Int64
  let plasma: Level
  let effectSite: Level
  let highestAhead: QuantityText<PlasmaConcentration>
  let timeToFall: QuantityText<Interval>

  init(_ prediction: Prediction) {
    model = prediction.model.name
    bandPercent = Prediction.bandPercent
    plasma = Self.level(prediction.plasma)
    effectSite = Self.level(prediction.effectSite)
    highestAhead = QuantityText(prediction.highestAhead)
    timeToFall = QuantityText(prediction.timeToFall)
  }

  /// The prediction of the model that it names; there is one band, which stands beside it for whoever reads the text.
  func prediction() throws(BodyFault) -> Prediction {
    guard let model = KineticModel(name: model) else { throw BodyFault(detail: "prediction.model is no model") }
    return Prediction(
      model: model,
      plasma: try Self.level(plasma, "prediction.plasma"),
      effectSite: try Self.level(effectSite, "prediction.effect_site"),
      highestAhead: try highestAhead.value(upTo: Self.most, "prediction.highest_ahead"),
      timeToFall: try timeToFall.value(upTo: Self.longest, "prediction.time_to_fall"))
  }

  /// The highest level that is ever predicted, and the longest time: far above any session's.
  private static let most = PlasmaConcentration(picogramsPerMilliliter: 1_000_000_000)
  private static let longest = Interval.seconds(100 * 86_400)

  private static func level(_ level: PredictedLevel) -> Level {
    Level(atLeast: QuantityText(level.atLeast), atMost: QuantityText(level.atMost))
  }

  private static func level(_ level: Level, _ name: String) throws(BodyFault) -> PredictedLevel {
    let most = try level.atMost.value(upTo: most, "\(name).at_most")
    return PredictedLevel(atLeast: try level.atLeast.value(upTo: most, "\(name).at_least"), atMost: most)
  }
}

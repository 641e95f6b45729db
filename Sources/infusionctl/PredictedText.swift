import ControlAPI
import Quantities

/// How a prediction reads: always as predicted, with its model and its band (SR-056).
enum PredictedText {
  /// The prediction of a channel, line by line.
  static func lines(_ prediction: PredictionDocument) -> [String] {
    [
      "plasma \(level(prediction.plasma)), effect site \(level(prediction.effectSite)): \(model(prediction))",
      "\(fall(prediction)); highest of all models within 10 min: \(Figures.plasmaAtMost(prediction.highestAhead))",
    ]
  }

  /// The prediction in a few words, for `watch`.
  static func short(_ prediction: PredictionDocument) -> String {
    let band = "+-\(prediction.bandPercent) % (\(printable(prediction.model)))"
    return "predicted \(Figures.plasma(prediction.plasma.atMost)) \(band), effect site "
      + "\(Figures.plasma(prediction.effectSite.atMost)), \(fall(prediction))"
  }

  /// The highest of a record and the last one.
  static func record(_ prediction: RecordedPredictionDocument) -> String {
    "\(Figures.moment(prediction.at)) plasma \(level(prediction.prediction.plasma)), effect site "
      + "\(level(prediction.prediction.effectSite)): \(model(prediction.prediction)); \(fall(prediction.prediction))"
  }

  /// How long it takes to wash out, also where it has.
  private static func fall(_ prediction: PredictionDocument) -> String {
    let time = Figures.spoken(prediction.timeToFall)
    return "below \(printable(prediction.washedOut)) " + (time == "0 s" ? "now" : "\(time) after a stop")
  }

  private static func model(_ prediction: PredictionDocument) -> String {
    "predicted by \(printable(prediction.model)), +-\(prediction.bandPercent) %"
  }

  /// A level, as an interval where its ends differ by what is shown, and its band.
  private static func level(_ level: PredictedLevelDocument) -> String {
    let (least, most) = (Figures.plasma(level.atLeast), Figures.plasma(level.atMost))
    let value = least == most ? most : "\(least.split(separator: " ")[0])...\(most)"
    return "\(value) (\(Figures.plasma(level.bandLow).split(separator: " ")[0])-\(Figures.plasma(level.bandHigh)))"
  }
}

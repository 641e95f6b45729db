import ControlAPI
import Testing

@testable import infusionctl

@Suite("A prediction as text") struct PredictedTextTests {
  private func level(_ least: String, _ most: String, _ low: String, _ high: String) -> PredictedLevelDocument {
    PredictedLevelDocument(atLeast: least, atMost: most, bandLow: low, bandHigh: high)
  }

  private var prediction: PredictionDocument {
    PredictionDocument(
      model: "kamp", bandPercent: 25, plasma: level("219.651 ng/mL", "219.699 ng/mL", "164.738 ng/mL", "274.623 ng/mL"),
      effectSite: level("216 ng/mL", "217.19 ng/mL", "162 ng/mL", "271.487 ng/mL"), highestAhead: "220.84 ng/mL",
      timeToFall: "6640 s", washedOut: "100 ng/mL")
  }

  @Test("SR-056: status says predicted, by which model, with its band, both ends, and how long the drug takes to wash out")
  func status() {
    let lines = ChannelText.lines(channel("infusing") { $0.prediction = prediction }, program: "infusionctl")
    #expect(
      lines.contains(
        "  predicted    plasma 219.7 ng/mL (164.7-274.6 ng/mL), effect site 216...217.2 ng/mL (162-271.5 ng/mL): predicted by "
          + "kamp, +-25 %"), "\(lines)")
    #expect(
      lines.contains(
        "               below 100 ng/mL 1 h 50 min after a stop; highest of all models within 10 min: 220.9 ng/mL"), "\(lines)")
    #expect(!ChannelText.lines(channel("idle") { $0.order = nil }, program: "infusionctl").contains { $0.contains("predicted") })
    let unknown = ChannelText.lines(channel("interrupted"), program: "infusionctl")
    #expect(unknown.contains("  predicted    unknown until the pump has been read"))
  }

  @Test("SR-056: watch has it in a few words") func watch() {
    let line = ChannelText.line(channel("infusing") { $0.prediction = prediction }, time: "2026-11-30T20:00:00Z")
    #expect(
      line.contains(
        "| predicted 219.7 ng/mL +-25 % (kamp), effect site 217.2 ng/mL, "
          + "below 100 ng/mL 1 h 50 min after a stop |"), "\(line)")
  }

  @Test("SR-056: a drug that has washed out is told as that") func washedOut() {
    var prediction = prediction
    prediction.timeToFall = "0 s"
    #expect(PredictedText.short(prediction).hasSuffix("below 100 ng/mL now"))
  }

  @Test("SR-056: the record has the highest and the last") func record() {
    var record = RecordDocument(
      session: 7, channel: "bed-1", simulation: true, order: order(), phase: "closed", causeText: "asked for by a person",
      delivered: DeliveredDocument(atLeast: AmountDocument(volume: "1 mL"), atMost: AmountDocument(volume: "1.1 mL")),
      elapsed: "80 s")
    #expect(!RecordText.lines(record).joined().contains("predicted"))
    record.highestPrediction = RecordedPredictionDocument(at: "2026-11-30T20:00:00.5Z", prediction: prediction)
    record.lastPrediction = record.highestPrediction
    let once = RecordText.lines(record).filter { $0.contains("predicted by kamp, +-25 %") }
    #expect(once.count == 1 && once[0].hasPrefix("  predicted    highest: 2026-11-30T20:00:00Z plasma 219.7 ng/mL"), "\(once)")
    record.lastPrediction?.at = "2026-11-30T21:00:00.5Z"
    #expect(RecordText.lines(record).filter { $0.contains("predicted by kamp") }.count == 2)
  }

  @Test("SR-055: a read-back shows what the order would reach") func readBackPeak() {
    let lines = ReadBackText.lines(
      readBack("start") { $0.predictedPeak = "314.201 ng/mL" }, channel: "bed-1", now: nil, program: "infusionctl")
    #expect(
      lines.contains("  predicted      comes to 314.3 ng/mL, by the highest of four models, +-25 %"), "\(lines)")
  }

  @Test("SR-003, SR-055: whoever is to approve sees in the status what the order comes to") func offered() {
    var needs = needs(approval: "above the soft limit of a predicted 250 ng/mL")
    needs.predictedPeak = "314.201 ng/mL"
    #expect(ReadBackText.summary(needs)?.hasSuffix("; it comes to a predicted 314.3 ng/mL") == true)
  }

  @Test("levels are rounded to the nearest tenth; what is not understood is shown as it came") func rounding() {
    #expect(Figures.plasma("0.049 ng/mL") == "0 ng/mL" && Figures.plasma("0.05 ng/mL") == "0.1 ng/mL")
    #expect(Figures.plasma("99.95 ng/mL") == "100 ng/mL" && Figures.plasma("odd\u{1B}") == "odd?")
  }
}

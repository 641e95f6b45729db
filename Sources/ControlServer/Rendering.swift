public import ControlAPI
public import Quantities
public import Therapy

import FoundationEssentials

// How quantities and orders of the core become documents. Texts are exact: whoever shows them to people shortens them.

extension RateDocument {
  /// A flow, and what it means under an order.
  public init(_ flow: FlowRate, under order: Order?) {
    guard let order else {
      self.init(flow: flow.description)
      return
    }
    let mass = flow.massRate(at: order.drug.concentration)
    self.init(flow: flow.description, dose: mass.doseRate(for: order.patient.weight).description, mass: mass.description)
  }
}

extension AmountDocument {
  /// A volume, and the drug in it under an order.
  public init(_ volume: Volume, under order: Order?) {
    self.init(volume: volume.description, mass: order.map { volume.mass(at: $0.drug.concentration).description })
  }
}

extension DeliveredDocument {
  /// An interval of volumes, and the drug in them under an order.
  public init(atLeast: Volume, atMost: Volume, under order: Order?) {
    self.init(atLeast: AmountDocument(atLeast, under: order), atMost: AmountDocument(atMost, under: order))
  }
}

extension PredictionDocument {
  /// A prediction, as of the model that made it.
  public init(_ prediction: Prediction) {
    self.init(
      model: prediction.model.name, bandPercent: Int(Prediction.bandPercent),
      plasma: PredictedLevelDocument(prediction.plasma), effectSite: PredictedLevelDocument(prediction.effectSite),
      highestAhead: prediction.highestAhead.description, timeToFall: prediction.timeToFall.description,
      washedOut: Prediction.washedOut.description)
  }
}

extension PredictedLevelDocument {
  fileprivate init(_ level: PredictedLevel) {
    self.init(
      atLeast: level.atLeast.description, atMost: level.atMost.description, bandLow: level.bandLow.description,
      bandHigh: level.bandHigh.description)
  }
}

extension OrderDocument {
  /// An order.
  public init(_ order: Order) {
    self.init(
      patient: order.patient.code.description, weight: order.patient.weight.description, drug: order.drug.drug.description,
      libraryEntry: order.drug.name.description, concentration: order.drug.concentration.description,
      protocol: order.protocolName.description, total: AmountDocument(order.program.total, under: order),
      duration: order.program.duration.description,
      steps: (0..<order.program.stepCount).map { index in
        let step = order.program.step(at: index)
        return StepDocument(rate: RateDocument(step.rate, under: order), duration: step.duration.description)
      },
      simulationOnly: order.simulationOnly || order.drug.simulationOnly)
  }
}

extension WallTime {
  /// The label as RFC 3339 in UTC with milliseconds.
  public var rfc3339: String {
    let seconds = Double(microsecondsSince1970 / 1_000) / 1_000
    return Date(timeIntervalSince1970: seconds)
      .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}

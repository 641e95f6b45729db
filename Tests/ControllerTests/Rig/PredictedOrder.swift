import Controller
import Quantities
import Safety
import Therapy

/// Orders that come to a predicted level: 2 mg/mL, 70 kg and 1 mg/kg/h = 35 mL/h unless told otherwise.
enum PredictedOrder {
  /// Limits that no order of these tests is beyond, but for the predicted level.
  static let soft = makeCeilings(dose: "1 mg/kg/h", session: "400 mg", duration: .minutes(300), sessions: 12)

  /// The same with this level as their limit.
  static func ceilings(_ predicted: String) -> DoseCeilings {
    var ceilings = soft
    ceilings.predictedConcentration = quantity(predicted)
    return ceilings
  }

  /// An order of one step.
  static func order(
    _ rate: String, for time: Interval = .minutes(240), weight: String = "70 kg", soft: String = "640 ng/mL",
    hard: String = "640 ng/mL", residual: DrugEstimate = DrugEstimate(), second: String = "5 mg/kg/h",
    secondLevel: String = "1200 ng/mL"
  ) -> Order {
    let weight: BodyMass = quantity(weight)
    let dose: DoseRate = quantity(rate)
    let flow = dose.massRate(for: weight).flowRate(at: quantity("2 mg/mL")).roundedDown(to: FlowRate(microlitersPerHour: 100))
    return makeOrder(
      steps: [(flow, time)], soft: ceilings(soft), hard: ceilings(hard), history: PatientHistory(residual: residual),
      weight: weight, second: SecondPersonThreshold(doseRate: quantity(second), predictedConcentration: quantity(secondLevel)))
  }
}

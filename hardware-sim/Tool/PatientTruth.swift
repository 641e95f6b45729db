import HardwareSim
import Quantities

// The patient's part of what is really the case.

extension Truth {
  private var patient: Patient { room.patient }
  private var signs: VitalSigns { room.patient.signs }
  private var person: Person { room.patient.person }

  /// For people: the patient's lines.
  var patientText: String {
    let carbonDioxide = signs.endTidalCarbonDioxide.map { "\(decimal($0)) mmHg" } ?? "none, no breath"
    return """
      patient     SpO2 \(decimal(patient.saturation)) %, heart rate \(decimal(patient.heartRate)) /min, \
      ketamine \(decimal(patient.level)) ng/mL, received \(decimal(patient.receivedMilligrams, 3)) mg
                  at the effect site \(decimal(patient.effectSiteLevel)) ng/mL
                  breathing \(decimal(signs.respirationRate)) /min, EtCO2 \(carbonDioxide), pressure \
      \(decimal(signs.systolic, 0))/\(decimal(signs.diastolic, 0)) mmHg (mean \(decimal(signs.meanPressure, 0)))
                  POSS \(signs.poss), RASS \(signs.rass), CADSS \(signs.dissociation), distress \(signs.distress), \
      nausea \(signs.nausea)\(signs.isVomiting ? ", vomits" : "")
                  faults: \(list(patient.faults)); call button \(room.tower.tower.calls[0] ? "pressed" : "not pressed")
                  \(personText)
      """
  }

  private var personText: String {
    let (kinetics, own) = (person.kinetics, person.sensitivity)
    let who = person.number.map { "drawn from \($0)" } ?? "typical"
    return """
      person: \(who), \(person.weight); elimination x\(decimal(kinetics.elimination, 2)), exchange \
      x\(decimal(kinetics.exchange, 2)), volumes x\(decimal(kinetics.volumes, 2)), effect site \
      \(decimal(kinetics.effectHalfTime)) min
                  sensitivity: breathing x\(decimal(own.breathing, 2)), SpO2 x\(decimal(own.saturation, 2)), \
      heart rate x\(decimal(own.heartRate, 2)), pressure x\(decimal(own.pressure, 2)),
                  sedation x\(decimal(own.sedation, 2)), dissociation x\(decimal(own.dissociation, 2)) to \
      x\(decimal(own.dissociationExtent, 2)), distress x\(decimal(own.distress, 2)), nausea x\(decimal(own.nausea, 2))
      """
  }

  /// For programs: the patient's fields.
  var patientFields: [(String, String)] {
    [
      ("spo2_percent", decimal(patient.saturation)), ("heart_rate_per_min", decimal(patient.heartRate)),
      ("level_ng_per_ml", decimal(patient.level, 3)), ("effect_site_ng_per_ml", decimal(patient.effectSiteLevel, 3)),
      ("received_mg", decimal(patient.receivedMilligrams, 6)),
      ("respiration_rate_per_min", decimal(signs.respirationRate)),
      ("end_tidal_co2_mmhg", signs.endTidalCarbonDioxide.map { decimal($0) } ?? "null"),
      ("systolic_mmhg", decimal(signs.systolic)), ("diastolic_mmhg", decimal(signs.diastolic)),
      ("mean_pressure_mmhg", decimal(signs.meanPressure)), ("sedation_depth", decimal(signs.sedation, 3)),
      ("poss", "\(signs.poss)"), ("rass", "\(signs.rass)"), ("cadss", "\(signs.dissociation)"),
      ("distress", "\(signs.distress)"), ("nausea", "\(signs.nausea)"), ("vomiting", "\(signs.isVomiting)"),
      ("faults", array(patient.faults)), ("person", object(personFields)),
    ]
  }

  private var personFields: [(String, String)] {
    let (kinetics, rest, own) = (person.kinetics, person.rest, person.sensitivity)
    return [
      ("number", person.number.map(String.init) ?? "null"), ("weight_g", "\(person.weight.grams)"),
      (
        "kinetics",
        object([
          ("elimination", decimal(kinetics.elimination, 4)), ("exchange", decimal(kinetics.exchange, 4)),
          ("volumes", decimal(kinetics.volumes, 4)), ("effect_half_time_min", decimal(kinetics.effectHalfTime, 4)),
        ])
      ),
      (
        "rest",
        object([
          ("spo2_percent", decimal(rest.saturation, 2)), ("heart_rate_per_min", decimal(rest.heartRate, 2)),
          ("respiration_rate_per_min", decimal(rest.respirationRate, 2)),
          ("end_tidal_co2_mmhg", decimal(rest.carbonDioxide, 2)), ("systolic_mmhg", decimal(rest.systolic, 2)),
          ("diastolic_mmhg", decimal(rest.diastolic, 2)),
        ])
      ),
      (
        "sensitivity",
        object([
          ("breathing", decimal(own.breathing, 4)), ("spo2", decimal(own.saturation, 4)),
          ("heart_rate", decimal(own.heartRate, 4)), ("pressure", decimal(own.pressure, 4)),
          ("sedation", decimal(own.sedation, 4)), ("dissociation", decimal(own.dissociation, 4)),
          ("dissociation_extent", decimal(own.dissociationExtent, 4)), ("distress", decimal(own.distress, 4)),
          ("nausea", decimal(own.nausea, 4)),
        ])
      ),
    ]
  }
}

import Safety
import Therapy

/// The interlocks of the program that a rule of the tables is about, and what has to be watched for it.
struct Group {
  let interlocks: [Interlock]
  var required = RequiredSignal.allCases
  /// Whether somebody has looked at the patient when the infusion began.
  var observed = true

  private static let pump: [Interlock] = [
    .occlusion, .airInLine, .doorOpen, .syringeRemoved, .containerEmpty, .containerNearEmpty, .motor, .battery, .mainsPower,
    .unknownPumpAlarm, .pumpFault, .pumpLink, .rateMismatch, .volumeMismatch, .unconfirmedStop, .restGrowth, .pumpMode,
    .localControl,
  ]
  private static let machine: [Interlock] = [.lease, .journal, .disk, .clock]

  init(of rule: String) {
    let first = String(rule.prefix { $0 != " " })
    if rule.hasSuffix("absence") || rule == "source away" {
      interlocks = [.staleSignal, .sensorOff]
    } else if rule.hasPrefix("EtCO2 with") {
      interlocks = [.endTidalCarbonDioxide]
    } else if rule.hasSuffix("difference") || rule.hasSuffix("one lost") {
      interlocks = [.sourceDifference]
    } else if let signal = VitalSignal.allCases.first(where: { $0.name == first }) {
      interlocks = [signal.interlock]
    } else if ["SBP", "DBP", "MAP"].contains(first) {
      interlocks = [.bloodPressure]
    } else if ["POSS", "RASS", "MOAA/S"].contains(first) {
      interlocks = [.sedation]
    } else if let watched = Group.watched.first(where: { rule.hasPrefix($0.prefix) }) {
      interlocks = [.staleObservation]
      required = [watched.signal]
      observed = false
    } else if let fact = Group.facts.first(where: { rule.hasPrefix($0.prefix) }) {
      interlocks = [fact.interlock]
    } else {
      interlocks = Group.others[rule] ?? (Group.isMachine(rule) ? Group.machine : Group.pump)
    }
  }

  private static func isMachine(_ rule: String) -> Bool {
    Table("machine").rows.contains { rule.hasPrefix($0["condition"]) }
  }

  private static let watched: [(prefix: String, signal: RequiredSignal)] = [
    ("blood pressure", .bloodPressure), ("sedation", .sedation), ("distress, age", .distress), ("nausea, age", .nausea),
  ]

  private static let facts: [(prefix: String, interlock: Interlock)] = [
    ("frozen", .frozenSignal), ("firmware", .pumpFirmware), ("refused", .pumpRefusal),
    ("delivery uncertain", .uncertainDelivery), ("damaged", .lineQuality), ("wrong device", .pumpLink),
    ("pump not heard", .pumpLink), ("lease", .lease), ("mains", .mainsPower), ("pump fault", .pumpFault),
    ("pump restarted", .pumpFault), ("pump reminds", .pumpFault), ("files", .configurationFiles), ("self-test", .selfTest),
    ("alarm output", .annunciator), ("sounder", .annunciator), ("pause, prompt", .pauseTime),
    ("automatic pauses", .repeatedPause), ("hold point", .holdPoint), ("stop unconfirmed", .unconfirmedStop),
    ("stop refused", .unconfirmedStop),
  ]

  private static let scores: [Interlock] = [.sedation, .distress, .nausea, .dissociation]

  private static let others: [String: [Interlock]] = [
    "apnea": [.apnea], "apnea of two": [.apnea], "call button": [.patientCall], "second reduce": scores,
    "vomiting while sedated": scores,
    "predicted concentration, warn": [.predictedConcentration], "predicted concentration, pause": [.predictedConcentration],
    "no prediction": [.predictedConcentration], "dose rate": [.doseRateLimit], "mass rate": [.massRateLimit],
    "flow rate": [.flowRateLimit], "session mass": [.sessionMassLimit], "session mass per weight": [.sessionMassLimit],
    "approach, session mass": [.limitApproach], "approach, duration": [.limitApproach],
    "approach, concentration": [.limitApproach],
    "distress": [.distress], "nausea": [.nausea], "vomiting": [.nausea], "CADSS": [.dissociation], "CADSS-6": [.dissociation],
  ]
}

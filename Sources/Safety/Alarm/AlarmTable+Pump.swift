import Quantities
import Therapy

// Rows of the table of alarms.

extension AlarmTable {
  static let drug: [AlarmRow] = [
    AlarmRow(
      .unexpectedFlow, "unexpected-flow", .serious, .prompt, latches: true, "free flow of a sedative",
      advice: "go to the pump; press its own stop if it runs too fast; clamp the line"
    ) { value, limit in
      "the pump reports \(Figure.flow(value)), more than twice the ordered \(Figure.flow(limit))"
    },
    AlarmRow(
      .overInfusion, "over-infusion", .serious, .prompt, latches: true, "more of a sedative than ordered",
      advice: "go to the pump; press its own stop; clamp the line"
    ) { value, limit in
      "the pump reports \(Figure.flow(value)), more than the ordered \(Figure.flow(limit)): an infusion pauses"
    },
    AlarmRow(
      .volumeExcess, "volume-excess", .serious, .prompt, latches: true, "more of a sedative than ordered",
      advice: "compare the pump's display and container with the status; then run: session reconcile CHANNEL"
    ) { value, limit in
      "the pump delivered \(Figure.volume(value)) more than ordered; \(Figure.volume(limit)) is tolerated: an infusion pauses"
    },
    AlarmRow(
      .restGrowth, "rest-growth", .serious, .prompt, latches: true, "drug that nobody ordered",
      advice: "press the pump's own stop and clamp the line; then run: session reconcile CHANNEL"
    ) { value, limit in
      "the pump delivered \(Figure.volume(value)) although 0 mL/h is ordered; \(Figure.volume(limit)) is tolerated"
    },
    AlarmRow(
      .pumpBolus, "pump-bolus", .serious, .prompt, latches: true, "drug that nobody ordered",
      advice: "press the pump's own stop and clamp the line; then run: session reconcile CHANNEL"
    ) { _, _ in
      "the pump gives a bolus that nobody ordered here"
    },
    AlarmRow(
      .pumpKeepVeinOpen, "pump-keep-vein-open", .serious, .prompt, latches: true, "drug that nobody ordered",
      advice: "press the pump's own stop and clamp the line; then run: session reconcile CHANNEL"
    ) { _, _ in
      "the pump keeps the vein open with drug by itself"
    },
    AlarmRow(
      .stopUnconfirmed, "stop-unconfirmed", .serious, .prompt, latches: true, "the infusion may run on",
      advice: "press the pump's own stop and clamp the line"
    ) { _, limit in
      "the pump has not confirmed 0 mL/h for more than \(limit) s"
    },
    AlarmRow(
      .sessionMassReached, "session-mass-reached", .serious, .prompt, latches: true,
      "the most that a session may hold is in the patient",
      advice: "watch the patient; no more drug in this session"
    ) { value, limit in
      "up to \(Figure.mass(value)) may have been given; the session limit is \(Figure.mass(limit))"
    },
    AlarmRow(
      .predictedConcentrationHigh, "predicted-concentration-high", .serious, .prompt, latches: true,
      "about this concentration patients sleep",
      advice: "watch sedation and breathing; lower the rate: session set-rate CHANNEL RATE"
    ) { value, limit in
      "predicted concentration \(Figure.plasma(value)) is above \(Figure.plasma(limit)): an infusion pauses"
    },
    AlarmRow(
      .predictedConcentrationWarning, "predicted-concentration-warning", .serious, .delayed, "it rises towards sleep",
      advice: "watch sedation and breathing; lower the rate: session set-rate CHANNEL RATE"
    ) { value, limit in
      "predicted concentration \(Figure.plasma(value)) is above \(Figure.plasma(limit))"
    },
    AlarmRow(
      .volumeMismatch, "volume-mismatch", .serious, .delayed, latches: true, "two accounts of the drug disagree",
      advice: "compare the pump's display and container with the status; then run: session reconcile CHANNEL"
    ) { value, limit in
      "the pump's counter and the ordered rates differ by \(Figure.volume(value)); \(Figure.volume(limit)) is tolerated"
    },
    AlarmRow(
      .rateMismatch, "rate-mismatch", .serious, .delayed, latches: true, "another rate than ordered, neither free flow nor none",
      advice: "go to the pump; press its own stop if it runs too fast; clamp the line"
    ) { value, limit in
      "the pump reports \(Figure.flow(value)) but \(Figure.flow(limit)) is ordered"
    },
    AlarmRow(
      .rateLimited, "rate-limited", .serious, .delayed, "an order above a hard limit was let through and held",
      advice: "check weight, concentration and order"
    ) { value, limit in
      "the requested \(Figure.flow(value)) is held at the hard limit of \(Figure.flow(limit))"
    },
    AlarmRow(
      .pumpStoppedItself, "pump-stopped-itself", .reversible, .prompt, latches: true, "pain returns",
      advice: "look at the pump: was its own stop pressed?"
    ) { _, limit in
      "the pump does not infuse although \(Figure.flow(limit)) is ordered"
    },
    AlarmRow(
      .limitApproaching, "limit-approaching", .minor, .delayed, "a limit will end the infusion",
      advice: "plan the end of the infusion"
    ) { value, limit in
      "\(value) % of a session limit is reached; a notice comes at \(limit) %"
    },
  ]

  static let pump: [AlarmRow] = [
    AlarmRow(
      .occlusion, "occlusion", .reversible, .prompt, "pain returns, and pressure is stored in the line",
      advice: "open the line away from the patient first, then run: session reconcile CHANNEL"
    ) { value, _ in
      "the pump reports: \(PumpAlarms.names(in: value)); an infusion pauses"
    },
    AlarmRow(
      .airInLine, "air-in-line", .serious, .delayed, "the pump has stopped; air must not go on",
      advice: "clamp the line and remove the air, then run: session reconcile CHANNEL"
    ) { value, _ in
      "the pump reports: \(PumpAlarms.names(in: value)); an infusion pauses"
    },
    AlarmRow(
      .doorOpen, "door-open", .reversible, .prompt, "the pump has stopped; the line may run free when it is taken out",
      advice: "clamp the line before anything is taken out; then run: session reconcile CHANNEL"
    ) { value, _ in
      "the pump reports: \(PumpAlarms.names(in: value)); an infusion pauses"
    },
    AlarmRow(
      .syringeRemoved, "syringe-removed", .reversible, .prompt, "the pump has stopped; the syringe may siphon",
      advice: "clamp the line before anything is taken out; then run: session reconcile CHANNEL"
    ) { value, _ in
      "the pump reports: \(PumpAlarms.names(in: value)); an infusion pauses"
    },
    AlarmRow(
      .containerEmpty, "container-empty", .reversible, .immediate, latches: true, "nothing flows, and air may follow",
      advice: "clamp the line and change the container, then run: session reconcile CHANNEL"
    ) { value, _ in
      "the pump reports: \(PumpAlarms.names(in: value)); an infusion pauses"
    },
    AlarmRow(
      .containerNearEmpty, "container-near-empty", .reversible, .prompt, "pain returns when it is empty",
      advice: "make the next container ready"
    ) { value, _ in
      "the pump reports: \(PumpAlarms.names(in: value))"
    },
    AlarmRow(
      .motorStalled, "motor-stalled", .reversible, .immediate, latches: true, "the pump cannot deliver, nor show what it did",
      advice: "go to the pump, remove the cause, then run: session reconcile CHANNEL"
    ) { value, _ in
      "the pump reports: \(PumpAlarms.names(in: value)); an infusion pauses"
    },
    AlarmRow(
      .batteryEmpty, "battery-empty", .serious, .prompt, latches: true, "the pump goes dark, and control with it",
      advice: "plug the pump in, then run: session reconcile CHANNEL"
    ) { value, _ in
      "the pump reports: \(PumpAlarms.names(in: value)); an infusion pauses"
    },
    AlarmRow(
      .batteryLow, "battery-low", .reversible, .prompt, "minutes are left to find a socket",
      advice: "plug the pump in"
    ) { value, _ in
      "the pump reports: \(PumpAlarms.names(in: value))"
    },
    AlarmRow(
      .mainsPowerLost, "mains-power-lost", .minor, .delayed, "the battery carries on",
      advice: "plug the pump in"
    ) { value, _ in
      "the pump reports: \(PumpAlarms.names(in: value))"
    },
    AlarmRow(
      .pumpFault, "pump-fault", .serious, .prompt, latches: true, "what a faulty pump delivers is not known",
      advice: "go to the pump, remove the cause, then run: session reconcile CHANNEL"
    ) { value, _ in
      "the pump reports: \(PumpAlarms.names(in: value)); an infusion pauses"
    },
    AlarmRow(
      .unknownPumpAlarm, "unknown-pump-alarm", .serious, .prompt, latches: true, "what nobody knows is taken for the worst",
      advice: "read the pump's display, remove the cause, then run: session reconcile CHANNEL"
    ) { value, _ in
      "the pump reports: \(PumpAlarms.names(in: value)); an infusion pauses"
    },
    AlarmRow(
      .pumpReminder, "pump-reminder", .minor, .prompt, "the pump waits for somebody",
      advice: "look at the pump: it waits for somebody"
    ) { value, _ in
      "the pump reports: \(PumpAlarms.names(in: value))"
    },
    AlarmRow(
      .pumpRefused, "pump-refused", .reversible, .prompt, latches: true, "the infusion is not as ordered",
      advice: "look at the pump's display; remove the cause, then prepare the resume again"
    ) { value, _ in
      "the pump refused the order: \(PumpRefusal(code: value)?.sentence ?? "for a reason it does not tell")"
    },
    AlarmRow(
      .localControl, "local-control", .serious, .delayed, latches: true, "whoever is at the pump is in control of it",
      advice: "agree with whoever is at the pump; when it is at 0 mL/h, run: session reconcile CHANNEL"
    ) { _, _ in
      "somebody has taken the pump at its own keypad; the session is not in control of it"
    },
  ]

  static let link: [AlarmRow] = [
    AlarmRow(
      .pumpSilent, "pump-silent", .serious, .prompt, latches: true, "what cannot be heard cannot be stopped",
      advice: "press the pump's own stop, then check cable and power"
    ) { _, limit in
      "the pump gave no valid answer for more than \(limit) s; it may still be running"
    },
    AlarmRow(
      .wrongDevice, "wrong-device", .serious, .prompt, latches: true, "the pump at the patient is not under control",
      advice: "press stop on the pump at the patient; then check which device is plugged in"
    ) { _, _ in
      "another device answers at the pump's address; nothing is written to it"
    },
    AlarmRow(
      .firmwareChanged, "firmware-changed", .serious, .prompt, latches: true,
      "another pump, or one that was never tested with this",
      advice: "ask the biomedical engineer; do not use this pump"
    ) { value, limit in
      limit < 0
        ? "the pump's firmware \(Figure.firmware(value)) is not one that was approved"
        : "the pump's firmware was \(Figure.firmware(limit)) and is \(Figure.firmware(value)) now: an infusion stops"
    },
    AlarmRow(
      .deliveryUncertain, "delivery-uncertain", .serious, .prompt, latches: true, "drug may flow that nobody counts",
      advice: "look at the pump's display; then run: session reconcile CHANNEL"
    ) { _, _ in
      "it is unknown whether the pump executed the last command"
    },
    AlarmRow(
      .lineDisturbed, "line-disturbed", .minor, .delayed, "answers are lost now and then",
      advice: "look at plug, cable and what disturbs the line"
    ) { value, _ in
      "\(value) damaged answers of a device within 10 s"
    },
  ]
}

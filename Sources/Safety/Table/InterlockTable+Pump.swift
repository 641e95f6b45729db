// Rows of the table of interlocks; each says what the first lines of its interlock's file say, for a person who asks.

extension InterlockTable {
  static let pump: [InterlockRow] = [
    InterlockRow(
      .occlusion, "occlusion", hazards: "H1, H2, H12", reason: "the line is occluded",
      rule: "An occluded line pauses.",
      source: "SR-064, SR-065",
      clears: "A pump that no longer shows it: a reconcile clears what the pump has latched.",
      advice: "Open the line away from the patient first, so that the pressure in it does not become a bolus; then: "
        + "session reconcile CHANNEL."),
    InterlockRow(
      .airInLine, "air-in-line", hazards: "H12", reason: "there is air in the line",
      rule: "Air in the line pauses.",
      source: "SR-064",
      clears: "A pump that no longer shows it: a reconcile clears what the pump has latched.",
      advice: "Clamp the line, remove the air, then: session reconcile CHANNEL."),
    InterlockRow(
      .doorOpen, "door-open", hazards: "H1, H12", reason: "the pump's door is open",
      rule: "An open door or clamp pauses.",
      source: "SR-064",
      clears: "A pump that no longer shows it: a reconcile clears what the pump has latched.",
      advice: "Clamp the line before it is taken out; close the door, then: session reconcile CHANNEL."),
    InterlockRow(
      .syringeRemoved, "syringe-removed", hazards: "H1, H12", reason: "the syringe is removed",
      rule: "A removed syringe or cassette pauses.",
      source: "SR-064",
      clears: "A pump that no longer shows it: a reconcile clears what the pump has latched.",
      advice: "Clamp the line; put the syringe back, then: session reconcile CHANNEL."),
    InterlockRow(
      .containerEmpty, "container-empty", hazards: "H2, H12", reason: "the container is empty",
      rule: "An empty container pauses; a pump that has delivered what was ordered is complete and does not count.",
      source: "SR-064",
      clears: "A pump that no longer shows it: a reconcile clears what the pump has latched.",
      advice: "Clamp the line; change the container, then: session reconcile CHANNEL."),
    InterlockRow(
      .containerNearEmpty, "container-near-empty", hazards: "H2", reason: "the container is nearly empty",
      rule: "A container that is nearly empty alarms.",
      source: "SR-064",
      clears: "A container that is not nearly empty.",
      advice: "Make the next container ready."),
    InterlockRow(
      .motor, "motor", hazards: "H2, H12", reason: "the pump's motor has stalled",
      rule: "A stalled motor pauses.",
      source: "SR-064",
      clears: "A pump that no longer shows it: a reconcile clears what the pump has latched.",
      advice: "Take the patient off this pump if it does not run; remove the cause, then: session reconcile CHANNEL."),
    InterlockRow(
      .battery, "battery", hazards: "H2, H5", reason: "the pump's battery is empty",
      rule: "A low battery of the pump alarms, an empty one pauses.",
      source: "SR-064, SR-068",
      clears: "A pump that no longer shows it: a reconcile clears what the pump has latched.",
      advice: "Plug the pump in; then: session reconcile CHANNEL."),
    InterlockRow(
      .mainsPower, "mains-power", hazards: "H5", reason: "the pump runs on its battery",
      rule: "Loss of mains power alarms.",
      source: "SR-064",
      clears: "Mains power.",
      advice: "Plug the pump in."),
    InterlockRow(
      .unknownPumpAlarm, "unknown-pump-alarm", hazards: "H12", reason: "the pump shows an alarm that nobody here knows",
      rule: "An alarm code that is not known is taken for the worst and pauses.",
      source: "SR-064",
      clears: "A pump that no longer shows it: a reconcile clears what the pump has latched.",
      advice: "Read the pump's display, remove the cause, then: session reconcile CHANNEL."),
    InterlockRow(
      .pumpFault, "pump-fault", hazards: "H12", reason: "the pump shows a fault (remove the cause, then: session reconcile)",
      rule: "Any other alarm of the pump pauses, live or latched; a reminder is passed on.",
      source: "SR-064",
      clears: "A pump that no longer shows it: a reconcile clears what the pump has latched.",
      advice: "Go to the pump, remove the cause, then: session reconcile CHANNEL."),
    InterlockRow(
      .pumpFirmware, "pump-firmware", hazards: "H10, H12", reason: "the pump's firmware is not approved, or not known",
      rule: "A pump whose firmware is not on the inventory's list, or is not told where there is a list, starts nothing; "
        + "firmware that changes during a session stops it.",
      source: "SR-069",
      clears: "The approved firmware.",
      advice: "Ask the biomedical engineer; do not use this pump."),
  ]

  static let delivery: [InterlockRow] = [
    InterlockRow(
      .pumpRefusal, "pump-refusal", hazards: "H8, H12", reason: "the pump refused the last command",
      rule: "An order that the pump certainly refused pauses; it is not sent again by itself.",
      source: "SR-062",
      clears: "The next order that the pump takes.",
      advice: "Read the pump's display, remove the cause, then prepare the resume again: session prepare-resume CHANNEL "
        + "--reason TEXT."),
    InterlockRow(
      .uncertainDelivery, "uncertain-delivery", hazards: "H1, H5", reason: "it is uncertain what the pump executed",
      rule: "While it is unknown whether the pump executed a command nothing is raised; after 3 s the infusion pauses.",
      source: "SR-061",
      clears: "A reading that shows what the pump did, and then a reconcile.",
      advice: "Look at the pump's own display; when the link is back: session reconcile CHANNEL."),
    InterlockRow(
      .rateMismatch, "rate-mismatch", hazards: "H1, H2, H8", reason: "the pump runs at another rate than ordered",
      rule: "A reported rate off by more than 0.5 mL/h and 5 % for 30 s warns, for 60 s pauses; more than twice the "
        + "order, or no flow where flow is ordered, pauses after 2 s.",
      source: "SR-016, SR-063",
      clears: "The pump reports the ordered rate.",
      advice: "Go to the pump and compare its display with the order; press its own stop if it runs too fast."),
    InterlockRow(
      .volumeMismatch, "volume-mismatch", hazards: "H1, H2",
      reason: "the pump's counter and the ordered rates disagree (look at the pump, then: session reconcile)",
      rule: "When what the pump counted and what the ordered rates add up to differ by more than 0.5 mL and 5 % for 60 "
        + "s, it alarms; by more than 1 mL and 10 %, it pauses.",
      source: "SR-011",
      clears: "A reconcile, which accepts the pump's account.",
      advice: "Compare the pump's display and the container with the status; then: session reconcile CHANNEL."),
    InterlockRow(
      .unconfirmedStop, "unconfirmed-stop", hazards: "H5", reason: "the pump has not confirmed 0 mL/h",
      rule: "When 0 mL/h is ordered and no reading confirms it within 3 s, or readings show flow for 2 s, an alarm tells "
        + "it.",
      source: "SR-028",
      clears: "A reading of 0 mL/h that began after the stop was sent.",
      advice: "Press the pump's own stop, clamp the line, then see why the pump does not answer."),
    InterlockRow(
      .restGrowth, "rest-growth", hazards: "H1", reason: "the pump delivered although 0 mL/h is ordered",
      rule: "A pump at rest under 0 mL/h whose counter grows by more than 0.1 mL alarms; nothing starts before a "
        + "reconcile.",
      source: "SR-063",
      clears: "A reconcile.",
      advice: "Press the pump's own stop, clamp the line, look who is at the pump; then: session reconcile CHANNEL."),
    InterlockRow(
      .pumpMode, "pump-mode", hazards: "H1, H8", reason: "the pump gives a bolus or keeps the vein open by itself",
      rule: "A pump that gives a bolus or keeps the vein open by itself is paused, in whatever phase: neither is ever "
        + "ordered here.",
      source: "SR-013, SR-033",
      clears: "The pump leaves that mode.",
      advice: "Press the pump's own stop, clamp the line, switch both modes off at the pump; then: session reconcile "
        + "CHANNEL."),
    InterlockRow(
      .localControl, "local-control", hazards: "H8", reason: "somebody works at the pump itself",
      rule: "When somebody takes the pump at its own keypad, the session lets go of it and alarms.",
      source: "SR-072",
      clears: "A reconcile, when the pump is at 0 mL/h.",
      advice: "Agree with whoever is at the pump; when it is at 0 mL/h: session reconcile CHANNEL."),
  ]

  static let link: [InterlockRow] = [
    InterlockRow(
      .pumpLink, "pump-link", hazards: "H5, H12", reason: "the pump is not heard or is another device",
      rule: "A pump not heard for 3 s alarms, for 10 s pauses; another device at its address stops; nothing starts "
        + "unheard.",
      source: "SR-060, SR-061, SR-062, SR-069",
      clears: "The right pump is heard again and somebody has reconciled.",
      advice: "Press the pump's own stop, then look at cable and power; when it is heard again: session reconcile "
        + "CHANNEL."),
    InterlockRow(
      .lineQuality, "line-quality", hazards: "H5", reason: "answers of a device are damaged",
      rule: "Three damaged answers of a device within 10 s alarm.",
      source: "SR-073",
      clears: "10 s without three of them.",
      advice: "Look at plug, cable and what disturbs it."),
    InterlockRow(
      .lease, "lease", hazards: "H5", reason: "control was interrupted",
      rule: "Control that was interrupted for more than 3 s, or a link whose order ran out, pauses; 0.5 s late alarms.",
      source: "SR-054, SR-081",
      clears: "Control that moves again; a person resumes.",
      advice: "Look at the patient; find out why the machine was held up before resuming."),
  ]
}

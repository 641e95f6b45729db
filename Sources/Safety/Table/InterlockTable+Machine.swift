// Rows of the table of interlocks; each says what the first lines of its interlock's file say, for a person who asks.

extension InterlockTable {
  static let dose: [InterlockRow] = [
    InterlockRow(
      .doseRateLimit, "dose-rate-limit", hazards: "H1", reason: "the rate is above a hard limit",
      rule: "No rate is above the drug library's hard limit in mg/kg/h.",
      source: "SR-001, SR-002; the drug library",
      clears: "It ends when the rate asked for is at or below the limit.",
      advice: "Check weight and library entry; the order should have been refused when it was prepared."),
    InterlockRow(
      .massRateLimit, "mass-rate-limit", hazards: "H1, H3", reason: "the rate is above a hard limit",
      rule: "No rate is above the drug library's hard limit in mg/h.",
      source: "SR-001, SR-002; the drug library",
      clears: "It ends when the rate asked for is at or below the limit.",
      advice: "Check weight and library entry; the order should have been refused when it was prepared."),
    InterlockRow(
      .flowRateLimit, "flow-rate-limit", hazards: "H1, H13", reason: "the rate is above a hard limit",
      rule: "No rate is above the drug library's hard limit in mL/h for this concentration.",
      source: "SR-001, SR-002; the drug library",
      clears: "It ends when the rate asked for is at or below the limit.",
      advice: "Check the concentration on the container against the library entry."),
    InterlockRow(
      .sessionMassLimit, "session-mass-limit", hazards: "H1", reason: "the session's drug limit is reached",
      rule: "What may have been given in a session never exceeds its hard limit in mg, nor that in mg/kg; unknown counts "
        + "as given.",
      source: "SR-002, SR-010, SR-012; the drug library",
      clears: "Nothing: this session gets no more drug.",
      advice: "Watch the patient, keep the record, and start nothing again today without a physician."),
    InterlockRow(
      .predictedConcentration, "predicted-concentration", hazards: "H1", reason: "the predicted concentration is too high",
      rule: "The highest level of plasma or effect site that four models predict for now and the next 10 min pauses above "
        + "the hard limit (640 ng/mL) and warns above the soft one (250 ng/mL).",
      source: "SR-001, SR-055, SR-056; clinical defaults, sections 3 and 4",
      clears: "A prediction 5 % below the limit.",
      advice: "Watch sedation and breathing; lower the rate: session set-rate CHANNEL RATE."),
    InterlockRow(
      .limitApproach, "limit-approach", hazards: "H1", reason: "a limit is near",
      rule: "At 90 % of the hard limit on the session's drug, its infusion time or the predicted concentration a notice "
        + "comes.",
      source: "SR-123; the drug library",
      clears: "It ends with the infusion.",
      advice: "Plan the end of the infusion."),
  ]

  static let machine: [InterlockRow] = [
    InterlockRow(
      .journal, "journal", hazards: "H9", reason: "the journal cannot be written",
      rule: "While the journal cannot be written nothing starts; for 5 s it alarms, for 30 s it pauses.",
      source: "SR-089, SR-131",
      clears: "It ends by itself when writing works again.",
      advice: "Look for a full or failed disk, or tell whoever looks after this machine."),
    InterlockRow(
      .disk, "disk", hazards: "H9", reason: "the disk is nearly full",
      rule: "Less than 5 % or 200 MB free where the journal lies: nothing starts, and a running infusion alarms.",
      source: "SR-089",
      clears: "6 % and 250 MB free.",
      advice: "Make room on the disk, or tell whoever looks after this machine."),
    InterlockRow(
      .clock, "clock", hazards: "H13", reason: "the wall clock is doubtful",
      rule: "A step of the wall clock of more than 2 s in the last 10 min, or a clock not synchronized for 10 min, "
        + "alarms; nothing that protects the patient uses it.",
      source: "SR-090",
      clears: "10 min without a step, and a synchronized clock.",
      advice: "Tell whoever looks after this machine; the times in the record may be wrong."),
    InterlockRow(
      .configurationFiles, "configuration-files", hazards: "H10", reason: "a configuration file is not the one that was loaded",
      rule: "When a file of configuration, inventory, drug library or protocols is no longer what was loaded, nothing "
        + "starts and it alarms.",
      source: "SR-007, SR-091",
      clears: "The loaded files again, or a restart of the daemon with the new ones.",
      advice: "Find out who changed what. Restart the daemon when no session is open."),
    InterlockRow(
      .selfTest, "self-test", hazards: "H5", reason: "the self-test has not passed",
      rule:
        "A self-test that failed in clock, store or known answers, or none for 75 s, pauses; a missing output or file "
        + "alarms. Before the first that passed nothing starts.",
      source: "SR-083, SR-084",
      clears: "A self-test that passes; one runs every 30 s.",
      advice: "Tell whoever looks after this machine; do not resume before it passes."),
    InterlockRow(
      .annunciator, "annunciator", hazards: "H7", reason: "an alarm output does not work",
      rule: "A loudspeaker or signal tower that does not work for 3 s alarms, and nothing starts; what else can sound "
        + "does.",
      source: "SR-112",
      clears: "The output works again.",
      advice: "Stay with the patient; look at loudspeaker, signal tower and cables."),
  ]

  static let session: [InterlockRow] = [
    InterlockRow(
      .pauseTime, "pause-time", hazards: "H2, H6", reason: "the pause has lasted too long",
      rule: "A pause prompts at 3, 10 and 30 min; longer than 120 min ends the session.",
      source: "SR-025; clinical defaults, section 4",
      clears: "A resume or a stop.",
      advice: "Resume (session prepare-resume CHANNEL --reason TEXT) or stop (session stop CHANNEL). After 30 min a "
        + "resume needs the full checks of a start and a second person."),
    InterlockRow(
      .repeatedPause, "repeated-pause", hazards: "H4, H7", reason: "the infusion was paused automatically too often",
      rule: "Three pauses that no person asked for in 10 min, or five in a session, stop it.",
      source: "SR-026; clinical defaults, section 4",
      clears: "Nothing: this session gets no more drug.",
      advice: "Watch the patient; find the cause before anything is ordered anew."),
    InterlockRow(
      .holdPoint, "hold-point", hazards: "H1, H4", reason: "the program's next step waits for a person",
      rule: "A program whose next step is faster waits at the end of its step: no timer raises a rate.",
      source: "SR-009, SR-052",
      clears: "Somebody confirms the next step, or the program ends.",
      advice: "Judge the patient; then: session next-step CHANNEL. Or leave the rate as it is."),
  ]
}

import Quantities
public import Safety
import Therapy

// Why a command was refused, for a person who asks afterwards: rule, source, what ends it, what to do.

extension Refusal {
  /// Rule, source, what ends it, and what to do.
  public var explanation: Explanation {
    switch self {
    case .wrongPhase(let phase): .wrongPhase(phase)
    case .stopLatched: .stopLatched
    case .tokenUnknown, .tokenStale: .tokenVoid
    case .tokenExpired: .tokenExpired
    case .tokenOfAnother: .tokenOfAnother
    case .aboveHardLimit: .hardLimit
    case .predictedTooHigh: .predictedTooHigh
    case .belowHardLimit: .hardFloor
    case .approvalMissing: .approval
    case .secondPersonMissing, .samePerson: .secondPerson
    case .nothingToConfirm: .nothingToConfirm
    case .tokenTooFresh: .tokenTooFresh
    case .commandExpired: .commandExpired
    case .ratioTooLarge: .ratio
    case .tooSoonAfterIncrease: .spacing
    case .notReadBack: .notReadBack
    case .baselineMissing: .baseline
    case .pressureAfterPauseMissing: .pressureAfterPause
    case .respirationNotWatched: .respiration
    case .notAtHoldPoint: .notAtHoldPoint
    case .recoveryNotOver: .recovery
    case .handoverNotOffered: .handover
    case .notResponsible: .notResponsible
    case .implausibleObservation: .implausible
    case .rateTooLow: .rateTooLow
    case .abovePumpRange: .pumpRange
    case .aboveRateBeforePause: .rateBeforePause
    case .holdNotOver: .hold
    case .blocked(let set): Explanation(joining: set.members.map(\.explanation))
    case .needsReconcile: .reconcile
    case .notAtZero: .stopProof
    case .pumpAlarmPresent: Interlock.pumpFault.explanation
    case .pumpNotHeard: Interlock.pumpLink.explanation
    case .patientBusy: .patientBusy
    case .simulationOnly: .simulationOnly
    case .journalLate: .journalLate
    case .anotherPending: .anotherPending
    case .overtaken: .overtaken
    case .unknownAlarm: .unknownAlarm
    case .nothingLeft: .nothingLeft
    case .noAlarmSounds, .alarmSounding: .audio
    case .alarmTestNotOver, .alarmTestDisturbed, .alarmsNotTested: .alarmTest
    case .annunciatorLost: Interlock.annunciator.explanation
    case .limit: .limits
    }
  }

  /// The value that was judged and its limit, each with its unit; nil where the refusal has none.
  public var figures: (value: String?, limit: String?) {
    switch self {
    case .wrongPhase(let phase): ("phase \(phase.name)", nil)
    case .aboveHardLimit(let kind, let limit), .belowHardLimit(let kind, let limit), .approvalMissing(let kind, let limit):
      (nil, kind.text(limit))
    case .predictedTooHigh(let level, let limit): (level.description, limit.description)
    case .ratioTooLarge(let rate): (nil, "5 times \(rate)")
    case .tooSoonAfterIncrease(let left), .recoveryNotOver(let left): ("\(left.spoken) missing", nil)
    case .holdNotOver(let left): ("\(left.wholeSeconds + 1) s missing", nil)
    case .respirationNotWatched(let rate): (nil, rate.description)
    case .abovePumpRange(let rate), .aboveRateBeforePause(let rate): (nil, rate.description)
    case .blocked(let set): (set.members.map(\.reason).joined(separator: "; "), nil)
    case .tokenExpired: (nil, "60 s")
    case .tokenTooFresh: (nil, "0.5 s")
    case .commandExpired, .journalLate: (nil, "2 s")
    case .handoverNotOffered: (nil, "5 min")
    case .stopLatched, .notResponsible, .tokenUnknown, .tokenStale, .tokenOfAnother, .secondPersonMissing, .samePerson,
      .nothingToConfirm, .notReadBack, .baselineMissing, .pressureAfterPauseMissing, .notAtHoldPoint, .implausibleObservation,
      .rateTooLow, .needsReconcile, .notAtZero, .pumpAlarmPresent, .pumpNotHeard, .patientBusy, .simulationOnly,
      .anotherPending, .overtaken, .unknownAlarm, .nothingLeft, .noAlarmSounds, .alarmSounding, .alarmTestNotOver,
      .alarmTestDisturbed, .annunciatorLost, .alarmsNotTested:
      (nil, nil)
    case .limit(let signal, let fault): fault.figures(of: signal)
    }
  }
}

// MARK: - Phase and token

extension Explanation {
  fileprivate static func wrongPhase(_ phase: SessionPhase) -> Explanation {
    Explanation(
      rule: "Each command fits certain phases of a session and no others.", source: "SR-088", clears: "Another phase.",
      advice: phase.advice)
  }

  fileprivate static let stopLatched = Explanation(
    rule: "A stop stays latched until somebody resets it; a reset infuses nothing.", source: "SR-027", clears: "A reset.",
    advice: "Find out why it was stopped; when all is well: session reset CHANNEL.")

  fileprivate static let tokenVoid = Explanation(
    rule: "A token confirms one read-back, once, while nothing has changed since it was given.", source: "SR-021, SR-030",
    clears: "Nothing: this token stays void.", advice: "Prepare again, read the answer, and confirm it with its own token.")

  fileprivate static let tokenExpired = Explanation(
    rule: "A token lives 60 s from its read-back, or from the newest confirmation of it by another person.", source: "SR-021",
    clears: "Nothing: this token stays void.", advice: "Prepare again, read the answer, and confirm it within 60 s.")

  fileprivate static let tokenTooFresh = Explanation(
    rule: "A confirmation within 0.5 s of its read-back is nobody's: nobody reads that fast.", source: "SR-021",
    clears: "0.5 s; the token is still good.", advice: "Read the read-back and confirm it again with the same token.")

  fileprivate static let tokenOfAnother = Explanation(
    rule: "Whoever asked for a read-back confirms it.", source: "SR-021",
    clears: "That person's confirmation, or a read-back of your own.",
    advice: "Let that person confirm, or prepare it yourself and read it.")

  fileprivate static let commandExpired = Explanation(
    rule: "A confirmation that reaches the controller more than 2 s after it was given raises nothing.", source: "SR-029",
    clears: "Nothing: it is dropped.", advice: "Prepare again; when it happens again, tell whoever looks after this machine.")

  fileprivate static let anotherPending = Explanation(
    rule: "One increase at a time: the next waits until the journal has the one before.", source: "SR-029, SR-131",
    clears: "The other command's end, 2 s at most.", advice: "Wait a moment, look at the status, and try again.")

  fileprivate static let overtaken = Explanation(
    rule: "A stop, a pause or a lower rate takes back every increase that is on its way.", source: "SR-030",
    clears: "Nothing: it is dropped.", advice: "Look at the status; prepare again if it is still wanted.")

  fileprivate static let journalLate = Explanation(
    rule: "An increase is in the journal before it acts; after 2 s it is dropped.", source: "SR-029, SR-131",
    clears: "A journal that answers.",
    advice: "Try again; when it happens again, look for a full or failed disk, or tell whoever looks after this machine.")
}

// MARK: - Other persons

extension Explanation {
  fileprivate static let approval = Explanation(
    rule: "Beyond a soft limit of the drug library a physician approves, with a reason.", source: "SR-003; the drug library",
    clears: "A physician's approval with the same token.",
    advice: "A physician gives: session approve CHANNEL --token T --reason TEXT. Or enter what keeps the limit.")

  fileprivate static let secondPerson = Explanation(
    rule: "Above the second-person threshold, and for a resume after a pause of more than 30 min, two different clinicians "
      + "confirm.",
    source: "SR-004, SR-025; clinical defaults, section 2", clears: "Another clinician's confirmation with the same token.",
    advice: "Another clinician than whoever read back gives: session second CHANNEL --token T.")

  fileprivate static let nothingToConfirm = Explanation(
    rule: "An approval or a second confirmation is taken only where a read-back asks for it.", source: "SR-003, SR-004",
    clears: "Nothing is missing.", advice: "Whoever read back confirms: session start, confirm or resume CHANNEL --token T.")

  fileprivate static let notResponsible = Explanation(
    rule: "Only whoever answers for a patient hands the patient over.", source: "SR-126",
    clears: "A handover by that person.", advice: "The person who answers for the patient gives: handover CHANNEL --to NAME.")

  fileprivate static let handover = Explanation(
    rule: "A patient is taken over only within 5 min of being handed over to that person.", source: "SR-126",
    clears: "A new offer.", advice: "Ask the person who answers for the patient now to give: handover CHANNEL --to YOU.")
}

// MARK: - Limits

extension Explanation {
  fileprivate static let hardLimit = Explanation(
    rule: "Nobody goes above a hard limit of the drug library.", source: "SR-001, SR-002; the drug library",
    clears: "An order or rate at or below the limit.", advice: "Check weight, concentration, rate and duration, and their units.")

  fileprivate static let predictedTooHigh = Explanation(
    rule: "The highest level of four kinetic models, from all that may have been delivered and what is left of the order, stays "
      + "at or below the hard limit of the drug library.", source: "SR-055, SR-056; the drug library",
    clears: "A lower rate, a shorter infusion, or time in which the drug falls.",
    advice: "Lower the rate or shorten the infusion; predict shows what a rate comes to.")

  fileprivate static let hardFloor = Explanation(
    rule: "An order below the lowest value of the drug library is taken for a slip of a digit or a unit.",
    source: "SR-005; the drug library", clears: "An order at or above the lowest value.",
    advice: "Check weight, concentration, rate and duration, and their units.")

  fileprivate static let ratio = Explanation(
    rule: "More than five times the rate of now is taken for a slip of a digit or a unit.", source: "SR-122",
    clears: "A rate of at most five times the rate of now.", advice: "Check the number and its unit; raise in smaller steps.")

  fileprivate static let spacing = Explanation(
    rule: "After a start, a resume or a raise the protocol's time passes before the next increase: 15 min unless it says "
      + "otherwise.",
    source: "SR-009; clinical defaults, section 2", clears: "Time.", advice: "Judge the patient meanwhile; then ask again.")

  fileprivate static let rateTooLow = Explanation(
    rule: "A rate is rounded down to the pump's step; a start, a resume or a raise to 0 mL/h is none.", source: "SR-016",
    clears: "A higher rate.", advice: "Enter a higher rate. To end the flow: session pause CHANNEL or session stop CHANNEL.")

  fileprivate static let pumpRange = Explanation(
    rule: "No rate is ordered that the pump cannot run.", source: "SR-016; the inventory",
    clears: "A rate within the pump's range.", advice: "Check the number and its unit.")

  fileprivate static let rateBeforePause = Explanation(
    rule: "A resume is never faster than the rate before the pause; without a rate it is half of it.", source: "SR-024",
    clears: "A rate at or below it.", advice: "Resume at less, and raise later in a step of its own.")

  fileprivate static let respiration = Explanation(
    rule: "Above the protocol's rate the respiration must be watched, and no monitor of this channel can.", source: "SR-044",
    clears: "A rate at or below it.", advice: "Enter less.")

  fileprivate static let nothingLeft = Explanation(
    rule: "No more is infused than was ordered, in volume and in time; unknown counts as given.", source: "SR-010, SR-012",
    clears: "Nothing: this session gets no more drug.", advice: "End the session: session stop CHANNEL. More needs a new order.")
}

// MARK: - Patient and pump

extension Explanation {
  fileprivate static let baseline = Explanation(
    rule: "Before an infusion the blood pressure is taken twice, 5 min apart unless the protocol says otherwise, the first at "
      + "most 60 min ago.",
    source: "SR-059; clinical defaults, section 2", clears: "Two readings.",
    advice: "Measure and enter each reading: vitals enter CHANNEL --nibp SYS/DIA/MEAN. Then prepare again.")

  fileprivate static let pressureAfterPause = Explanation(
    rule: "A resume needs a blood pressure taken after the pause began.", source: "SR-023; clinical defaults, section 4",
    clears: "A reading.", advice: "Measure and enter it: vitals enter CHANNEL --nibp SYS/DIA/MEAN.")

  fileprivate static let hold = Explanation(
    rule: "Before a resume every required signal has been fresh and normal for the protocol's hold time without a break.",
    source: "SR-023; clinical defaults, section 4", clears: "Time with normal signals; one bad value begins it anew.",
    advice: "Look at the patient, wait, and ask again.")

  fileprivate static let implausible = Explanation(
    rule: "A value that its scale or a living patient cannot have is not taken: systolic 30 to 300 mmHg, diastolic 10 to 200 "
      + "mmHg and lower, mean between them.",
    source: "SR-015, SR-047", clears: "A possible value.", advice: "Look again and enter it anew.")

  fileprivate static let notAtHoldPoint = Explanation(
    rule: "A program's next step is taken only when its step is over and a faster one comes.", source: "SR-009, SR-052",
    clears: "The end of the step.", advice: "Wait for the hold point, or raise by hand: session set-rate CHANNEL RATE.")

  fileprivate static let recovery = Explanation(
    rule: "After the last drug the patient is watched for the protocol's recovery time: 2 h unless it says otherwise.",
    source: "SR-034; clinical defaults, section 2", clears: "Time.",
    advice: "Watch the patient. A physician may end it early: session close CHANNEL --reason TEXT.")

  fileprivate static let notReadBack = Explanation(
    rule: "Nothing is put on top of a rate that the pump has not been read to run at.", source: "SR-016, SR-063",
    clears: "A reading that shows the ordered rate.", advice: "Wait a moment and try again; if it stays so, look at the pump.")

  fileprivate static let stopProof = Explanation(
    rule: "Before anything flows the pump has obeyed a stop that was sent after the read-back.", source: "SR-020, SR-028",
    clears: "A reading of 0 mL/h after that stop.", advice: "Wait a moment and try again; if it stays so, look at the pump.")

  fileprivate static let reconcile = Explanation(
    rule: "After an uncertainty, a lost link, a hand at the pump or a restart nothing flows before a person has looked.",
    source: "SR-061, SR-062, SR-072, SR-085", clears: "A reconcile.",
    advice: "Look at the pump and the patient, then: session reconcile CHANNEL.")

  fileprivate static let patientBusy = Explanation(
    rule: "A patient has one open session.", source: "SR-032", clears: "The other session's end.",
    advice: "Check the patient's code; look at all channels: status.")

  fileprivate static let simulationOnly = Explanation(
    rule: "What is marked for simulation runs only where every device of the channel is simulated.", source: "SR-153",
    clears: "Another protocol or library entry.", advice: "Check protocol and concentration.")

  fileprivate static let unknownAlarm = Explanation(
    rule: "Only an alarm that is on can be acknowledged, by its channel and number.", source: "SR-108",
    clears: "Nothing: it is not on.", advice: "See what is on: alarm list.")
}

// MARK: - Alarms

extension Explanation {
  fileprivate static let audio = Explanation(
    rule: "The audio of alarms is paused for 2 min, at most 10; a new alarm ends the pause, and only what sounds can be paused.",
    source: "SR-104, SR-105", clears: "An alarm that waits, or none: as it was asked for.", advice: "See what is on: alarm list.")

  fileprivate static let alarmTest = Explanation(
    rule: "Since the daemon started somebody has seen and heard an alarm of each priority and the second outputs: nothing flows "
      + "before.",
    source: "SR-020, SR-112", clears: "An alarm test that ran to its end, undisturbed, and was confirmed.",
    advice: "Begin it: alarm test. Look and listen to its end, then confirm it as it says.")

  fileprivate static let limits = Explanation(
    rule: "A limit may be changed within its bounds: no pause waits longer than 20 s, nor is it below SpO2 85 %, RR 6/min, or "
      + "beyond SBP 200 mmHg or MAP 55 mmHg; a warning comes before its pause.",
    source: "SR-042, SR-111", clears: "Values within the bounds.", advice: "See the limits of now: limit show CHANNEL.")
}

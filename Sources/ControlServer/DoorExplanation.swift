import Controller
import Safety

// Why a request is refused before the controller sees it, by the code of the refusal.

extension Explanation {
  /// The explanation of a refusal at the door. What has no rule of its own is a body that is not the request that it should be.
  static func door(_ code: String) -> Explanation { ruleAtTheDoor(code) ?? .form }

  /// The codes of refusals that are explained by the form that a request has.
  static let formCodes: Set = [
    "malformed-body", "missing-field", "unknown-field", "body-too-large", "malformed-command-id", "malformed-name",
    "malformed-quantity",
  ]

  /// The rule behind a refusal at the door; nil where that is the form of the request.
  static func ruleAtTheDoor(_ code: String) -> Explanation? {
    switch code {
    case "not-permitted": .permission
    case "busy", "no-answer", "command-id-reused", "done-before-restart": .commandID
    case "journal-unavailable": Interlock.journal.explanation
    case "unknown-channel", "unknown-protocol", "unknown-drug", "unknown-concentration", "concentration-needed": .library
    case "unknown-account": .account
    case "accounts-late", "roles-unknown": .directory
    case "bad-patient-code": .patientCode
    case "weight-out-of-range": .weight
    case "several-steps", "duration-out-of-range", "rate-too-low", "nothing-planned": .program
    case "token-unknown": .token
    // At the door these two mean what they mean to the controller: there is no open order, and no such alarm.
    case "wrong-phase": Refusal.wrongPhase(.idle).explanation
    case "unknown-alarm": Refusal.unknownAlarm.explanation
    case "unknown-scale", "malformed-score": .score
    case "unknown-signal", "malformed-limit": .limit
    case "audio-pause-out-of-range": .audioPause
    case "malformed-pressure": .pressure
    case "malformed-reason": .reason
    default: nil
    }
  }

  private static let permission = Explanation(
    rule: "Who may do what follows from the Unix account at the other end; everyone may look, pause and stop.",
    source: "SR-027, SR-134", clears: "Somebody who may.", advice: "Ask somebody with the role that the message names.")

  private static let commandID = Explanation(
    rule: "A command acts once, however often it is sent: the same id again is the same command.", source: "SR-029",
    clears: "A new command with an id of its own.",
    advice: "Look at the status first; then give the command anew if it is needed.")

  private static let library = Explanation(
    rule: "Only configured channels and protocols, and drugs at the concentrations of the library, can be used.",
    source: "SR-005, SR-006; the configuration", clears: "A name that is there.",
    advice: "Look at the container and at the names that the message lists.")

  private static let account = Explanation(
    rule: "A patient is handed over to a person with an account on this machine.", source: "SR-126, SR-134",
    clears: "The name of an account.", advice: "Check the spelling of the account's name.")

  private static let directory = Explanation(
    rule: "Accounts and groups are this machine's; before its directory service has told them, nobody but root holds a role.",
    source: "SR-126, SR-134", clears: "The answer of the directory service.",
    advice: "Try again; if it lasts, have the directory service seen to. Looking, pausing and stopping need none.")

  private static let patientCode = Explanation(
    rule: "A session carries a code for its patient and never a name.", source: "SR-137", clears: "A code.",
    advice: "Use the clinic's code: letters, digits, '-', '_' or '.', no blanks.")

  private static let weight = Explanation(
    rule: "A weight is between 30 kg and 250 kg, and of today.", source: "SR-008; clinical defaults, section 2",
    clears: "A weight in that range.", advice: "Weigh the patient and enter it anew, with its unit.")

  private static let program = Explanation(
    rule: "An order has steps whose rates and times make an infusion.", source: "SR-005, SR-012, SR-016",
    clears: "Another order.",
    advice: "Check rate and duration, and their units.")

  private static let token = Explanation(
    rule: "A token confirms one read-back, once, while nothing has changed since it was given.", source: "SR-021",
    clears: "Nothing: this is no token.", advice: "Copy the token from the read-back, or prepare again.")

  private static let score = Explanation(
    rule: "A score is a whole number that its scale has (yes or no for vomiting), entered with the scale's name: scales run in "
      + "opposite directions.",
    source: "SR-015, SR-050; clinical defaults, section 5", clears: "A value that the scale has.",
    advice: "Look at the scale again and enter the score anew: score add CHANNEL --scale SCALE --value VALUE.")

  private static let pressure = Explanation(
    rule: "A blood pressure is written SYSTOLIC/DIASTOLIC/MEAN in mmHg.", source: "SR-015, SR-047",
    clears: "A pressure in that form.", advice: "Enter it anew: vitals enter CHANNEL --nibp SYS/DIA/MEAN.")

  private static let limit = Explanation(
    rule:
      "A limit is written with its figure and the figure's unit, such as 88 %, 45/min or 130 mmHg; a delay is a time of whole "
      + "seconds.",
    source: "SR-014, SR-111", clears: "A limit in that form.",
    advice: "See what there is: limit show CHANNEL. Then: limit set CHANNEL SIGNAL --pause-low \"88 %\".")

  private static let audioPause = Explanation(
    rule: "The audio of alarms is paused for 30 s to 10 min, and never for good.", source: "SR-104",
    clears: "A time in that range.", advice: "See what is on: alarm list. Then: alarm pause-audio, which is 2 min.")

  private static let reason = Explanation(
    rule: "A reason has at most 200 characters and no control characters; one that a physician answers for at least 10.",
    source: "SR-003, SR-034", clears: "A reason in that form.", advice: "Give a reason that says why.")

  private static let form = Explanation(
    rule: "A request has the form that the interface prescribes; a quantity is NUMBER UNIT.", source: "SR-014, SR-015",
    clears: "A request in that form.", advice: "Correct what the message names and give the command anew.")
}

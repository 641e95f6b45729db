import ControlAPI

/// How a phase reads in plain words: what is the case, why, and what is to be done next.
enum PhaseText {
  /// What is the case, in one line.
  static func headline(_ channel: ChannelDocument) -> String {
    switch channel.phase {
    case "idle", "closed": "\(channel.phase): no session is open"
    case "prepared": "prepared: read back and complete; nothing flows"
    case "awaiting-approval": "waits for a physician's approval; nothing flows"
    case "awaiting-second-person": "waits for another clinician's confirmation; nothing flows"
    case "awaiting-journal": "confirmed, and waits for the journal; nothing flows yet"
    case "starting": "starting: the pump is told to run; its flow is not seen yet"
    case "infusing": channel.pump.link == "up" ? "infusing" : "infusing" + notHeard
    case "reduced": "infusing at a REDUCED rate" + (channel.pump.link == "up" ? "" : notHeard)
    case "pausing": "pausing: 0 mL/h is ordered and not yet seen at the pump"
    case "paused": "paused\(channel.pausedFor.map { " for \(Figures.spoken($0))" } ?? "") at 0 mL/h; nothing resumes by itself"
    case "stopping": "stopping: 0 mL/h is ordered and not yet seen at the pump"
    case "stopped": "stopped: no more drug in this session" + recovery(channel, ", recovery ")
    case "link-lost":
      channel.pump.link == "up"
        ? "LINK LOST: the pump was lost and is heard again; nothing is ordered before a reconcile"
        : "LINK LOST: the pump is not heard and may still run as last ordered"
    case "manual": "MANUAL: somebody has taken the pump at its own keypad"
    case "recovering": "recovering" + recovery(channel, ", ") + "; vital alarms stay on"
    case "completed": "completed: no more drug in this session, the recovery time is over"
    case "interrupted":
      "INTERRUPTED: the daemon restarted with this session open; "
        + (channel.pump.link == "up" ? "the pump was told to stop" : "the pump is NOT HEARD and may still run as last ordered")
    default: printable(channel.phase)
    }
  }

  /// The phase in a word or two, for a line among others.
  static func short(_ channel: ChannelDocument) -> String {
    switch channel.phase {
    case "paused": "paused" + (channel.pausedFor.map { " \(Figures.spoken($0))" } ?? "")
    case "recovering": "recovering" + recovery(channel, " ")
    case "reduced": "REDUCED"
    case "link-lost": "LINK LOST"
    case "manual": "MANUAL"
    case "interrupted": "INTERRUPTED"
    default: printable(channel.phase)
    }
  }

  /// Why the phase was entered, where that is more than the plain course of a session.
  static func cause(_ channel: ChannelDocument) -> String? {
    switch channel.phase {
    case "pausing", "paused", "reduced", "link-lost", "manual": printable(channel.causeText)
    case "stopping", "stopped", "recovering", "completed": printable(channel.endedBy ?? channel.causeText)
    default: nil
    }
  }

  /// What is to be done next, and with which command; nil where there is nothing to do, or where another line says it.
  static func next(_ channel: ChannelDocument, program: String) -> String? {
    let name = shellQuoted(channel.channel)
    func command(_ text: String) -> String { "\(program) session \(text)" }
    switch channel.phase {
    case "prepared", "awaiting-approval", "awaiting-second-person":
      guard channel.needs != nil else { return "the read-back is older than 60 s: prepare it again" }
      return confirmation(channel, command)
    case "reduced": return "judge the patient; only a person raises it again: " + command("set-rate \(name) RATE")
    case "paused":
      guard !channel.needsReconcile, !channel.stopLatched else { return nil }
      return command("prepare-resume \(name) --reason TEXT") + ", or " + command("stop \(name)")
    case "stopped":
      // A latched stop has a line of its own that says so.
      guard !channel.stopLatched else { return nil }
      return "when all is well: " + command("reset \(name)") + ", which infuses nothing"
    case "recovering":
      return "watch the patient; then: " + command("close \(name)") + "; a physician earlier: "
        + command("close \(name) --reason TEXT")
    case "completed": return command("close \(name)")
    default: return nil
    }
  }

  /// Whose confirmation a prepared order waits for; the token itself stands in the read-back only.
  private static func confirmation(_ channel: ChannelDocument, _ command: (String) -> String) -> String {
    let name = shellQuoted(channel.channel)
    switch channel.phase {
    case "awaiting-approval":
      return "a physician, with the token of the read-back: " + command("approve \(name) --token T --reason TEXT")
    case "awaiting-second-person":
      return "another clinician, with the token of the read-back: " + command("second \(name) --token T")
    default: return "whoever prepared it, with the token of the read-back: " + command("start \(name) --token T")
    }
  }

  private static let notHeard = ", but the pump is NOT HEARD; it may still run as last ordered"

  private static func recovery(_ channel: ChannelDocument, _ before: String) -> String {
    channel.recoveryLeft.map { "\(before)\(Figures.spoken($0)) left" } ?? ""
  }
}

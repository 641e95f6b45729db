import ControlAPI

/// How the room's alarms read: the lamp in words, and what else people must know of what they hear and do not hear.
enum RoomText {
  /// The symbol of paused audio: a bell that is struck out.
  static let pausedSymbol = "\u{1F515}"

  /// Everything in one line.
  static func line(_ room: RoomDocument, program: String) -> String {
    ([lamp(room)] + notes(room, program: program)).joined(separator: "; ")
  }

  /// What the lamp says: symbol, priority, color and rhythm, so that the color is never the only cue (SR-101).
  static func lamp(_ room: RoomDocument) -> String {
    guard !isLost(room) else { return "!!! NOBODY JUDGES ALARMS for \(Figures.time(room.signalAge)): look at patient and pump" }
    guard let lamp = room.lamp else { return "no alarm" }
    let word = room.isTest ? "TEST of the alarms" : "ALARM"
    let count = room.isTest ? "" : "\(count(room.alarmCount)), "
    return "\(mark(lamp.priority)) \(word), \(lamp.priority): \(count)lamp \(rhythm(lamp))"
  }

  /// Whether the room is worth a line of its own: something is to be seen, or to be done.
  static func isQuiet(_ room: RoomDocument) -> Bool {
    !isLost(room) && room.lamp == nil && room.alarmsTested && room.audioPausedFor == nil && !room.usesSecondSounder
      && !room.callsSecondContact
  }

  /// What else is the case: paused audio, the second contact, the second sounder, a test that is missing.
  static func notes(_ room: RoomDocument, program: String) -> [String] {
    var notes: [String] = []
    if let left = room.audioPausedFor { notes.append(paused(left)) }
    if room.callsSecondContact {
      notes.append(room.isTest ? "the second contact is called, as a test" : "nobody answers: the second contact is called")
    }
    if room.usesSecondSounder {
      notes.append(room.isTest ? "the second sounder sounds, as a test" : "the main sounder is lost, the second one sounds")
    }
    if !room.alarmsTested {
      notes.append("alarms not tested since the daemon started, nothing starts before: \(program) alarm test")
    }
    return notes
  }

  /// The pause of the audio: symbol, words and what is left of it (SR-105).
  static func paused(_ left: String) -> String { "\(pausedSymbol) AUDIO PAUSED, \(Figures.time(left)) left" }

  /// Whether the signal is so old that nobody judges any more.
  static func isLost(_ room: RoomDocument) -> Bool { Figures.isLonger(room.signalAge, than: 3) }

  /// `2 alarms`.
  static func count(_ count: Int) -> String { count == 1 ? "1 alarm" : "\(count) alarms" }

  /// The symbol of a priority, beside every color.
  static func mark(_ priority: String) -> String {
    switch priority {
    case "high": "!!!"
    case "medium": "!!"
    default: "!"
    }
  }

  /// The color of a lamp, and how fast it flashes.
  static func rhythm(_ lamp: LampDocument) -> String {
    guard lamp.periodMs > 0 else { return "\(printable(lamp.color)), steady" }
    return "\(printable(lamp.color)), flashing \(lamp.periodMs < 1_000 ? "fast" : "slowly")"
  }

  // MARK: - The test

  /// What to look and listen for in an alarm test, and how to confirm it (SR-112).
  static func lines(_ test: AlarmTestDocument, program: String) -> [String] {
    var lines = ["The alarm test runs for \(Figures.time(test.length)). Look at the lamps and listen, to its end:"]
    for (index, step) in test.steps.enumerated() {
      let name = ChannelText.padded(step.second ? "tower" : printable(step.lamp.priority), 8)
      let second = step.second ? " from the signal tower, and the second contact is called" : ""
      lines.append("  \(index + 1). \(name)light \(rhythm(step.lamp)); \(step.tones) tones\(second)")
    }
    return lines + [
      "Only when you have seen and heard all of them, within \(Figures.time(test.tokenLife)):",
      "  \(program) alarm test --token \(printable(test.token))",
      "If one was missing, do not confirm: look at loudspeaker, lamps and cables, and begin anew. Nothing starts before.",
    ]
  }
}

import ControlAPI
import Quantities

/// How a read-back reads: what would change, what else is needed, and what to type next.
enum ReadBackText {
  /// The read-back, line by line; `now` is the channel as it is, where it could be read.
  ///
  /// A command whose id was given may have been answered before: the token's time runs since that first answer (SR-029).
  static func lines(
    _ readBack: ReadBackDocument, channel: String, now: ChannelDocument?, program: String, mayBeRepeated: Bool = false
  ) -> [String] {
    let order = readBack.order
    var lines: [String] = []
    if let reason = readBack.shownAgainBecause {
      lines.append("NOTHING WAS \(done(readBack.confirmWith)) YET: \(printable(reason)). Read again and confirm again:")
    }
    let simulation = now?.simulation ?? order.simulationOnly
    lines.append(
      "\(simulation ? "SIMULATION " : "")READ BACK for \(printable(channel)): check every line before you confirm")
    func add(_ name: String, _ text: String) { lines.append("  " + ChannelText.padded(name, 15) + printable(text)) }
    add("patient", "\(order.patient), \(order.weight)")
    add("drug", "\(order.drug) \(order.concentration) (\(order.libraryEntry)), protocol \(order.protocol)")
    rates(readBack, now).forEach { add($0.name, $0.text) }
    let isStart = readBack.confirmWith == "start"
    if isStart, order.steps.count > 1 {
      for (index, step) in order.steps.enumerated() {
        add("  step \(index + 1)", "\(Figures.rate(step.rate)) for \(Figures.time(step.duration))")
      }
    }
    add(isStart ? "total" : "left", Figures.amount(readBack.remaining))
    add(isStart ? "duration" : "time left", Figures.time(readBack.timeLeft))
    if let peak = readBack.predictedPeak {
      add("predicted", "comes to \(Figures.plasmaAtMost(peak)), by the highest of four models, +-25 %")
    }
    if isStart, let now { ChannelText.blockers(now).forEach { add("in the way", $0) } }
    lines += next(
      readBack.needs, NextStep(channel: channel, token: readBack.token, confirmWith: readBack.confirmWith, program: program),
      life: Figures.time(readBack.tokenLife) + (mayBeRepeated ? " of the first answer to this command id" : ""))
    return lines
  }

  /// Old rate, new rate and their ratio, each in all its units (SR-122).
  private static func rates(_ readBack: ReadBackDocument, _ now: ChannelDocument?) -> [(name: String, text: String)] {
    let new = Figures.rate(readBack.rate)
    switch readBack.confirmWith {
    case "start": return [("rate", new)]
    case "resume":
      var list = [("rate now", Figures.rate(readBack.rateBefore))]
      let before = now?.rateBeforePause
      if let before { list.append(("before pause", Figures.rate(before))) }
      list.append(("new rate", new))
      if let before, let share = Figures.percent(readBack.rate.flow, of: before.flow) {
        list.append(("that is", "\(share) of the rate before the pause"))
      }
      return list
    default:
      var list = [("rate now", Figures.rate(readBack.rateBefore)), ("new rate", new)]
      if let ratio = readBack.ratio { list.append(("that is", "\(ratio) times the rate of now")) }
      if let now, let step = now.step, now.nextStepRate?.flow == readBack.rate.flow {
        list.append(("next step", "\(step + 1) of \(readBack.order.steps.count)"))
      }
      return list
    }
  }

  private static func done(_ confirmation: String) -> String {
    switch confirmation {
    case "start": "STARTED"
    case "resume": "RESUMED"
    default: "RAISED"
    }
  }

  // MARK: - What is still needed

  /// Whose commands make a read-back so.
  struct NextStep {
    let channel: String
    let token: String
    let confirmWith: String
    let program: String

    func command(_ verb: String, _ options: String = "") -> String {
      "\(program) session \(verb) \(shellQuoted(channel)) --token \(token)\(options)"
    }
  }

  /// What a read-back still needs after somebody else's confirmation, and what to type next; the channel tells what is in
  /// force.
  static func remaining(of channel: ChannelDocument, token: String, program: String) -> [String] {
    guard let needs = channel.needs else {
      return [
        "But the read-back is void by now (too old, confirmed already, or something has changed since): its token does nothing.",
        "Look, and have it prepared again if it is still wanted: \(program) status \(shellQuoted(channel.channel))",
      ]
    }
    let confirmation =
      switch channel.phase {
      case "prepared", "awaiting-approval", "awaiting-second-person": "start"
      case "paused": "resume"
      default: "confirm"
      }
    return next(
      needs, NextStep(channel: channel.channel, token: token, confirmWith: confirmation, program: program),
      life: "60 s of this confirmation")
  }

  /// What to type next, in order, and within which time.
  static func next(_ needs: NeedsDocument, _ step: NextStep, life: String) -> [String] {
    var people: [(who: String, command: String)] = []
    if let approval = needs.approval {
      people.append(
        ("a physician has to approve it: \(printable(approval))", step.command("approve", " --reason TEXT")))
    }
    if needs.secondPerson { people.append(("another clinician has to confirm it", step.command("second"))) }
    let confirm = step.command(step.confirmWith)
    let again = needs.again.map {
      "It has to be read twice: \(printable($0)). The answer is a new token; read again and confirm again."
    }
    guard !people.isEmpty else {
      return ["Nothing has changed yet. To make it so within \(life):"] + [again].compactMap { $0 }
        + ["  " + confirm]
    }
    people.append(("whoever asked for it confirms", confirm))
    var lines = [
      "Nothing has changed yet. To make it so within \(life), in this order (each confirmation by another person "
        + "gives 60 s more):"
    ]
    for (index, person) in people.enumerated() {
      lines += ["  \(index + 1). \(person.who):", "     \(person.command)"]
    }
    return lines + [again].compactMap { $0 }
  }

  /// What a read-back still needs, in one line; nil when nothing but its own confirmation.
  static func summary(_ needs: NeedsDocument) -> String? {
    let parts = [
      needs.approval.map { "a physician's approval (\(printable($0)))" },
      needs.secondPerson ? "another clinician's confirmation" : nil,
      needs.again.map { "a second reading (\(printable($0)))" },
    ].compactMap { $0 }
    let peak = needs.predictedPeak.map { "; it comes to a predicted \(Figures.plasmaAtMost($0))" } ?? ""
    return parts.isEmpty ? nil : "still needs " + parts.joined(separator: ", ") + peak
  }
}

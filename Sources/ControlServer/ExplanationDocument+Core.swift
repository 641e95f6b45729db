import ControlAPI
import Controller
import Quantities
import Safety

// From what the core says about a thing to the document that explains it.

extension ExplanationDocument {
  /// An explanation of the core, with a channel's name in its texts.
  init(
    _ explanation: Explanation, id: String, kind: String, code: String, what: String,
    _ figures: (value: String?, limit: String?) = (nil, nil), channel: String?
  ) {
    func named(_ text: String) -> String { channel.map(text.naming) ?? text }
    self.init(
      id: id, kind: kind, code: code, what: named(what), rule: named(explanation.rule), source: explanation.source,
      clears: named(explanation.clears), advice: named(explanation.advice))
    self.channel = channel
    value = figures.value
    limit = figures.limit
  }
}

extension AlarmFact {
  /// The value and the limit with their units.
  var figures: (value: String?, limit: String?) { condition.figures(value: value, limit: limit) }

  /// The alarm, explained.
  func explanation(id: String, channel: String?) -> ExplanationDocument {
    ExplanationDocument(
      condition.explanation, id: id, kind: "alarm", code: condition.code, what: condition.sentence(value: value, limit: limit),
      figures, channel: channel)
  }
}

extension SessionPhase {
  /// Why this phase was entered: the rule behind its cause where it has one, and what the phase itself waits for.
  func explanation(of cause: PhaseCause, _ alarm: AlarmFact?, id: String, channel: String?) -> ExplanationDocument {
    let phase = explanation
    let reason = cause.explanation
    let why = alarm.map { $0.condition.sentence(value: $0.value, limit: $0.limit) } ?? cause.sentence
    let whole = Explanation(
      rule: [reason?.rule, phase.rule].compactMap { $0 }.joined(separator: " "),
      source: [reason?.source, phase.source].compactMap { $0 }.joined(separator: "; "),
      clears: reason.map { "The cause: \($0.clears) The phase: \(phase.clears)" } ?? phase.clears,
      advice: [reason?.advice, phase.advice].compactMap { $0 }.joined(separator: " "))
    return ExplanationDocument(
      whole, id: id, kind: kind, code: cause.code, what: hasNoSession ? name : "\(name): \(why)",
      alarm?.figures ?? (nil, nil), channel: channel)
  }

  /// What kind of thing a phase is, to whoever asks why.
  private var kind: String {
    switch self {
    case .pausing, .paused: "pause"
    case .reduced: "reduction"
    case .stopping, .stopped: "stop"
    case .idle, .prepared, .awaitingApproval, .awaitingSecondPerson, .awaitingJournal, .starting, .infusing, .linkLost, .manual,
      .recovering, .completed, .interrupted, .closed:
      "phase"
    }
  }
}

extension Recollection {
  /// What the journal tells, explained; `name` gives the name of a user's account.
  func explanation(id: String, name: (UserID) -> String) -> ExplanationDocument {
    var document = explanation(id: id)
    document.since = utc
    document.age = age?.text(decimals: 0)
    document.by = by.map(name)
    return document
  }

  private func explanation(id: String) -> ExplanationDocument {
    func refusal(_ operation: String, _ refusal: Refusal, _ verb: String) -> ExplanationDocument {
      ExplanationDocument(
        refusal.explanation, id: id, kind: "refusal", code: refusal.code, what: "\(operation) \(verb). \(refusal.sentence)",
        refusal.figures, channel: channel)
    }
    switch fact {
    case .refused(let kind, let why): return refusal(kind.name, why, "was refused")
    case .withdrawn(let kind, let why): return refusal(kind.name, why, "was confirmed, and withdrawn before it acted")
    case .turnedAway(let operation, let code, let sentence):
      return ExplanationDocument(
        .door(code), id: id, kind: "refusal", code: code, what: "\(operation) was refused. \(sentence)", channel: channel)
    case .accepted(let kind):
      return ExplanationDocument(
        .accepted, id: id, kind: "command", code: "accepted",
        what: "\(kind.name) was \(kind.mayBeReadBack ? "taken: carried out, or answered with a read-back" : "carried out").",
        channel: channel)
    case .confirmed(let kind, let rate):
      return ExplanationDocument(
        .confirmed, id: id, kind: "command", code: "confirmed", what: "\(kind.name) at \(rate) was confirmed and recorded.",
        channel: channel)
    case .alarm(let alarm): return alarm.explanation(id: id, channel: channel)
    case .phase(let phase, let cause, let alarm): return phase.explanation(of: cause, alarm, id: id, channel: channel)
    case .reduced(let rate, let interlock, let alarm):
      let why = alarm.map { $0.condition.sentence(value: $0.value, limit: $0.limit) } ?? interlock.reason
      return ExplanationDocument(
        interlock.explanation, id: id, kind: "reduction", code: interlock.code, what: "The rate was cut to \(rate): \(why)",
        alarm?.figures ?? (nil, nil), channel: channel)
    case .other(let kind, let sentence):
      return ExplanationDocument(.entry, id: id, kind: "entry", code: kind, what: sentence, channel: channel)
    }
  }
}

extension Explanation {
  fileprivate static let accepted = Explanation(
    rule: "What gives more drug takes a read-back and its confirmation; everything else acts at once.", source: "SR-021, SR-029",
    clears: "Nothing: it was taken.", advice: "See what became of it: record show CHANNEL.")

  fileprivate static let confirmed = Explanation(
    rule: "A start, a resume or a raise is in the journal before it acts, and is judged again when it is.",
    source: "SR-007, SR-131", clears: "Nothing: it was taken.", advice: "See what the pump did then: record show CHANNEL.")

  fileprivate static let entry = Explanation(
    rule: "The journal keeps everything that happened, and changes nothing of it.", source: "SR-130",
    clears: "Nothing: it is a record.", advice: "Read it in its session: record show CHANNEL.")
}

import ControlAPI
import Controller
import Quantities
import Safety

// Why: of an alarm, a command, a channel, an entry of the journal. Everyone may ask. Alarms and phases come from the newest view,
// so that they are told while the disk is gone; everything else from the journal.

extension ControlDesk {
  /// The answer to `GET /v1/explain/ID`.
  func explain(_ id: String) async -> Answer {
    if let channel = index(of: id) { return Answer(explanation(ofChannel: channel)) }
    if let (channel, occurrence) = alarm(named: id) {
      if let document = explanation(ofAlarm: occurrence, channel: channel) { return Answer(document) }
      return await recall(.alarm(occurrence: occurrence, channel: channel), id)
    }
    if let entry = Self.entry(named: id) { return await recall(.entry(entry), id) }
    if let command = CommandID(text: id) { return await recall(.command(command), id) }
    return Answer(unknownExplanation(id))
  }

  private func recall(_ query: RecallQuery, _ id: String) async -> Answer {
    do throws(RequestRefusal) {
      guard let found = try await room.recall(query) else {
        return Answer(query.isOfCommand && isJournalBehind ? .notRecordedYet : unknownExplanation(id))
      }
      return Answer(found.explanation(id: id) { room.name(of: $0) })
    } catch {
      return Answer(Problem(error))
    }
  }

  /// Whether something that happened may not be in the journal yet.
  private var isJournalBehind: Bool {
    room.channels.indices.contains { room.view(of: $0).startBlockers.contains(.journal) }
  }

  private func unknownExplanation(_ id: String) -> Problem {
    let channels = room.channels.map(\.name).joined(separator: ", ")
    return Problem(
      404, "unknown-explanation",
      "There is nothing to explain under \"\(Self.shown(id))\". Explain takes a channel (\(channels)), an alarm as alarm list "
        + "shows it (CHANNEL:NUMBER), the id of a command (32 hexadecimal digits, told with each refusal), or an entry of the "
        + "record ('#NUMBER', in quotes).")
  }

  /// `CHANNEL:NUMBER`, in digits only.
  private func alarm(named id: String) -> (channel: Int, occurrence: UInt32)? {
    let parts = id.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let channel = index(of: parts[0]), let number = Self.number(parts[1]) else { return nil }
    return UInt32(exactly: number).map { (channel, $0) }
  }

  /// `#NUMBER`.
  private static func entry(named id: String) -> UInt64? { id.hasPrefix("#") ? number(String(id.dropFirst())) : nil }

  private static func number(_ text: String) -> UInt64? {
    text.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") } ? UInt64(text) : nil
  }

  // MARK: - From the view

  /// An alarm whose newest occurrence this is; nil where it is an older one, or none.
  private func explanation(ofAlarm occurrence: UInt32, channel: Int) -> ExplanationDocument? {
    let (view, now) = (room.view(of: channel), room.now())
    guard occurrence > 0,
      let condition = AlarmCondition.allCases.first(where: { view.alarms.record(of: $0).occurrence == occurrence })
    else { return nil }
    let record = view.alarms.record(of: condition)
    let name = room.channels[channel].name
    let fact = AlarmFact(condition, value: record.value, limit: record.limit)
    var document = fact.explanation(id: "\(name):\(occurrence)", channel: name)
    let state = record.isOn ? (record.isPresent ? "on" : "on; its cause is gone") : "ended"
    document.what += " (\(state)\(record.isAcknowledged ? ", acknowledged" : ""))"
    document.since = room.wallTime(at: record.onset).rfc3339
    document.age = now.since(record.onset).text(decimals: 1)
    return document
  }

  /// Why a channel is in its phase, and what keeps the next increase from being made.
  private func explanation(ofChannel channel: Int) -> ExplanationDocument {
    let (view, now) = (room.view(of: channel), room.now())
    let name = room.channels[channel].name
    let alarm = view.cause.interlock.flatMap { view.alarm(behind: $0, until: view.phaseSince) }
    var document = view.phase.explanation(of: view.cause, alarm, id: name, channel: name)
    document.since = room.wallTime(at: view.phaseSince).rfc3339
    document.age = now.since(view.phaseSince).text(decimals: 1)
    document.blockers = blockers(view, name: name, now)
    return document
  }

  private func blockers(_ view: ChannelView, name: String, _ now: Instant) -> [ExplanationDocument] {
    var documents: [ExplanationDocument] = []
    var interlocks = view.phase.isWatched ? view.startBlockers.members : []
    switch view.increaseRefusal {
    case nil: break
    case .blocked(let set): interlocks = set.members
    case let refusal?:
      documents.append(
        ExplanationDocument(
          refusal.explanation, id: name, kind: "block", code: refusal.code, what: refusal.sentence, refusal.figures, channel: name
        ))
    }
    for interlock in interlocks {
      let alarm = view.alarm(behind: interlock, until: view.at)
      var document = ExplanationDocument(
        interlock.explanation, id: name, kind: "block", code: interlock.code, what: interlock.reason,
        alarm?.figures ?? (nil, nil), channel: name)
      if let alarm {
        let onset = view.alarms.record(of: alarm.condition).onset
        document.since = room.wallTime(at: onset).rfc3339
        document.age = now.since(onset).text(decimals: 1)
      }
      documents.append(document)
    }
    return documents
  }
}

extension SessionPhase {
  /// Whether people want to know what keeps an increase from being made.
  fileprivate var isWatched: Bool { hasNoSession || isUnstarted || isInfusing || self == .paused || self == .starting }
}

extension ChannelView {
  /// The newest alarm that this interlock raised, up to an instant, that is on or was when the phase was entered; nil where
  /// there is none.
  fileprivate func alarm(behind interlock: Interlock, until end: Instant) -> AlarmFact? {
    let raised = AlarmCondition.allCases.filter { condition in
      let record = alarms.record(of: condition)
      return condition.interlocks.contains(interlock) && record.occurrence > 0 && record.onset <= end
        && (record.isOn || end <= phaseSince)
    }
    guard let newest = raised.max(by: { alarms.record(of: $0).onset < alarms.record(of: $1).onset }) else { return nil }
    let record = alarms.record(of: newest)
    return AlarmFact(newest, value: record.value, limit: record.limit)
  }
}

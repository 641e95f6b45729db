import ControlServer
import Controller
import Dispatch
import FoundationEssentials
import Journal
import Platform
import Quantities
import Safety
import Synchronization

extension OperatingRoom {
  /// Questions have a thread of their own: everyone may ask, and nobody who asks may keep an order from being prepared.
  private static let questions = DispatchQueue(label: "questions")
  /// How many questions wait at a time.
  private static let waiting = Atomic<Int>(0)
  private static let mostWaiting = 16

  func recall(_ query: RecallQuery) async throws(RequestRefusal) -> Recollection? {
    guard let store = daemon.store else {
      throw Self.noJournal
    }
    guard Self.waiting.add(1, ordering: .relaxed).oldValue < Self.mostWaiting else {
      Self.waiting.subtract(1, ordering: .relaxed)
      throw RequestRefusal(.unavailable, code: "busy", sentence: "Too many questions are waiting. Try again.")
    }
    defer { Self.waiting.subtract(1, ordering: .relaxed) }
    let names = channels.map(\.name)
    // What has just been refused may be on its way to the journal: it is asked for again, for 2 s, before it counts as unknown.
    for look in 0..<(query.isOfCommand ? 11 : 1) {
      if look > 0 { try? await Task.sleep(for: .milliseconds(200)) }
      let found = try await reading(on: Self.questions) { () throws(JournalError) in
        let found = try Self.find(query, in: store, names)
        // Known from now on, when whoever explains it asks for it.
        if let user = found?.by { _ = name(of: user, until: SystemClock.now() + Self.patienceForNames) }
        return found
      }
      if let found { return found }
    }
    return nil
  }

  private static func find(
    _ query: RecallQuery, in store: JournalStore, _ channels: [String]
  ) throws(JournalError) -> Recollection? {
    let entry =
      switch query {
      case .command(let id): try store.outcome(of: id)
      case .alarm(let occurrence, let channel): try store.beginning(ofAlarm: occurrence, on: channels[channel])
      case .entry(let number): try store.entry(number)
      }
    guard let entry else { return nil }
    var recollection = Recollection(entry, now: SystemClock.wallTime())
    switch recollection.fact {
    case .phase(let phase, let cause, _):
      guard let interlock = cause.interlock else { break }
      recollection.fact = .phase(phase, cause, try store.alarm(behind: interlock, of: entry))
    case .reduced(let rate, let interlock, _):
      recollection.fact = .reduced(to: rate, interlock, try store.alarm(behind: interlock, of: entry))
    case .refused, .withdrawn, .turnedAway, .accepted, .confirmed, .alarm, .other: break
    }
    return recollection
  }
}

extension JournalStore {
  /// The alarm that an interlock raised before it acted.
  fileprivate func alarm(behind interlock: Interlock, of entry: JournalEntry) throws(JournalError) -> AlarmFact? {
    let conditions = AlarmCondition.allCases.filter { $0.interlocks.contains(interlock) }
    guard case .alarm(let note) = try newestAlarm(of: conditions, before: entry)?.content else { return nil }
    return AlarmFact(note)
  }
}

extension AlarmFact {
  fileprivate init(_ note: AlarmNote) { self.init(note.condition, value: note.value, limit: note.limit) }
}

extension Recollection {
  /// What an entry tells; the alarm behind a phase or a reduction is looked up by whoever asks.
  fileprivate init(_ entry: JournalEntry, now: WallTime) {
    let fact: Fact =
      switch entry.content {
      case .refused(let kind, let refusal, _, _): .refused(kind, refusal)
      case .withdrawn(let kind, let refusal): .withdrawn(kind, refusal)
      case .turnedAway(let operation, let code, let sentence, _, _):
        .turnedAway(operation: operation, code: code, sentence: sentence)
      case .accepted(let kind, _, _): .accepted(kind)
      case .intent(let kind, let rate, _, _): .confirmed(kind, rate: rate)
      case .alarm(let note): .alarm(AlarmFact(note))
      case .phase(_, let phase, let cause): .phase(phase, cause, nil)
      case .reduced(let rate, let interlock): .reduced(to: rate, interlock, nil)
      case .daemonStarted, .daemonStopped, .prepared, .ordered, .receipt, .delivered, .stopLatch, .counterBroke, .reconciled,
        .abandoned, .score, .cuff, .handedOver, .limits, .clinicLimits, .audioPaused, .alarmsTested, .reason, .remark:
        .other(kind: entry.content.kind, sentence: entry.content.sentence)
      }
    self.init(
      entry: entry.sequence, utc: entry.utc, age: Self.age(of: entry.utc, now), channel: entry.channel,
      by: entry.content.actor.flatMap { $0.number == .max ? nil : $0 }, fact: fact)
  }

  /// How long ago a label is, by the wall clock; nil where it cannot be told.
  private static func age(of utc: String, _ now: WallTime) -> Interval? {
    guard let date = try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(utc) else { return nil }
    guard let then = Int64(exactly: (date.timeIntervalSince1970 * 1_000_000).rounded()), then >= 0 else { return nil }
    let microseconds = now.microsecondsSince1970 - then
    return microseconds >= 0 && microseconds < .max / 1_000 ? Interval(nanoseconds: microseconds * 1_000) : nil
  }
}

public import Controller
import Quantities
public import Safety
public import Therapy

/// The limits of vital signs of an open session, as the journal has them.
public struct RecoveredLimits: Sendable {
  /// The limits of every vital sign that count for the session.
  public let limits: VitalLimits
  /// The vital signs with limits in the journal that are damaged and were not taken: the clinic's count.
  public let refused: [LimitedSignal]
}

/// What a restart takes over beside the session itself.
public struct RecoveredBesides: Sendable {
  /// The alarms that wait for an answer.
  public internal(set) var alarms: [WaitingAlarm] = []
  /// The session's limits; nil where the clinic's count.
  public internal(set) var limits: RecoveredLimits?
  /// A sentence for each part that is damaged and was left out.
  public internal(set) var damage: [String] = []
}

extension JournalStore {
  /// The alarms of a channel that wait for an acknowledgement and had not ended when the daemon died; of each condition the
  /// newest occurrence, as urgent as it had become (SR-106, SR-107). Only those of `session`: the channel's open one, or the one
  /// in which its pump was given up.
  ///
  /// An entry tells how the alarm is after its change, so the newest one of each condition tells all but whether the second
  /// contact was called. A restart takes over alarms without a word.
  public func waitingAlarms(of session: SessionID, channel: String) throws(JournalError) -> [WaitingAlarm] {
    guard let prepared = try newest("prepared", of: session) else { return [] }
    let newest = try entries(
      where: """
        sequence IN (SELECT max(sequence) FROM entry WHERE kind = 'alarm' AND channel = ? AND sequence > ?
        GROUP BY json_extract(body, '$.alarm'))
        """, [channel, Int64(clamping: prepared.sequence)])
    var alarms: [WaitingAlarm] = []
    for entry in newest {
      guard case .alarm(let note) = entry.content, note.isOn, !note.isAcknowledged, note.waits else { continue }
      let calls = try entries(
        where: """
          kind = 'alarm' AND channel = ? AND sequence > ? AND json_extract(body, '$.alarm') = ?
          AND json_extract(body, '$.occurrence') = ? AND json_extract(body, '$.change') = 'second-contact'
          """, [channel, Int64(clamping: prepared.sequence), note.condition.code, Int64(note.occurrence)], limit: 1)
      alarms.append(
        WaitingAlarm(
          note.condition, occurrence: note.occurrence, priority: note.priority, calledSecondContact: !calls.isEmpty,
          value: note.value, limit: note.limit))
    }
    return alarms
  }

  /// The number of the newest alarm that was raised on a channel; 0 when the newest `lookupWindow` entries have none.
  public func newestOccurrence(channel: String) throws(JournalError) -> UInt32 {
    let newest = try newest("kind = 'alarm' AND channel = ? AND json_extract(body, '$.change') = 'raised'", [channel])
    guard case .alarm(let note)? = newest?.content else { return 0 }
    return note.occurrence
  }

  /// The limits of an open session after a restart; nil where they are the clinic's of now (SR-111).
  ///
  /// The session was prepared under the clinic's limits of then, and of each vital sign the newest change counts on top of them.
  /// Where the clinic's file says something else now, the stricter of both counts, but for what the session changed: nobody has
  /// seen a session's limits become laxer. A change that is beyond its bounds was never accepted, so it is damage: the clinic's
  /// limits count then, and no older change does (SR-042).
  public func sessionLimits(of session: SessionID, clinic: VitalLimits) throws(JournalError) -> RecoveredLimits? {
    guard let prepared = try newest("prepared", of: session) else { return nil }
    let newest = try entries(
      where: """
        sequence IN (SELECT max(sequence) FROM entry WHERE kind = 'limits' AND session = ?
        GROUP BY json_extract(body, '$.signal'))
        """, [Int64(clamping: session.number)])
    let before = try clinicLimits(before: prepared.sequence)
    var limits = clinic
    var refused: [LimitedSignal] = []
    func judged(_ found: SignalLimits, _ signal: LimitedSignal) -> SignalLimits? {
      if found.isAcceptable(for: signal) { return found }
      if !refused.contains(signal) { refused.append(signal) }
      return nil
    }
    for signal in LimitedSignal.allCases {
      // Where nothing tells of then, now counts.
      let base = before[signal].flatMap { judged($0, signal) } ?? clinic[signal]
      var changed: SignalLimits?
      for case .limits(signal, let found, _) in newest.map(\.content) { changed = judged(found, signal) }
      limits[signal] = (changed ?? base).recovered(preparedUnder: base, clinic: clinic[signal], of: signal)
    }
    let isClinic = LimitedSignal.allCases.allSatisfy { limits[$0] == clinic[$0] }
    return isClinic && newest.isEmpty && refused.isEmpty ? nil : RecoveredLimits(limits: limits, refused: refused)
  }

  /// The clinic's limits that were noted last before the entry with this number; none of a vital sign where nothing was.
  public func clinicLimits(before sequence: UInt64 = .max) throws(JournalError) -> [LimitedSignal: SignalLimits] {
    let newest = try entries(
      where: """
        sequence IN (SELECT max(sequence) FROM entry WHERE kind = 'clinic-limits' AND sequence < ?
        GROUP BY json_extract(body, '$.signal'))
        """, [Int64(clamping: sequence)])
    var limits: [LimitedSignal: SignalLimits] = [:]
    for case .clinicLimits(let signal, let found) in newest.map(\.content) { limits[signal] = found }
    return limits
  }

  /// What `waitingAlarms` and `sessionLimits` tell, each for itself: damage of the one costs neither the other nor the session.
  public func besides(_ session: SessionID, channel: String, clinic: VitalLimits) throws(JournalError) -> RecoveredBesides {
    var found = RecoveredBesides()
    do throws(JournalError) { found.alarms = try waitingAlarms(of: session, channel: channel) } catch {
      guard error.isCorruption else { throw error }
      found.damage.append("no alarm of session \(session.number) is taken over: \(error.description)")
    }
    do throws(JournalError) { found.limits = try sessionLimits(of: session, clinic: clinic) } catch {
      guard error.isCorruption else { throw error }
      found.damage.append("the clinic's limits count in session \(session.number): \(error.description)")
    }
    return found
  }
}

extension SignalLimits {
  /// Whether a command could have set these: within their bounds, delays in whole seconds.
  fileprivate func isAcceptable(for signal: LimitedSignal) -> Bool {
    let isWhole = warnDelay == .seconds(warnDelay.wholeSeconds) && pauseDelay == .seconds(pauseDelay.wholeSeconds)
    return isWhole && fault(of: signal) == nil
  }

  /// These limits of a session after a restart: what it was prepared under and did not change becomes as strict as the clinic's
  /// limits of now, never laxer.
  func recovered(preparedUnder prepared: SignalLimits, clinic: SignalLimits, of signal: LimitedSignal) -> SignalLimits {
    var limits = self
    for key in LimitKey.allCases where LimitBounds.has(key, signal) && self[key] == prepared[key] {
      guard let own = self[key], let other = clinic[key] else { continue }
      limits[key] =
        switch key {
        case .warnLow, .pauseLow: max(own, other)
        case .warnHigh, .pauseHigh, .warnDelay, .pauseDelay: min(own, other)
        }
    }
    // A warning of the session's own may lie beyond a pause that became stricter: it would never be heard.
    if let warning = limits.warnLow, let pause = limits.pauseLow { limits.warnLow = max(warning, pause) }
    if let warning = limits.warnHigh, let pause = limits.pauseHigh { limits.warnHigh = min(warning, pause) }
    return limits
  }
}

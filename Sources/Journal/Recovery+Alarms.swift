public import Controller
import Quantities
import Safety
public import Therapy

/// The limits of vital signs of an open session, as the journal has them.
public struct RecoveredLimits: Sendable {
  /// The clinic's limits, with those in their place that were changed for the session.
  public let limits: VitalLimits
  /// The vital signs whose changed limits are damaged and were not taken: the clinic's count.
  public let refused: [LimitedSignal]
}

extension JournalStore {
  /// The alarms of a channel that latch, that nobody had acknowledged and that had not ended when the daemon died; of each
  /// condition the newest occurrence (SR-106). Only those of `session`: the channel's open one, or the one in which its pump was
  /// given up.
  ///
  /// An entry tells how the alarm is after its change, so the newest one of each condition tells all. An alarm is known by its
  /// condition and by time: a restart numbers occurrences anew, and takes over alarms without a word.
  public func waitingAlarms(of session: SessionID, channel: String) throws(JournalError) -> [WaitingAlarm] {
    guard let prepared = try newest("prepared", of: session) else { return [] }
    let newest = try entries(
      where: """
        sequence IN (SELECT max(sequence) FROM entry WHERE kind = 'alarm' AND channel = ? AND sequence > ?
        GROUP BY json_extract(body, '$.alarm'))
        """, [channel, Int64(clamping: prepared.sequence)])
    var alarms: [WaitingAlarm] = []
    for entry in newest {
      guard case .alarm(let note) = entry.content, note.isOn, !note.isAcknowledged, note.condition.latches else { continue }
      alarms.append(WaitingAlarm(note.condition, value: note.value, limit: note.limit))
    }
    return alarms
  }

  /// The limits of a session that somebody has changed, on top of the clinic's; nil where nobody has (SR-111).
  ///
  /// Of each vital sign the newest change counts. One that is beyond its bounds was never accepted, so it is damage: the clinic's
  /// limits count then, and no older change does (SR-042).
  public func changedLimits(of session: SessionID, clinic: VitalLimits) throws(JournalError) -> RecoveredLimits? {
    let newest = try entries(
      where: """
        sequence IN (SELECT max(sequence) FROM entry WHERE kind = 'limits' AND session = ?
        GROUP BY json_extract(body, '$.signal'))
        """, [Int64(clamping: session.number)])
    guard !newest.isEmpty else { return nil }
    var limits = clinic
    var refused: [LimitedSignal] = []
    for entry in newest {
      guard case .limits(let signal, let changed, _) = entry.content else { continue }
      if changed.isAcceptable(for: signal) { limits[signal] = changed } else { refused.append(signal) }
    }
    return RecoveredLimits(limits: limits, refused: refused)
  }
}

extension SignalLimits {
  /// Whether a command could have set these: within their bounds, delays in whole seconds.
  fileprivate func isAcceptable(for signal: LimitedSignal) -> Bool {
    let isWhole = warnDelay == .seconds(warnDelay.wholeSeconds) && pauseDelay == .seconds(pauseDelay.wholeSeconds)
    return isWhole && fault(of: signal) == nil
  }
}

import ControlAPI
import ControlServer
import Controller
import Journal
import Quantities
import Safety
import Therapy

extension RecordDocument {
  /// The document of a session's record.
  init(_ record: SessionRecord, isSimulated: Bool) {
    let order = record.order
    self.init(
      session: record.session.number, channel: record.channel, simulation: isSimulated, order: OrderDocument(order),
      phase: record.phase.name, causeText: record.endCause?.sentence ?? "",
      delivered: DeliveredDocument(
        atLeast: record.delivery?.atLeast ?? .zero, atMost: record.delivery?.atMost ?? .zero, under: order),
      elapsed: (record.delivery?.elapsed ?? .zero).text(decimals: 1))
    prepared = record.prepared.utc
    started = record.started?.utc
    closed = record.closed?.utc
    pauses = record.pauses.map {
      PauseDocument(from: $0.began.utc, until: $0.ended?.utc, cause: $0.cause.code, causeText: $0.cause.sentence)
    }
    alarms = record.alarms.map {
      RecordedAlarmDocument(
        onset: $0.raised.utc, ended: $0.ended?.utc, acknowledged: $0.acknowledged?.utc, code: $0.condition.code,
        priority: $0.condition.priority.name, mark: $0.condition.priority.mark, sentence: $0.sentence)
    }
    rates = record.entries.compactMap { entry in
      guard case .ordered(let rate, _, _) = entry.content else { return nil }
      return RecordedRateDocument(at: entry.utc, rate: RateDocument(rate, under: order))
    }
    commands = Self.commands(of: record)
  }

  /// Every command in the order of the journal: what was accepted, and what was refused by whom.
  private static func commands(of record: SessionRecord) -> [RecordedCommandDocument] {
    let accepted = record.actions.map {
      (
        $0.moment.sequence,
        RecordedCommandDocument(
          at: $0.moment.utc, kind: $0.command.name, by: $0.by.number, outcome: "accepted", text: $0.reason)
      )
    }
    let refused = record.refusals.map {
      (
        $0.moment.sequence,
        RecordedCommandDocument(
          at: $0.moment.utc, kind: $0.operation, by: $0.by?.number, outcome: $0.code, text: $0.sentence)
      )
    }
    return (accepted + refused).sorted { $0.0 < $1.0 }.map(\.1)
  }
}

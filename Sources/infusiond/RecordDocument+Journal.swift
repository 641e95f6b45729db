import ControlAPI
import ControlServer
import Controller
import Journal
import Quantities
import Safety
import Therapy

extension RecordDocument {
  /// The document of a session's record; `name` gives the name of a user's account.
  init(_ record: SessionRecord, isSimulated: Bool, name: (UserID) -> String) {
    let order = record.order
    self.init(
      session: record.session.number, channel: record.channel, simulation: isSimulated, order: OrderDocument(order),
      phase: record.phase.name, causeText: record.endCause?.sentence ?? "",
      delivered: DeliveredDocument(
        atLeast: record.delivery?.atLeast ?? .zero, atMost: record.delivery?.atMost ?? .zero, under: order),
      elapsed: (record.delivery?.elapsed ?? .zero).text(decimals: 1))
    prepared = record.prepared.utc
    started = record.started?.utc
    ended = record.ended?.utc
    ending = Self.ending(of: record, name)
    closed = record.closed?.utc
    highestPrediction = record.highestPrediction.map(RecordedPredictionDocument.init)
    lastPrediction = record.lastPrediction.map(RecordedPredictionDocument.init)
    configurations = record.configurations
    pauses = record.pauses.map { Self.pause($0, order, name) }
    reductions = record.reductions.map {
      ReductionDocument(
        at: $0.moment.utc, rate: RateDocument($0.rate, under: order), cause: $0.cause.code, causeText: $0.cause.reason,
        entry: $0.moment.sequence)
    }
    observations = record.observations.map { RecordedObservationDocument($0, name) }
    handovers = record.handovers.map { HandoverDocument(at: $0.moment.utc, from: $0.from.map(name), to: name($0.to)) }
    alarms = record.alarms.map { RecordedAlarmDocument($0, name) }
    limitChanges = record.limitChanges.map { RecordedLimitChangeDocument($0, name) }
    audioPauses = record.audioPauses.map {
      RecordedAudioPauseDocument(at: $0.moment.utc, time: $0.time.description, by: name($0.by), entry: $0.moment.sequence)
    }
    alarmTests = record.alarmTests.map {
      RecordedAlarmTestDocument(at: $0.moment.utc, by: name($0.by), entry: $0.moment.sequence)
    }
    rates = record.entries.compactMap { entry in
      guard case .ordered(let rate, _, _) = entry.content else { return nil }
      return RecordedRateDocument(at: entry.utc, rate: RateDocument(rate, under: order))
    }
    commands = Self.commands(of: record, name)
  }

  /// How the session ended, and who closed its record.
  private static func ending(of record: SessionRecord, _ name: (UserID) -> String) -> String? {
    var text: String
    switch record.ending {
    case .notYet: return nil
    case .neverStarted: text = "never started"
    case .completed(let cause): text = "completed: \(cause.sentence)"
    case .stopped(.command, let user): text = "stopped by \(user.map(name) ?? "a person")" + reason(record.stop)
    case .stopped(let cause, _): text = "stopped automatically: \(cause.sentence)"
    case .leftOpen: text = "neither completed nor stopped"
    }
    guard let closing = record.closing else { return text }
    text += closing.command == .closeEarly ? "; closed early by \(name(closing.by))" : "; closed by \(name(closing.by))"
    return text + reason(closing)
  }

  private static func reason(_ action: RecordedAction?) -> String { action?.reason.map { ": \($0)" } ?? "" }

  private static func pause(_ pause: RecordedPause, _ order: Order, _ name: (UserID) -> String) -> PauseDocument {
    var document = PauseDocument(
      from: pause.began.utc, until: pause.ended?.utc, cause: pause.cause.code, causeText: pause.cause.sentence)
    document.entry = pause.began.sequence
    document.resumedRate = pause.resumedRate.map { RateDocument($0, under: order) }
    document.resumedBy = pause.resumedBy.map(name)
    return document
  }

  /// Every command in the order of the journal: what was accepted, and what was refused by whom.
  private static func commands(of record: SessionRecord, _ name: (UserID) -> String) -> [RecordedCommandDocument] {
    func document(
      _ moment: RecordedMoment, _ kind: String, _ user: UserID?, _ outcome: String, _ text: String?
    ) -> (sequence: UInt64, RecordedCommandDocument) {
      var document = RecordedCommandDocument(at: moment.utc, kind: kind, by: user?.number, outcome: outcome, text: text)
      document.byName = user.map(name)
      document.entry = moment.sequence
      return (moment.sequence, document)
    }
    let accepted = record.actions.map { document($0.moment, $0.command.name, $0.by, "accepted", $0.reason) }
    let refused = record.refusals.map {
      document($0.moment, $0.operation, $0.by, $0.code, $0.sentence.replacing("CHANNEL", with: record.channel))
    }
    return (accepted + refused).sorted { $0.sequence < $1.sequence }.map(\.1)
  }
}

extension RecordedObservationDocument {
  /// What a person entered.
  init(_ observation: RecordedObservation, _ name: (UserID) -> String) {
    let (at, by) = (observation.moment.utc, name(observation.by))
    switch observation.content {
    case .score(let scale, let value): self.init(at: at, name: scale.name, value: scale.text(value), unit: nil, by: by)
    case .cuff(let systolic, let diastolic, let mean):
      self.init(at: at, name: "BP", value: "\(systolic)/\(diastolic)/\(mean)", unit: "mmHg", by: by)
    }
  }
}

extension RecordedPredictionDocument {
  fileprivate init(_ recorded: RecordedPrediction) {
    self.init(at: recorded.moment.utc, prediction: PredictionDocument(recorded.prediction))
  }
}

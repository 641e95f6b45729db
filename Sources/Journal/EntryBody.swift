import Controller
import FoundationEssentials
import Quantities
import Safety
import Therapy

/// The body of an entry: one flat JSON object in which each kind of entry has its own keys. Who did it stands in the column
/// beside it, and so does the kind.
struct EntryBody: Codable {
  struct Account: Codable {
    let settledAtLeast: QuantityText<Volume>
    let settledAtMost: QuantityText<Volume>
    let base: QuantityText<Volume>?
    let last: QuantityText<Volume>
    let resolution: QuantityText<Volume>
  }

  var order: OrderBody?
  var intent: RecordName<IntentKind>?
  var command: RecordName<CommandKind>?
  var commandId: CommandText?
  var refusal: RefusalBody?
  var rate: QuantityText<FlowRate>?
  var vtbi: QuantityText<Volume>?
  var orderSequence: UInt64?

  var from: RecordName<SessionPhase>?
  var to: RecordName<SessionPhase>?
  var cause: String?
  var interlock: RecordName<Interlock>?

  var receipt: String?
  var pumpRefusal: RecordName<PumpRefusal>?
  var atLeast: QuantityText<Volume>?
  var atMost: QuantityText<Volume>?
  var elapsed: QuantityText<Interval>?
  var account: Account?
  var step: UInt8?
  var stepBegan: QuantityText<Interval>?
  var automaticPauses: UInt8?
  var counter: QuantityText<Volume>?
  var prediction: PredictionBody?

  var alarm: RecordName<AlarmCondition>?
  var change: RecordName<AlarmChange>?
  var priority: RecordName<AlarmPriority>?
  var occurrence: UInt32?
  var isOn: Bool?
  var isPresent: Bool?
  var isAcknowledged: Bool?
  var onsetNs: Int64?
  var value: Int64?
  var limit: Int64?

  var scale: RecordName<ClinicalScale>?
  var score: Int8?
  var systolic: Int32?
  var diastolic: Int32?
  var mean: Int32?
  var handedOverFrom: UInt32?

  var signal: RecordName<LimitedSignal>?
  var limits: LimitsBody?
  var pausedFor: QuantityText<Interval>?

  var stopLatched: Bool?
  var operation: String?
  var code: String?
  var sentence: String?
  var text: String?
  var version: String?
  var configuration: String?

  /// The JSON text: keys sorted, so that equal bodies are equal texts.
  func json() throws(BodyFault) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    do {
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    } catch {
      throw BodyFault(detail: "cannot be written as JSON: \(error)")
    }
  }

  /// Reads a JSON text.
  init(json: String) throws(BodyFault) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      self = try decoder.decode(EntryBody.self, from: Data(json.utf8))
    } catch {
      throw BodyFault(detail: "cannot be read: \(error)")
    }
  }

  init() {}

  /// The value at `key`, which this kind of entry must have.
  func need<Value>(_ key: KeyPath<EntryBody, Value?>, _ name: String) throws(BodyFault) -> Value {
    guard let value = self[keyPath: key] else { throw BodyFault(detail: "\(name) is missing") }
    return value
  }
}

// MARK: - Content to body

extension EntryBody {
  init(_ content: JournalContent) {
    self.init()
    switch content {
    case .daemonStarted(let version, let configuration):
      self.version = version
      self.configuration = configuration
    case .daemonStopped(let reason): text = reason
    case .prepared(let order, _): self.order = OrderBody(order)
    case .intent(let kind, let rate, _, let command):
      intent = RecordName(kind)
      self.rate = QuantityText(rate)
      commandId = CommandText(command)
    case .withdrawn(let kind, let refusal):
      intent = RecordName(kind)
      self.refusal = RefusalBody(refusal)
    case .accepted(let kind, _, let id): take(kind, id)
    case .refused(let kind, let refusal, _, let id):
      take(kind, id)
      self.refusal = RefusalBody(refusal)
    case .phase(let from, let to, let cause):
      self.from = RecordName(from)
      self.to = RecordName(to)
      self.cause = cause.recordName
      interlock = cause.interlock.map(RecordName.init)
    case .ordered(let rate, let vtbi, let sequence):
      self.rate = QuantityText(rate)
      self.vtbi = QuantityText(vtbi)
      orderSequence = sequence
    case .receipt(let receipt, let sequence): take(receipt, sequence)
    case .delivered(let record): take(record)
    case .alarm(let note): take(note)
    case .stopLatch(let isSet): stopLatched = isSet
    case .counterBroke(let volume): counter = Self.bounded(volume)
    case .reconciled, .abandoned, .alarmsTested: break
    case .reduced(let rate, let cause):
      self.rate = QuantityText(rate)
      interlock = RecordName(cause)
    case .score(let scale, let value, _):
      self.scale = RecordName(scale)
      score = value
    case .cuff(let systolic, let diastolic, let mean, _):
      (self.systolic, self.diastolic, self.mean) = (systolic, diastolic, mean)
    case .handedOver(let from, _): handedOverFrom = from?.number
    case .limits(let signal, let limits, _), .clinicLimits(let signal, let limits):
      self.signal = RecordName(signal)
      self.limits = LimitsBody(limits, of: signal)
    case .audioPaused(let time, _): pausedFor = QuantityText(time)
    case .reason(let kind, let text, _, let id):
      take(kind, id)
      self.text = text
    case .turnedAway(let operation, let code, let sentence, _, let id):
      commandId = id.map(CommandText.init)
      self.operation = operation
      self.code = code
      self.sentence = sentence
    case .remark(let text): self.text = text
    }
  }

  private mutating func take(_ kind: CommandKind, _ id: CommandID) {
    command = RecordName(kind)
    commandId = CommandText(id)
  }

  private mutating func take(_ receipt: DeliveryReceipt, _ sequence: UInt64) {
    orderSequence = sequence
    self.receipt = receipt.name
    switch receipt {
    case .none, .underway, .uncertain: break
    case .applied(let rate): self.rate = QuantityText(rate)
    case .refused(let refusal): pumpRefusal = RecordName(refusal)
    }
  }

  private mutating func take(_ record: DeliveryRecord) {
    atLeast = Self.bounded(record.atLeast)
    atMost = Self.bounded(record.atMost)
    elapsed = QuantityText(record.elapsed)
    rate = QuantityText(record.rate)
    step = record.step
    stepBegan = QuantityText(record.stepBegan)
    automaticPauses = record.automaticPauses
    prediction = record.prediction.map(PredictionBody.init)
    account = Account(
      settledAtLeast: Self.bounded(record.account.settledAtLeast), settledAtMost: Self.bounded(record.account.settledAtMost),
      base: record.account.base.map(Self.bounded), last: Self.bounded(record.account.last),
      resolution: Self.bounded(record.account.resolution))
  }

  /// A volume that a pump told, which may be anything, as it can be read back: beyond what any order holds, all are the same.
  private static func bounded(_ volume: Volume) -> QuantityText<Volume> {
    QuantityText(min(volume, TherapyProgram.largestTotal))
  }

  private mutating func take(_ note: AlarmNote) {
    alarm = RecordName(note.condition)
    change = RecordName(note.change)
    priority = RecordName(note.priority)
    occurrence = note.occurrence
    isOn = note.isOn
    isPresent = note.isPresent
    isAcknowledged = note.isAcknowledged
    onsetNs = note.onset.nanoseconds
    value = note.value
    limit = note.limit
    sentence = note.sentence
  }
}

extension PhaseCause {
  /// The causes that carry nothing.
  static let plain: [PhaseCause] = [
    .command, .journalDurable, .withdrawn, .flowObserved, .notStarted, .volumeReached, .durationReached,
    .counterBroke, .restart, .recoveryOver, .inactivity,
  ]

  /// The name in records: an interlock stands beside it by its own name.
  var recordName: String { interlock == nil ? code : "interlock" }

}

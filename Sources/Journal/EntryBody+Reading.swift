import Controller
import Quantities
import Safety
import Therapy

// From a body back to its content. Nothing is assumed of a file: whatever is missing or unknown is a fault, never a default.

extension EntryBody {
  /// What an entry of this kind and actor says.
  func content(kind: String, actor: UserID?) throws(BodyFault) -> JournalContent {
    func by() throws(BodyFault) -> UserID {
      guard let actor else { throw BodyFault(detail: "the actor is missing") }
      return actor
    }
    switch kind {
    case "daemon-started": return .daemonStarted(version: try need(\.version, "version"))
    case "daemon-stopped": return .daemonStopped(reason: try need(\.text, "text"))
    case "prepared": return .prepared(try need(\.order, "order").order(), by: try by())
    case "intent":
      return .intent(
        try need(\.intent, "intent").value, rate: try need(\.rate, "rate").value, by: try by(), command: try id())
    case "withdrawn":
      return .withdrawn(try need(\.intent, "intent").value, try need(\.refusal, "refusal").refusal())
    case "accepted": return .accepted(try need(\.command, "command").value, by: try by(), command: try id())
    case "refused":
      return .refused(
        try need(\.command, "command").value, try need(\.refusal, "refusal").refusal(), by: try by(), command: try id())
    case "phase":
      return .phase(from: try need(\.from, "from").value, to: try need(\.to, "to").value, cause: try phaseCause())
    case "ordered":
      return .ordered(
        rate: try need(\.rate, "rate").value, vtbi: try need(\.vtbi, "vtbi").value,
        sequence: try need(\.orderSequence, "order_sequence"))
    case "receipt": return .receipt(try deliveryReceipt(), sequence: try need(\.orderSequence, "order_sequence"))
    case "delivered": return .delivered(try delivery())
    case "alarm": return .alarm(try alarmNote())
    case "stop-latch": return .stopLatch(try need(\.stopLatched, "stop_latched"))
    case "counter-broke": return .counterBroke(at: try need(\.counter, "counter").value)
    case "reconciled": return .reconciled(by: try by())
    case "abandoned": return .abandoned(by: try by())
    case "reduced":
      return .reduced(to: try need(\.rate, "rate").value, cause: try need(\.interlock, "interlock").value)
    case "score":
      return .score(try need(\.scale, "scale").value, try need(\.score, "score"), by: try by())
    case "cuff":
      return .cuff(
        systolic: try need(\.systolic, "systolic"), diastolic: try need(\.diastolic, "diastolic"),
        mean: try need(\.mean, "mean"), by: try by())
    case "handed-over": return .handedOver(from: handedOverFrom.map(UserID.init(number:)), to: try by())
    case "reason":
      return .reason(
        try need(\.command, "command").value, text: try need(\.text, "text"), by: try by(), command: try id())
    case "turned-away":
      return .turnedAway(
        operation: try need(\.operation, "operation"), code: try need(\.code, "code"),
        sentence: try need(\.sentence, "sentence"), by: try by(), command: commandId?.value)
    case "remark": return .remark(try need(\.text, "text"))
    default: throw BodyFault(detail: "unknown kind \(kind)")
    }
  }

  private func id() throws(BodyFault) -> CommandID { try need(\.commandId, "command_id").value }

  private func phaseCause() throws(BodyFault) -> PhaseCause {
    let name = try need(\.cause, "cause")
    if name == "interlock" { return .interlock(try need(\.interlock, "interlock").value) }
    guard let cause = PhaseCause.plain.first(where: { $0.recordName == name }) else {
      throw BodyFault(detail: "unknown cause \(name)")
    }
    return cause
  }

  private func deliveryReceipt() throws(BodyFault) -> DeliveryReceipt {
    let name = try need(\.receipt, "receipt")
    switch name {
    case "none": return .none
    case "underway": return .underway
    case "applied": return .applied(try need(\.rate, "rate").value)
    case "refused": return .refused(try need(\.pumpRefusal, "pump_refusal").value)
    case "uncertain": return .uncertain
    default: throw BodyFault(detail: "unknown receipt \(name)")
    }
  }

  private func delivery() throws(BodyFault) -> DeliveryRecord {
    let written = try need(\.account, "account")
    var account = CounterAccount()
    account.settledAtLeast = written.settledAtLeast.value
    account.settledAtMost = written.settledAtMost.value
    account.base = written.base?.value
    account.last = written.last.value
    account.resolution = written.resolution.value
    return DeliveryRecord(
      atLeast: try need(\.atLeast, "at_least").value, atMost: try need(\.atMost, "at_most").value,
      elapsed: try need(\.elapsed, "elapsed").value, rate: try need(\.rate, "rate").value, account: account,
      step: step ?? 0, stepBegan: stepBegan?.value ?? .zero, automaticPauses: automaticPauses ?? 0)
  }

  private func alarmNote() throws(BodyFault) -> AlarmNote {
    let onset = try need(\.onsetNs, "onset_ns")
    guard onset >= 0 else { throw BodyFault(detail: "onset_ns is negative") }
    return AlarmNote(
      change: try need(\.change, "change").value, condition: try need(\.alarm, "alarm").value,
      occurrence: try need(\.occurrence, "occurrence"), isOn: try need(\.isOn, "is_on"),
      isPresent: try need(\.isPresent, "is_present"), isAcknowledged: try need(\.isAcknowledged, "is_acknowledged"),
      onset: Instant(nanoseconds: onset), value: try need(\.value, "value"), limit: try need(\.limit, "limit"))
  }
}

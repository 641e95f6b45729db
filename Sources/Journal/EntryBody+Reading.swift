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
    case "daemon-started":
      return .daemonStarted(version: try need(\.version, "version"), configuration: try configurationDigest())
    case "daemon-stopped": return .daemonStopped(reason: try need(\.text, "text"))
    case "prepared": return .prepared(try need(\.order, "order").order(), by: try by())
    case "intent":
      return .intent(
        try need(\.intent, "intent").value, rate: try flow(), by: try by(), command: try id())
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
        rate: try flow(), vtbi: try volume(need(\.vtbi, "vtbi"), "vtbi"),
        sequence: try need(\.orderSequence, "order_sequence"))
    case "receipt": return .receipt(try deliveryReceipt(), sequence: try need(\.orderSequence, "order_sequence"))
    case "delivered": return .delivered(try delivery())
    case "alarm": return .alarm(try alarmNote())
    case "stop-latch": return .stopLatch(try need(\.stopLatched, "stop_latched"))
    case "counter-broke": return .counterBroke(at: try volume(need(\.counter, "counter"), "counter"))
    case "reconciled": return .reconciled(by: try by())
    case "abandoned": return .abandoned(by: try by())
    case "reduced":
      return .reduced(to: try flow(), cause: try need(\.interlock, "interlock").value)
    case "score":
      return .score(try need(\.scale, "scale").value, try need(\.score, "score"), by: try by())
    case "cuff":
      return .cuff(
        systolic: try need(\.systolic, "systolic"), diastolic: try need(\.diastolic, "diastolic"),
        mean: try need(\.mean, "mean"), by: try by())
    case "handed-over": return .handedOver(from: handedOverFrom.map(UserID.init(number:)), to: try by())
    case "limits":
      let signal = try need(\.signal, "signal").value
      return .limits(signal, try need(\.limits, "limits").limits(of: signal), by: try by())
    case "clinic-limits":
      let signal = try need(\.signal, "signal").value
      return .clinicLimits(signal, try need(\.limits, "limits").limits(of: signal))
    case "audio-paused": return .audioPaused(for: try need(\.pausedFor, "paused_for").value, by: try by())
    case "alarms-tested": return .alarmsTested(by: try by())
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

  private func configurationDigest() throws(BodyFault) -> String? {
    guard let configuration else { return nil }
    let digits = Array("0123456789abcdef".utf8)
    guard configuration.utf8.count == 64, configuration.utf8.allSatisfy(digits.contains) else {
      throw BodyFault(detail: "configuration is not a digest")
    }
    return configuration
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
    case "applied": return .applied(try flow())
    case "refused": return .refused(try need(\.pumpRefusal, "pump_refusal").value)
    case "uncertain": return .uncertain
    default: throw BodyFault(detail: "unknown receipt \(name)")
    }
  }

  private func delivery() throws(BodyFault) -> DeliveryRecord {
    let written = try need(\.account, "account")
    var account = CounterAccount()
    account.settledAtLeast = try volume(written.settledAtLeast, "account.settled_at_least")
    account.settledAtMost = try volume(written.settledAtMost, "account.settled_at_most")
    if let base = written.base { account.base = try volume(base, "account.base") }
    account.last = try volume(written.last, "account.last")
    account.resolution = try volume(written.resolution, "account.resolution")
    return DeliveryRecord(
      atLeast: try volume(need(\.atLeast, "at_least"), "at_least"), atMost: try volume(need(\.atMost, "at_most"), "at_most"),
      elapsed: try need(\.elapsed, "elapsed").value, rate: try flow(), account: account, step: try need(\.step, "step"),
      stepBegan: try need(\.stepBegan, "step_began").value,
      automaticPauses: try need(\.automaticPauses, "automatic_pauses"), prediction: try prediction?.prediction())
  }

  private func flow() throws(BodyFault) -> FlowRate { try need(\.rate, "rate").value(upTo: TherapyProgram.fastestStep, "rate") }

  private func volume(_ text: QuantityText<Volume>, _ name: String) throws(BodyFault) -> Volume {
    try text.value(upTo: TherapyProgram.largestTotal, name)
  }

  private func alarmNote() throws(BodyFault) -> AlarmNote {
    let onset = try need(\.onsetNs, "onset_ns")
    guard onset >= 0 else { throw BodyFault(detail: "onset_ns is negative") }
    return AlarmNote(
      change: try need(\.change, "change").value, condition: try need(\.alarm, "alarm").value,
      priority: try need(\.priority, "priority").value, occurrence: try need(\.occurrence, "occurrence"),
      isOn: try need(\.isOn, "is_on"),
      isPresent: try need(\.isPresent, "is_present"), isAcknowledged: try need(\.isAcknowledged, "is_acknowledged"),
      onset: Instant(nanoseconds: onset), value: try need(\.value, "value"), limit: try need(\.limit, "limit"))
  }
}

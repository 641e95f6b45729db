import Controller
import Quantities
import Safety
public import Therapy

extension JournalContent {
  /// One line for a person; who did it stands beside it.
  public var sentence: String {
    switch self {
    case .daemonStarted(let version, let configuration):
      "daemon started, version \(version)\(configuration.map { ", configuration \($0)" } ?? "")"
    case .daemonStopped(let reason): "daemon stopped: \(reason)"
    case .prepared(let order, _): Self.prepared(order)
    case .intent(let kind, let rate, _, _): "\(kind.name) at \(rate) confirmed"
    case .withdrawn(let kind, let refusal): "\(kind.name) withdrawn: \(refusal.sentence)"
    case .accepted(let kind, _, _): "\(kind.name) accepted"
    case .refused(let kind, let refusal, _, _): "\(kind.name) refused: \(refusal.sentence)"
    case .phase(let from, let to, let cause): "\(from.name) -> \(to.name): \(cause.sentence)"
    case .ordered(let rate, let vtbi, let sequence):
      rate == .zero ? "pump order \(sequence): stop" : "pump order \(sequence): \(rate), at most \(vtbi)"
    case .receipt(let receipt, let sequence): "pump order \(sequence): \(Self.text(receipt))"
    case .delivered(let record): "delivered \(record.atLeast) to \(record.atMost) in \(record.elapsed.text(decimals: 1))"
    case .alarm(let note):
      "alarm \(note.occurrence) \(note.priority.mark) \(note.change.text): \(note.sentence)"
    case .stopLatch(let isSet): isSet ? "stop latched" : "stop latch cleared"
    case .counterBroke(let volume): "the pump's counter broke off at \(volume): what it delivered is bounded, not known"
    case .reconciled: "what the pump says was accepted"
    case .abandoned: "the session was closed while it was not known what its pump did"
    case .reduced(let rate, let cause): "rate cut to \(rate): \(cause.reason)"
    case .score(let scale, let value, _): "\(scale.name) \(scale.text(value))"
    case .cuff(let systolic, let diastolic, let mean, _): "blood pressure \(systolic)/\(diastolic)/\(mean) mmHg"
    case .handedOver(let from, let to):
      "patient handed over\(from.map { " from user \($0.number)" } ?? "") to user \(to.number)"
    case .limits(let signal, let limits, _): "limits of \(signal.name) in this session: \(limits.text(of: signal))"
    case .clinicLimits(let signal, let limits): "the clinic's limits of \(signal.name): \(limits.text(of: signal))"
    case .audioPaused(let time, _): "audio of the alarms paused for \(time.spoken)"
    case .alarmsTested: "the alarm outputs were tested: all seen and heard"
    case .reason(let kind, let text, _, _): "reason for \(kind.name): \(text)"
    case .turnedAway(let operation, let code, let sentence, _, _): "\(operation) turned away (\(code)): \(sentence)"
    case .remark(let text): text
    }
  }

  private static func prepared(_ order: Order) -> String {
    let rate = order.program.fastestRate
    let what = "\(order.drug.name) at \(order.drug.concentration), protocol \(order.protocolName)"
    let much =
      "up to \(rate) (\(order.doseRate(of: rate).text(decimals: 3))), \(order.program.total) in \(order.program.duration)"
    return "prepared for \(order.patient.code), \(order.patient.weight): \(what), \(much)"
      + (order.simulationOnly ? " SIMULATION" : "")
  }

  private static func text(_ receipt: DeliveryReceipt) -> String {
    switch receipt {
    case .none: "nothing known"
    case .underway: "underway"
    case .applied(let rate): "the pump runs at \(rate)"
    case .refused(let refusal): "refused by the pump, \(refusal.sentence)"
    case .uncertain: "uncertain"
    }
  }
}

extension AlarmChange {
  /// What changed, for people.
  fileprivate var text: String {
    switch self {
    case .raised: "raised"
    case .causeGone: "cause gone"
    case .ended: "ended"
    case .acknowledged: "acknowledged"
    case .escalated: "not answered, of high priority now"
    case .reminded: "not answered, told again"
    case .secondContact: "not answered, second contact called"
    }
  }
}

extension SignalLimits {
  /// Every limit that the figure has, with its unit, for people.
  public func text(of signal: LimitedSignal) -> String {
    LimitKey.allCases.compactMap { key in text(of: key, signal).map { "\(key.name) \($0)" } }.joined(separator: ", ")
  }

  /// One limit with its unit, for people; nil where the figure has none on that side.
  public func text(of key: LimitKey, _ signal: LimitedSignal) -> String? {
    guard LimitBounds.has(key, signal) else { return nil }
    // A delay as it stands in the journal, whole seconds or not.
    return switch key {
    case .warnDelay: warnDelay.description
    case .pauseDelay: pauseDelay.description
    case .warnLow, .warnHigh, .pauseLow, .pauseHigh: self[key].map { key.text($0, of: signal) }
    }
  }
}

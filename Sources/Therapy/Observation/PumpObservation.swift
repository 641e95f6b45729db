public import Quantities

/// How the link to an infusion pump fares.
public enum PumpLinkState: UInt8, Sendable, BitwiseCopyable {
  /// No answer yet since the daemon started.
  case connecting
  /// The pump answers and is the one that the inventory names.
  case up
  /// The pump does not answer.
  case silent
  /// Another device answers at the pump's address: nothing is written to it.
  case wrongDevice

  /// The name for programs.
  public var name: String {
    switch self {
    case .connecting: "connecting"
    case .up: "up"
    case .silent: "silent"
    case .wrongDevice: "wrong-device"
    }
  }

  /// Whether the pump answers and is the right one.
  @inlinable public var isUp: Bool {
    switch self {
    case .up: true
    case .connecting, .silent, .wrongDevice: false
    }
  }

  /// Whether another device answers.
  @inlinable public var isWrongDevice: Bool {
    switch self {
    case .wrongDevice: true
    case .connecting, .silent, .up: false
    }
  }
}

/// Why a pump refused a command.
public enum PumpRefusal: UInt8, Sendable, BitwiseCopyable {
  /// Not possible in the pump's state.
  case state
  /// A value out of the pump's range.
  case value
  /// The pump is not under our control.
  case owner
  /// An alarm or the unarmed watchdog forbids it.
  case interlock
  /// What was read back was not what was written.
  case readBack
  /// The pump did not reach the commanded rate in time.
  case notReached
  /// The pump was not asked: a stop, or the end of its lease, overtook the order in the link.
  case overtaken

  /// The refusal with this number, for records that keep numbers only.
  public init?(code: Int64) {
    guard let raw = UInt8(exactly: code), let refusal = PumpRefusal(rawValue: raw) else { return nil }
    self = refusal
  }

  /// The number of this refusal.
  @inlinable public var code: Int64 {
    switch self {
    case .state: 0
    case .value: 1
    case .owner: 2
    case .interlock: 3
    case .readBack: 4
    case .notReached: 5
    case .overtaken: 6
    }
  }

  /// What it means, for people.
  public var sentence: String {
    switch self {
    case .state: "not possible in its state"
    case .value: "a value is out of its range"
    case .owner: "it is not under remote control"
    case .interlock: "an alarm or its watchdog forbids it"
    case .readBack: "what was read back was not what was written"
    case .notReached: "it did not reach the rate in time"
    case .overtaken: "a stop or the end of its lease overtook it"
    }
  }
}

/// The fate of the newest pump order: a lost reply is *uncertain*, never *failed* (law 4).
public enum DeliveryReceipt: Hashable, Sendable, BitwiseCopyable {
  /// Nothing was ordered yet.
  case none
  /// Being carried out.
  case underway
  /// The pump was read and runs at this rate.
  case applied(FlowRate)
  /// The pump certainly did not do it.
  case refused(PumpRefusal)
  /// Unknown: it may have been executed.
  case uncertain

  /// The name for programs.
  public var name: String {
    switch self {
    case .none: "none"
    case .underway: "underway"
    case .applied: "applied"
    case .refused: "refused"
    case .uncertain: "uncertain"
    }
  }
}

/// What a pump's link tells the control step: the newest reading and how far it can be relied on.
public struct PumpObservation: Hashable, Sendable, BitwiseCopyable {
  /// How the link fares.
  public var link: PumpLinkState
  /// The newest good reading.
  public var report: PumpReport?
  /// The sequence number of the order that `receipt` speaks of.
  public var orderSequence: UInt64
  /// The fate of that order.
  public var receipt: DeliveryReceipt
  /// Since when it is unknown what the pump does; nil when a read has settled it.
  public var uncertainSince: Instant?
  /// When the first byte of the newest stop was handed to the line.
  public var stopSentAt: Instant?
  /// Whether the link found the lease expired and stopped by itself; cleared by a new live order.
  public var leaseExpired: Bool
  /// Answers with a wrong checksum, length or content, since the port was opened.
  public var badFrames: UInt64

  /// A pump that was never heard.
  @_noAllocation @_noLocks
  public init() {
    link = .connecting
    report = nil
    orderSequence = 0
    receipt = .none
    uncertainSince = nil
    stopSentAt = nil
    leaseExpired = false
    badFrames = 0
  }

  /// Whether the link has carried out the order of zero with this sequence number, and a reading that began after it was ordered,
  /// and after the last stop was sent, saw no flow.
  ///
  /// The reading alone is not enough: it may have begun under the order before, between the step and its order's way to the link.
  @_noAllocation @_noLocks
  public func confirmsZero(of sequence: UInt64, orderedSince: Instant) -> Bool {
    guard orderSequence == sequence else { return false }
    switch receipt {
    case .applied: break
    case .none, .underway, .refused, .uncertain: return false
    }
    guard link.isUp, let report, report.isAtZero, report.readBegan >= orderedSince else { return false }
    guard let stopSentAt else { return true }
    return report.readBegan >= stopSentAt
  }
}

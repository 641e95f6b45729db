import Quantities

/// Everything that can be made to go wrong in the simulated room; a model that cannot do a fault refuses it.
public enum Fault: Hashable, Sendable {
  /// Patient: oxygen saturation falls to this percentage, 40...95.
  case desaturate(to: Int)
  /// Monitor: the finger clip is unplugged.
  case sensorOff
  /// Pump, monitor and tower: the cable carries nothing in either direction; the device itself goes on.
  case silent
  /// Pump and monitor: what the device sends arrives damaged.
  case corrupt
  /// Pump: the line to the patient is blocked.
  case occlusion
  /// Pump: the device restarts and forgets its program, counter, owner and watchdog.
  case reboot
  /// Pump: a write is executed but its reply never arrives.
  case loseReply
  /// Tower: the relay of the red lamp hangs.
  case stuckLamp
  /// Patient: presses the call button.
  case call
  /// Pump: another device sits at the pump's address; the pump itself is off the line.
  case impostor(Impostor)

  /// What sits at the pump's address in its place.
  public enum Impostor: Hashable, Sendable {
    /// A device of another make: the magic word is wrong.
    case otherMake
    /// A pump of the same make with another serial number.
    case otherSerial
  }

  /// The name that the command line uses.
  public var name: String {
    switch self {
    case .desaturate: "desaturate"
    case .sensorOff: "sensor-off"
    case .silent: "silent"
    case .corrupt: "corrupt"
    case .occlusion: "occlusion"
    case .reboot: "reboot"
    case .loseReply: "lose-reply"
    case .stuckLamp: "stuck-lamp"
    case .call: "call"
    case .impostor(.otherMake): "impostor"
    case .impostor(.otherSerial): "impostor-serial"
    }
  }

  /// The fault of that name with its defaults: a desaturation goes to 82 % unless `percent` says otherwise.
  ///
  /// Throws a sentence that lists the names when there is no such fault, or when `percent` is given to a fault without one.
  public init(named name: String, percent: Int? = nil) throws(FaultRefusal) {
    let all: [Fault] = [
      .desaturate(to: percent ?? 82), .sensorOff, .silent, .corrupt, .occlusion, .reboot, .loseReply, .impostor(.otherMake),
      .impostor(.otherSerial), .stuckLamp, .call,
    ]
    guard let fault = all.first(where: { $0.name == name }) else {
      throw FaultRefusal(
        "there is no fault \"\(name.prefix(40))\"; the faults are \(all.map(\.name).joined(separator: ", ")); clear ends them")
    }
    switch fault {
    case .desaturate(let to):
      guard (40...95).contains(to) else {
        throw FaultRefusal("SpO2 can be made to fall to 40...95 %, not to \(to) %; write for example --to 82")
      }
    case .sensorOff, .silent, .corrupt, .occlusion, .reboot, .loseReply, .impostor, .stuckLamp, .call:
      if percent != nil { throw FaultRefusal("--to goes with desaturate only; \(name) takes no percentage") }
    }
    self = fault
  }
}

/// Why a fault was not injected, as a sentence that a newcomer understands.
public struct FaultRefusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  /// A refusal with this sentence.
  public init(_ sentence: String) { description = sentence }
}

/// The faults that are active on one line, each with the instant at which it ends by itself.
struct ActiveFaults: Hashable, Sendable {
  private var entries: [Entry] = []

  private struct Entry: Hashable, Sendable {
    let fault: Fault
    let until: Instant?
  }

  /// The active faults, oldest first.
  var faults: [Fault] { entries.map(\.fault) }

  /// The earliest instant at which a fault ends by itself.
  var nextEnd: Instant? { entries.compactMap(\.until).min() }

  func contains(_ fault: Fault) -> Bool { entries.contains { $0.fault == fault } }

  /// Adds a fault; the same fault again replaces its end.
  mutating func add(_ fault: Fault, until: Instant?) {
    remove(fault)
    entries.append(Entry(fault: fault, until: until))
  }

  mutating func remove(_ fault: Fault) { entries.removeAll { $0.fault == fault } }

  mutating func removeAll() { entries = [] }

  /// Drops the faults that have ended by `now`.
  mutating func expire(at now: Instant) {
    entries.removeAll { entry in entry.until.map { $0 <= now } ?? false }
  }
}

/// How long a fault lasts, as the end of a sentence.
func untilText(_ duration: Interval?) -> String {
  duration.map { "for \($0)" } ?? "until cleared"
}

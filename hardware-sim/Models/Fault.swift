import Quantities

/// Everything that can be made to go wrong in the simulated room; a model that cannot do a fault refuses it.
public enum Fault: Hashable, Sendable {
  /// Patient: oxygen saturation falls to this percentage, 40...95.
  case desaturate(to: Int)
  /// Patient: the heart rate rises to this many beats per minute, 100...220.
  case tachycardia(to: Int)
  /// Patient: the heart rate falls to this many beats per minute, 20...55.
  case bradycardia(to: Int)
  /// Patient: does not breathe.
  case apnea
  /// Patient: breathing slows to this many breaths per minute, 2...10.
  case hypoventilation(to: Int)
  /// Patient: the systolic pressure rises to this many mmHg, 140...240.
  case hypertension(to: Int)
  /// Patient: the systolic pressure falls to this many mmHg, 50...100.
  case hypotension(to: Int)
  /// Patient: sedation deepens to this POSS score, 3 or 4.
  case sedation(to: Int)
  /// Patient: distress rises to this score, 1...10.
  case distress(to: Int)
  /// Patient: vomits.
  case vomiting
  /// Monitor: the finger clip is unplugged.
  case sensorOff
  /// Monitor: its values stand still while its frames go on.
  case freeze
  /// Monitor: saturation reads this many percent points too low, and the heart rate this many percent, 1...30.
  case bias(by: Int)
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
  /// Pump: it tells another firmware version, as after an update or an exchange of its board.
  case firmware

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
    case .tachycardia: "tachycardia"
    case .bradycardia: "bradycardia"
    case .apnea: "apnea"
    case .hypoventilation: "hypoventilation"
    case .hypertension: "hypertension"
    case .hypotension: "hypotension"
    case .sedation: "sedation"
    case .distress: "distress"
    case .vomiting: "vomiting"
    case .sensorOff: "sensor-off"
    case .freeze: "freeze"
    case .bias: "bias"
    case .silent: "silent"
    case .corrupt: "corrupt"
    case .occlusion: "occlusion"
    case .reboot: "reboot"
    case .loseReply: "lose-reply"
    case .stuckLamp: "stuck-lamp"
    case .call: "call"
    case .impostor(.otherMake): "impostor"
    case .impostor(.otherSerial): "impostor-serial"
    case .firmware: "firmware"
    }
  }

  /// Every fault once: a desaturation goes to 82 %, a heart rate to 160 or 35/min, breathing to 6/min, the systolic pressure to
  /// 190 or 80 mmHg, sedation to POSS 4, distress to 8, a bias is 10 %, unless said otherwise.
  public static func all(to: Int? = nil, by: Int? = nil) -> [Fault] {
    [
      .desaturate(to: to ?? 82), .tachycardia(to: to ?? 160), .bradycardia(to: to ?? 35), .apnea,
      .hypoventilation(to: to ?? 6), .hypertension(to: to ?? 190), .hypotension(to: to ?? 80), .sedation(to: to ?? 4),
      .distress(to: to ?? 8), .vomiting, .sensorOff, .freeze, .bias(by: by ?? 10), .silent, .corrupt, .occlusion, .reboot,
      .loseReply, .impostor(.otherMake), .impostor(.otherSerial), .firmware, .stuckLamp, .call,
    ]
  }

  /// The fault of that name, with its default unless `to` or `by` says otherwise.
  ///
  /// Throws a sentence that lists the names when there is no such fault, or when it is given a number that it does not take.
  public init(named name: String, to: Int? = nil, by: Int? = nil) throws(FaultRefusal) {
    let all = Fault.all(to: to, by: by)
    guard let fault = all.first(where: { $0.name == name }) else {
      throw FaultRefusal(
        "there is no fault \"\(name.prefix(40))\"; the faults are \(all.map(\.name).joined(separator: ", ")); clear ends them")
    }
    try fault.check()
    if to != nil, fault.target == nil {
      let takers = all.filter { $0.target != nil }.map(\.name)
      throw FaultRefusal("--to goes with \(takers.joined(separator: ", ")) only, not with \(name)")
    }
    if by != nil, name != "bias" { throw FaultRefusal("--by goes with bias only, not with \(name)") }
    self = fault
  }

  /// Where the sign goes that this fault moves, in its unit; nil where there is no such number.
  public var target: Int? {
    switch self {
    case .desaturate(let to), .tachycardia(let to), .bradycardia(let to), .hypoventilation(let to), .hypertension(let to),
      .hypotension(let to), .sedation(let to), .distress(let to):
      to
    case .apnea, .vomiting, .sensorOff, .freeze, .bias, .silent, .corrupt, .occlusion, .reboot, .loseReply, .impostor,
      .firmware, .stuckLamp, .call:
      nil
    }
  }

  /// Whether it is the patient whom this happens to.
  public var isOfPatient: Bool {
    switch self {
    case .desaturate, .tachycardia, .bradycardia, .apnea, .hypoventilation, .hypertension, .hypotension, .sedation, .distress,
      .vomiting, .call:
      true
    case .sensorOff, .freeze, .bias, .silent, .corrupt, .occlusion, .reboot, .loseReply, .impostor, .firmware, .stuckLamp: false
    }
  }

  /// Throws a sentence when the number of this fault is out of its range.
  func check() throws(FaultRefusal) {
    switch self {
    case .desaturate(let to) where !(40...95).contains(to):
      throw FaultRefusal("SpO2 can be made to fall to 40...95 %, not to \(to) %; write for example --to 82")
    case .tachycardia(let to) where !(100...220).contains(to):
      throw FaultRefusal("the heart rate can be made to rise to 100...220 /min, not to \(to); write for example --to 160")
    case .bradycardia(let to) where !(20...55).contains(to):
      throw FaultRefusal("the heart rate can be made to fall to 20...55 /min, not to \(to); write for example --to 35")
    case .bias(let by) where !(1...30).contains(by):
      throw FaultRefusal("a monitor can be made to read low by 1...30 %, not by \(by) %; write for example --by 10")
    case .hypoventilation(let to) where !(2...10).contains(to):
      throw FaultRefusal("breathing can be made to slow down to 2...10 /min, not to \(to); write for example --to 6, or apnea")
    case .hypertension(let to) where !(140...240).contains(to):
      throw FaultRefusal("systolic pressure can be made to rise to 140...240 mmHg, not to \(to); write for example --to 190")
    case .hypotension(let to) where !(50...100).contains(to):
      throw FaultRefusal("systolic pressure can be made to fall to 50...100 mmHg, not to \(to); write for example --to 80")
    case .sedation(let to) where !(3...4).contains(to):
      throw FaultRefusal("sedation can be made to deepen to POSS 3 or 4, not to \(to); write for example --to 4")
    case .distress(let to) where !(1...10).contains(to):
      throw FaultRefusal("distress can be made to rise to 1...10, not to \(to); write for example --to 8")
    case .desaturate, .tachycardia, .bradycardia, .apnea, .hypoventilation, .hypertension, .hypotension, .sedation, .distress,
      .vomiting, .sensorOff, .freeze, .bias, .silent, .corrupt, .occlusion, .reboot, .loseReply, .impostor, .firmware,
      .stuckLamp, .call:
      break
    }
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

  /// Adds a fault; the same fault again replaces its number and its end.
  mutating func add(_ fault: Fault, until: Instant?) {
    entries.removeAll { $0.fault.name == fault.name }
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

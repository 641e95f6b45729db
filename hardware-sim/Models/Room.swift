public import Quantities

/// One bedside: a pump that infuses a patient, one or two oximeters that watch, and a signal tower with the patient's call
/// button. A value advanced by its caller's time.
///
/// The tool puts it behind pseudo-terminals; tests drive it directly in a time of their own.
public struct Room: Sendable {
  /// What a room is furnished with.
  public struct Furnishing: Hashable, Sendable {
    /// Everything random follows from this.
    public var seed: UInt64 = 1
    /// The patient's body mass, greater than zero.
    public var weight = BodyMass(grams: 70_000)
    /// The number that the patient is drawn from, see `Person.numbered`; nil is the typical one.
    public var personNumber: UInt64?
    /// Ketamine in the fluid that the pump delivers.
    public var concentration = Concentration(nanogramsPerMilliliter: 2_000_000)
    /// The pump's unit address on its line, 1...247.
    public var unit: UInt8 = 1
    /// The pump's own serial number.
    public var serial: UInt32 = 12_345
    /// The pump's own firmware version, major version in the high byte.
    public var firmware: UInt16 = 0x0100
    /// How many oximeters are on the patient, 1 or 2.
    public var monitors = 1
    /// The tower's unit address on its line, 1...247.
    public var towerUnit: UInt8 = 1
    /// The pause that ends a frame on the lines of pump and tower.
    public var silence: Interval = RTUServer.silence(atBaud: 19_200)

    /// The usual furnishing: the typical patient of 70 kg, 2 mg/mL, units 1, serial 12345, firmware 1.0, one oximeter.
    public init() {}
  }

  /// The names by which the room's members are addressed.
  public enum Member: String, CaseIterable, Sendable {
    case pump = "pump-1"
    case monitor = "oximeter-1"
    case secondMonitor = "oximeter-2"
    case patient = "patient"
    case tower = "tower-1"
  }

  /// The pump and its line.
  public private(set) var pump: PumpOnLine
  /// The oximeter and its line.
  public private(set) var monitor: MonitorOnLine
  /// The second oximeter on the same patient and its line; nil in a room with one.
  public private(set) var secondMonitor: MonitorOnLine?
  /// The signal tower and its line.
  public private(set) var tower: TowerOnLine
  /// The patient.
  public private(set) var patient: Patient

  private var fromPump: [UInt8] = []
  private var fromMonitor: [UInt8] = []
  private var fromSecondMonitor: [UInt8] = []
  private var fromTower: [UInt8] = []

  /// A room in which everything is switched on and idle at `start`.
  public init(_ furnishing: Furnishing = Furnishing(), start: Instant) {
    var random = Random(seed: furnishing.seed)
    var nameplate = ReferencePumpNameplate(serial: furnishing.serial)
    nameplate.firmware = furnishing.firmware
    let reference = ReferencePump(nameplate: nameplate, start: start)
    pump = PumpOnLine(pump: reference, unit: furnishing.unit, silence: furnishing.silence, random: random.branch())
    monitor = MonitorOnLine(start: start, random: random.branch())
    tower = TowerOnLine(
      tower: SignalTower(start: start), unit: furnishing.towerUnit, silence: furnishing.silence)
    patient = Patient(
      weight: furnishing.weight, concentration: furnishing.concentration, start: start, random: random.branch(),
      person: furnishing.personNumber.map { Person.numbered($0, weight: furnishing.weight) })
    // Last, so that a second oximeter does not change what happens to the others.
    secondMonitor = furnishing.monitors > 1 ? MonitorOnLine(start: start, random: random.branch()) : nil
  }

  /// How far the room has been advanced.
  public var now: Instant { pump.pump.now }

  /// Lets time pass until `target`; an earlier instant changes nothing.
  public mutating func advance(to target: Instant) {
    while patient.nextStepAt <= target { advanceAll(to: patient.nextStepAt) }
    advanceAll(to: target)
  }

  private mutating func advanceAll(to target: Instant) {
    fromPump += pump.advance(to: target)
    fromTower += tower.advance(to: target)
    // The monitors first: until `target` the patient was what the last step left.
    let (saturation, heartRate) = (patient.saturation, patient.heartRate)
    fromMonitor += monitor.advance(to: target, saturation: saturation, heartRate: heartRate)
    fromSecondMonitor += secondMonitor?.advance(to: target, saturation: saturation, heartRate: heartRate) ?? []
    patient.advance(to: target, received: pump.pump.trueVolume)
  }

  /// Hands the pump the bytes that arrived on its line at `now`.
  public mutating func pumpReceives(_ bytes: [UInt8], at now: Instant) {
    advance(to: now)
    fromPump += pump.receive(bytes, at: now)
  }

  /// The bytes that the pump has put on its line since the last call.
  public mutating func takePumpBytes() -> [UInt8] {
    defer { fromPump = [] }
    return fromPump
  }

  /// Hands the tower the bytes that arrived on its line at `now`.
  public mutating func towerReceives(_ bytes: [UInt8], at now: Instant) {
    advance(to: now)
    fromTower += tower.receive(bytes, at: now)
  }

  /// The bytes that the tower has put on its line since the last call.
  public mutating func takeTowerBytes() -> [UInt8] {
    defer { fromTower = [] }
    return fromTower
  }

  /// The bytes that the monitor has put on its line since the last call.
  public mutating func takeMonitorBytes() -> [UInt8] {
    defer { fromMonitor = [] }
    return fromMonitor
  }

  /// The bytes that the second monitor has put on its line since the last call.
  public mutating func takeSecondMonitorBytes() -> [UInt8] {
    defer { fromSecondMonitor = [] }
    return fromSecondMonitor
  }

  /// Makes `fault` happen to a member from now on, for `duration` or until cleared; a sentence that tells what was done.
  ///
  /// Throws a sentence when that member cannot do this fault.
  public mutating func inject(_ fault: Fault, into member: Member, for duration: Interval?) throws(FaultRefusal) -> String {
    if let duration, duration == .zero || duration > .hour {
      throw FaultRefusal("a fault lasts more than 0 s and at most 1 h; write for example --for \"25 s\"")
    }
    let sentence =
      switch member {
      case .pump: try pump.inject(fault, for: duration)
      case .monitor: try monitor.inject(fault, for: duration)
      case .secondMonitor: try injectIntoSecondMonitor(fault, for: duration)
      case .tower: try tower.inject(fault, for: duration)
      case .patient where fault == .call: call(for: duration)
      case .patient: try patient.inject(fault, for: duration)
      }
    return "\(member.rawValue): \(sentence)"
  }

  private mutating func injectIntoSecondMonitor(_ fault: Fault, for duration: Interval?) throws(FaultRefusal) -> String {
    guard var monitor = secondMonitor else {
      throw FaultRefusal("there is no second oximeter in this room; serve it with --monitors 2")
    }
    let sentence = try monitor.inject(fault, for: duration)
    secondMonitor = monitor
    return sentence
  }

  /// Ends every fault of a member; a sentence that tells what was done.
  public mutating func clearFaults(of member: Member) -> String {
    let sentence =
      switch member {
      case .pump: pump.clearFaults()
      case .monitor: monitor.clearFaults()
      case .secondMonitor: secondMonitor?.clearFaults() ?? "there is no second oximeter in this room"
      case .tower: tower.clearFaults()
      case .patient: clearPatient()
      }
    return "\(member.rawValue): \(sentence)"
  }

  /// The button belongs to the patient and hangs on the tower.
  private mutating func call(for duration: Interval?) -> String {
    tower.press(for: duration)
    return "presses the call button of channel 1 \(untilText(duration))"
  }

  private mutating func clearPatient() -> String {
    guard tower.tower.calls[0] else { return patient.clearFaults() }
    tower.release()
    return "releases the call button; \(patient.clearFaults())"
  }
}

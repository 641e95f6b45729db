public import Quantities

/// A signal tower on a relay module: five outputs that a host writes, four inputs that call buttons close. A value advanced by
/// its caller's time.
///
/// Coils 0 red, 1 yellow, 2 cyan, 3 sounder, 4 relay of the second contact; discrete inputs 0...3 the call buttons of channels
/// 1...4. The module reads its outputs back, so that a relay that hangs is seen in FC01. Written from the same table as the
/// driver, in words of its own.
public struct SignalTower: Hashable, Sendable {
  /// The outputs, by address.
  public enum Output: Int, CaseIterable, Sendable {
    case red, yellow, cyan, sounder, secondContact

    /// The name that the truth uses.
    public var name: String {
      switch self {
      case .red: "red"
      case .yellow: "yellow"
      case .cyan: "cyan"
      case .sounder: "sounder"
      case .secondContact: "second-contact"
      }
    }
  }

  /// How far time has come for the tower.
  public private(set) var now: Instant
  /// Whether the red lamp's relay hangs: it stays as it is, whatever is written.
  public var isRedStuck = false
  /// The call buttons that are pressed, by channel index.
  public private(set) var calls: [Bool] = [false, false, false, false]

  private var outputs = [Bool](repeating: false, count: Output.allCases.count)
  /// The newest times at which each output came on, oldest first.
  private var onsets = [[Instant]](repeating: [], count: Output.allCases.count)
  private var lastOnTime = [Interval](repeating: .zero, count: Output.allCases.count)

  /// How many onsets are kept for each output.
  private static var memory: Int { 16 }

  /// A tower with everything off.
  public init(start: Instant) { now = start }

  /// Lets time pass; an earlier instant changes nothing.
  public mutating func advance(to target: Instant) { now = max(now, target) }

  /// Whether an output is on now.
  public func isOn(_ output: Output) -> Bool { outputs[output.rawValue] }

  /// The outputs that are on now.
  public var on: [Output] { Output.allCases.filter(isOn) }

  /// How often an output comes on in a second, over the onsets of the last five seconds; zero when it is off, steady, or came on
  /// last more than three seconds ago.
  public func flashesPerSecond(_ output: Output) -> Double {
    let onsets = onsets[output.rawValue].filter { now.since($0) <= .seconds(5) }
    guard let first = onsets.first, let last = onsets.last, onsets.count > 1, now.since(last) <= .seconds(3) else { return 0 }
    return Double(onsets.count - 1) / (Double(last.since(first).nanoseconds) / 1_000_000_000)
  }

  /// How long an output was on the last time that it went off; zero before it ever did.
  public func lastOnTime(_ output: Output) -> Interval { lastOnTime[output.rawValue] }

  /// Presses or releases the call button of a channel, 0...3.
  public mutating func setCall(_ channel: Int, _ isPressed: Bool) { calls[channel] = isPressed }

  private mutating func set(_ output: Output, _ isOn: Bool) {
    let index = output.rawValue
    guard outputs[index] != isOn, !(output == .red && isRedStuck) else { return }
    outputs[index] = isOn
    if isOn {
      onsets[index].append(now)
      if onsets[index].count > Self.memory { onsets[index].removeFirst() }
    } else if let onset = onsets[index].last {
      lastOnTime[index] = now.since(onset)
    }
  }
}

extension SignalTower: ModbusDevice {
  /// Coils and call buttons.
  public func readBits(_ table: ModbusBits, _ range: Range<Int>) throws(ModbusException) -> [Bool] {
    let bits =
      switch table {
      case .coils: outputs
      case .discreteInputs: calls
      }
    guard range.upperBound <= bits.count else { throw .illegalAddress }
    return Array(bits[range])
  }

  /// A relay module has no registers.
  public func readRegisters(_ table: ModbusRegisters, _ range: Range<Int>) throws(ModbusException) -> [UInt16] {
    throw .illegalAddress
  }

  /// Switches one output.
  public mutating func writeCoil(_ address: Int, _ value: Bool) throws(ModbusException) {
    guard let output = Output(rawValue: address) else { throw .illegalAddress }
    set(output, value)
  }

  /// A relay module has no registers.
  public mutating func writeRegisters(from address: Int, _ values: [UInt16]) throws(ModbusException) { throw .illegalAddress }

  /// Switches several outputs at one moment.
  public mutating func writeCoils(from address: Int, _ values: [Bool]) throws(ModbusException) {
    guard address + values.count <= outputs.count else { throw .illegalAddress }
    for (offset, value) in values.enumerated() {
      if let output = Output(rawValue: address + offset) { set(output, value) }
    }
  }
}

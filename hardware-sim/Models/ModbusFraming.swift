/// CRC-16/MODBUS, bit by bit: polynomial 0xA001 reflected, start 0xFFFF; "123456789" gives 0x4B37.
///
/// Written here and not taken from the drivers, so that simulator and driver cannot share one mistake.
public func modbusCRC(_ bytes: some Sequence<UInt8>) -> UInt16 {
  var crc: UInt16 = 0xFFFF
  for byte in bytes {
    crc ^= UInt16(byte)
    for _ in 0..<8 {
      let carry = crc & 1 != 0
      crc >>= 1
      if carry { crc ^= 0xA001 }
    }
  }
  return crc
}

/// Why a Modbus device refuses a request; the raw value is the exception code on the wire.
public enum ModbusException: UInt8, Error, Hashable, Sendable {
  /// The function code is not served.
  case illegalFunction = 1
  /// An address of the range is not mapped, or cannot be written.
  case illegalAddress = 2
  /// A value, a count or half of a 32-bit item.
  case illegalValue = 3
  /// Refused by the device's state or its control owner.
  case refused = 4
  /// The device is in its self-test.
  case busy = 6
}

/// A set of 1-bit items on a Modbus device.
public enum ModbusBits: Sendable {
  case coils, discreteInputs
}

/// A set of 16-bit items on a Modbus device.
public enum ModbusRegisters: Sendable {
  case holding, input
}

/// A device behind a Modbus server: what its tables hold and what writing to them does.
public protocol ModbusDevice {
  /// The bits of `range`, or exception 02 when any of them is not mapped.
  func readBits(_ table: ModbusBits, _ range: Range<Int>) throws(ModbusException) -> [Bool]
  /// The registers of `range`, or exception 02 when any of them is not mapped.
  func readRegisters(_ table: ModbusRegisters, _ range: Range<Int>) throws(ModbusException) -> [UInt16]
  /// Writes one coil.
  mutating func writeCoil(_ address: Int, _ value: Bool) throws(ModbusException)
  /// Writes holding registers from `address` on: all of them or, with an exception, none.
  mutating func writeRegisters(from address: Int, _ values: [UInt16]) throws(ModbusException)
  /// Writes coils from `address` on: all of them or, with an exception, none.
  mutating func writeCoils(from address: Int, _ values: [Bool]) throws(ModbusException)
}

extension ModbusDevice {
  /// A device that does not serve FC15.
  public mutating func writeCoils(from address: Int, _ values: [Bool]) throws(ModbusException) { throw .illegalFunction }
}

/// A request without its framing: function code and data.
public struct ModbusRequest: Hashable, Sendable {
  /// Function code and data; never empty.
  public let pdu: [UInt8]
  /// Sent to unit 0: executed, never answered.
  public let isBroadcast: Bool

  /// Whether the request would change something in the device.
  public var isWrite: Bool { [5, 6, 15, 16].contains(pdu[0]) }

  /// The function codes that are served.
  private enum Function: UInt8 {
    case readCoils = 1
    case readDiscreteInputs, readHolding, readInput, writeCoil, writeRegister
    case writeCoils = 15
    case writeRegisters
  }

  /// Lets `device` execute the request; the answer's function code and data.
  public func answer(from device: inout some ModbusDevice) -> [UInt8] {
    do throws(ModbusException) {
      return try execute(on: &device)
    } catch {
      return [pdu[0] | 0x80, error.rawValue]
    }
  }

  private func execute(on device: inout some ModbusDevice) throws(ModbusException) -> [UInt8] {
    guard let function = Function(rawValue: pdu[0]) else { throw .illegalFunction }
    switch function {
    case .readCoils, .readDiscreteInputs:
      let bits = try device.readBits(function == .readCoils ? .coils : .discreteInputs, try span(limit: 2_000))
      return [pdu[0], UInt8((bits.count + 7) / 8)] + packed(bits)
    case .readHolding, .readInput:
      let registers = try device.readRegisters(function == .readHolding ? .holding : .input, try span(limit: 125))
      return [pdu[0], UInt8(registers.count * 2)] + registers.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    case .writeCoil:
      guard pdu.count == 5, let value = word(at: 3), value == 0xFF00 || value == 0 else { throw .illegalValue }
      try device.writeCoil(try address(), value == 0xFF00)
      return pdu
    case .writeRegister:
      guard pdu.count == 5, let value = word(at: 3) else { throw .illegalValue }
      try device.writeRegisters(from: try address(), [value])
      return pdu
    case .writeCoils:
      guard let count = word(at: 3), (1...1_968).contains(count), pdu.count == 6 + (Int(count) + 7) / 8,
        Int(pdu[5]) == (Int(count) + 7) / 8
      else { throw .illegalValue }
      let bits = (0..<Int(count)).map { pdu[6 + $0 / 8] & 1 << UInt8($0 % 8) != 0 }
      try device.writeCoils(from: try address(), bits)
      return Array(pdu[0..<5])
    case .writeRegisters:
      guard let count = word(at: 3), (1...123).contains(count), pdu.count == 6 + 2 * Int(count), pdu[5] == UInt8(2 * count)
      else { throw .illegalValue }
      try device.writeRegisters(from: try address(), (0..<Int(count)).compactMap { word(at: 6 + 2 * $0) })
      return Array(pdu[0..<5])
    }
  }

  private func word(at index: Int) -> UInt16? {
    index + 1 < pdu.count ? UInt16(pdu[index]) << 8 | UInt16(pdu[index + 1]) : nil
  }

  private func address() throws(ModbusException) -> Int {
    guard let address = word(at: 1) else { throw .illegalValue }
    return Int(address)
  }

  /// The addresses that a read asks for; the end may lie beyond 65535, where nothing is mapped.
  private func span(limit: UInt16) throws(ModbusException) -> Range<Int> {
    guard pdu.count == 5, let count = word(at: 3), (1...limit).contains(count) else { throw .illegalValue }
    let first = try address()
    return first..<first + Int(count)
  }
}

/// Bits packed eight to a byte, the first in the lowest position.
private func packed(_ bits: [Bool]) -> [UInt8] {
  stride(from: 0, to: bits.count, by: 8).map { start in
    var byte: UInt8 = 0
    for offset in 0..<min(8, bits.count - start) where bits[start + offset] { byte |= 1 << UInt8(offset) }
    return byte
  }
}

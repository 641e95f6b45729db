import CModbus
import Glibc
import Drivers
public import Platform

/// Why a Modbus line could not be opened.
public enum ModbusLineError: Error, CustomStringConvertible {
  /// The port refused its settings, is locked or absent.
  case port(SerialError)
  /// Another program holds the lock on the port.
  case locked(FileLockError)
  /// libmodbus could not open it.
  case library(path: String, reason: String)

  /// What happened, where, and what to do.
  public var description: String {
    switch self {
    case .port(let error): error.description
    case .locked(let error): error.description
    case .library(let path, let reason): "cannot open \(path) for Modbus: \(reason); check the path and its permissions"
    }
  }
}

/// A Modbus RTU line through libmodbus, which frames, checks and times; used by one thread.
///
/// Requests are sent once: whether something may be repeated is the link policy's decision, never this one's.
@safe final class ModbusLine {
  private let context: OpaquePointer
  private let lock: FileLock
  private let baud: UInt32

  /// Opens the port: its settings are set and read back, it is locked, and then handed to libmodbus.
  init(path: String, baud: UInt32, isSimulated: Bool) throws(ModbusLineError) {
    do throws(SerialError) {
      try SerialPort(path: path, settings: SerialSettings(baud: baud), simulated: isSimulated).close()
    } catch { throw .port(error) }
    do throws(FileLockError) { lock = try FileLock(device: path) } catch { throw .locked(error) }
    let made = unsafe modbus_new_rtu(path, Int32(clamping: baud), CChar(UInt8(ascii: "N")), 8, 1)
    guard let made = unsafe made else {
      lock.release()
      throw .library(path: path, reason: "not enough memory")
    }
    guard unsafe modbus_connect(made) == 0 else {
      let reason = unsafe String(cString: modbus_strerror(errno))
      unsafe modbus_free(made)
      lock.release()
      throw .library(path: path, reason: reason)
    }
    unsafe context = made
    self.baud = baud
    // No time-out per byte: the whole answer must come within the response time-out. A device that trickles its bytes would
    // otherwise hold the line, and with it every stop, for up to 256 such gaps.
    guard unsafe modbus_set_byte_timeout(context, 0, 0) == 0 else {
      preconditionFailure("libmodbus takes a byte time-out of zero as none")
    }
  }

  deinit {
    unsafe modbus_close(context)
    unsafe modbus_free(context)
    lock.release()
  }

  /// Sends one request to the unit and waits for its answer; the time-out is near twice the frames' time plus 50 ms for the
  /// device's turnaround (reference pump map, driver rule 9).
  func transact(_ request: BusRequest, unit: UInt8) -> (reply: BusReply, isGone: Bool) {
    guard unsafe modbus_set_slave(context, Int32(unit)) == 0 else { return (.notSent, false) }
    let frameMicroseconds = Int64(request.wireBytes) * 11 * 1_000_000 / Int64(baud)
    let timeout = UInt32(clamping: 2 * frameMicroseconds + 50_000)
    _ = unsafe modbus_set_response_timeout(context, 0, timeout)
    // A late answer to an earlier request must not be taken for this one's: RTU has no transaction id.
    _ = unsafe modbus_flush(context)
    let reply = perform(request)
    switch reply {
    case .bits, .registers, .written, .exception: return (reply, false)
    case .noAnswer, .badAnswer, .notSent: return (reply, lastErrorSaysGone)
    }
  }

  private var lastErrorSaysGone: Bool { errno == EIO || errno == ENODEV || errno == ENXIO || errno == EBADF }

  private func perform(_ request: BusRequest) -> BusReply {
    switch request {
    case .readCoils(let address, let count):
      var bits = [UInt8](repeating: 0, count: Int(count))
      let read = unsafe modbus_read_bits(context, Int32(address), Int32(count), &bits)
      return read == Int32(count) ? .bits(bits.map { $0 != 0 }) : failure()
    case .readDiscreteInputs(let address, let count):
      var bits = [UInt8](repeating: 0, count: Int(count))
      let read = unsafe modbus_read_input_bits(context, Int32(address), Int32(count), &bits)
      return read == Int32(count) ? .bits(bits.map { $0 != 0 }) : failure()
    case .readHoldingRegisters(let address, let count):
      var words = [UInt16](repeating: 0, count: Int(count))
      let read = unsafe modbus_read_registers(context, Int32(address), Int32(count), &words)
      return read == Int32(count) ? .registers(words) : failure()
    case .readInputRegisters(let address, let count):
      var words = [UInt16](repeating: 0, count: Int(count))
      let read = unsafe modbus_read_input_registers(context, Int32(address), Int32(count), &words)
      return read == Int32(count) ? .registers(words) : failure()
    case .writeCoil(let address, let isOn):
      return unsafe modbus_write_bit(context, Int32(address), isOn ? 1 : 0) == 1 ? .written : failure()
    case .writeRegister(let address, let value):
      return unsafe modbus_write_register(context, Int32(address), value) == 1 ? .written : failure()
    case .writeRegisters(let address, let values):
      let written = unsafe modbus_write_registers(context, Int32(address), Int32(values.count), values)
      return written == Int32(values.count) ? .written : failure()
    case .writeCoils(let address, let areOn):
      let bits: [UInt8] = areOn.map { $0 ? 1 : 0 }
      let written = unsafe modbus_write_bits(context, Int32(address), Int32(bits.count), bits)
      return written == Int32(bits.count) ? .written : failure()
    }
  }

  /// What libmodbus' error number means for the request: an exception is an answer, everything else may have been executed.
  private func failure() -> BusReply {
    let code = errno
    let exception = code - (MODBUS_ENOBASE + Int32(MODBUS_EXCEPTION_ILLEGAL_FUNCTION)) + 1
    if (1...11).contains(exception) { return .exception(UInt8(exception)) }
    switch code {
    // EIO can come from the reading as well as from the writing: it may have been executed.
    case ETIMEDOUT, EIO: return .noAnswer
    case ENODEV, ENXIO, EBADF, EINVAL: return .notSent
    default: return .badAnswer
    }
  }
}

extension BusRequest {
  /// Bytes of request and answer together on an RTU line.
  var wireBytes: Int {
    switch self {
    case .readCoils(_, let count), .readDiscreteInputs(_, let count): 8 + 5 + (Int(count) + 7) / 8
    case .readHoldingRegisters(_, let count), .readInputRegisters(_, let count): 8 + 5 + 2 * Int(count)
    case .writeCoil, .writeRegister: 8 + 8
    case .writeRegisters(_, let values): 9 + 2 * values.count + 8
    case .writeCoils(_, let areOn): 9 + (areOn.count + 7) / 8 + 8
    }
  }
}

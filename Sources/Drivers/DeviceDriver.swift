public import Quantities
public import Therapy

// The two shapes of a device driver. Both are values: events and time in, actions and reports out; no port, no clock.

// MARK: - Devices that speak in registers (Modbus): the bus frames, checks and times; the driver says what to read and write.

/// One Modbus request, without address or framing.
public enum BusRequest: Hashable, Sendable {
  /// FC01: `count` coils from `address`.
  case readCoils(address: UInt16, count: UInt16)
  /// FC02: `count` discrete inputs from `address`.
  case readDiscreteInputs(address: UInt16, count: UInt16)
  /// FC03: `count` holding registers from `address`.
  case readHoldingRegisters(address: UInt16, count: UInt16)
  /// FC04: `count` input registers from `address`.
  case readInputRegisters(address: UInt16, count: UInt16)
  /// FC05: one coil.
  case writeCoil(address: UInt16, isOn: Bool)
  /// FC06: one holding register.
  case writeRegister(address: UInt16, value: UInt16)
  /// FC16: holding registers from `address` in one frame.
  case writeRegisters(address: UInt16, values: [UInt16])
  /// FC15: coils from `address` in one frame.
  case writeCoils(address: UInt16, areOn: [Bool])

  /// Whether the request changes the device; a lost reply to it leaves open whether it did.
  public var isWrite: Bool {
    switch self {
    case .readCoils, .readDiscreteInputs, .readHoldingRegisters, .readInputRegisters: false
    case .writeCoil, .writeRegister, .writeRegisters, .writeCoils: true
    }
  }
}

/// How a Modbus request ended.
public enum BusReply: Hashable, Sendable {
  /// Discrete inputs or coils, in order.
  case bits([Bool])
  /// Registers, in order.
  case registers([UInt16])
  /// A write was confirmed.
  case written
  /// The device answered with this exception code: it did not do it.
  case exception(UInt8)
  /// No whole answer came in time: the request may have been executed.
  case noAnswer
  /// An answer with a wrong checksum, length, unit or function came: the request may have been executed.
  case badAnswer
  /// The request never reached the line.
  case notSent

  /// Whether the device, or another at its address, answered with a whole frame.
  public var isAnswer: Bool {
    switch self {
    case .bits, .registers, .written, .exception: true
    case .noAnswer, .badAnswer, .notSent: false
    }
  }

  /// Whether something was received that cannot be the answer to `request`: damaged, of another kind, or of another length
  /// (SR-073). Silence is nothing received.
  public func isDamaged(asAnswerTo request: BusRequest) -> Bool {
    switch (self, request) {
    case (.badAnswer, _): true
    case (.noAnswer, _), (.notSent, _), (.exception, _): false
    case (.bits(let bits), .readDiscreteInputs(_, let count)): bits.count != Int(count)
    case (.registers(let registers), .readHoldingRegisters(_, let count)),
      (.registers(let registers), .readInputRegisters(_, let count)):
      registers.count != Int(count)
    case (.written, let request): !request.isWrite
    case (.bits, _), (.registers, _): true
    }
  }
}

/// What a pump's driver can be asked to carry out; each is one or more requests.
public enum PumpTask: Hashable, Sendable {
  /// Find out which device answers, without acting on it.
  case identify
  /// 0 mL/h now. One request; needs no ownership, no state.
  case stop
  /// Read state, rate, volume and alarms.
  case read
  /// Feed the pump's communication watchdog.
  case feed
  /// Take control and arm the communication watchdog to this time; read both back.
  case arm(watchdog: Interval)
  /// Program this rate and volume, read back, commit, read back, and see the rate reached. `begins`: the pump must stand, and is
  /// started; otherwise it must run, and only its rate is changed. In every other case the task is refused.
  case run(rate: FlowRate, vtbi: Volume, begins: Bool)
  /// Clear latched alarms whose cause is gone.
  case clearAlarms
  /// Give control back to the keypad and disarm the watchdog; only at 0 mL/h.
  case release
}

/// How a task ended.
public enum TaskOutcome: Hashable, Sendable {
  /// Done and, where it can be, read back.
  case done
  /// Certainly not done.
  case refused(PumpRefusal)
  /// Unknown: a reply to a write was lost.
  case uncertain
  /// The device did not answer a read; nothing was written.
  case noAnswer
  /// Another device than the driver's answers, in words.
  case wrongDevice(String)
}

/// Who answered.
public struct PumpIdentity: Hashable, Sendable {
  /// The device's own serial number.
  public let serialNumber: UInt32
  /// Its firmware version.
  public let firmware: UInt16
  /// The slowest rate that it can run.
  public let slowest: FlowRate
  /// The fastest rate that it can run.
  public let fastest: FlowRate

  /// An identity as read.
  public init(serialNumber: UInt32, firmware: UInt16, slowest: FlowRate, fastest: FlowRate) {
    self.serialNumber = serialNumber
    self.firmware = firmware
    self.slowest = slowest
    self.fastest = fastest
  }
}

/// What comes to a register driver.
public enum BusEvent: Hashable, Sendable {
  /// Begin this task; a task under way is abandoned.
  case begin(PumpTask, at: Instant)
  /// The answer to the request that it asked for last, with the times of the request's first and the answer's last byte.
  case reply(BusReply, began: Instant, ended: Instant)
}

/// What a register driver wants or tells.
public enum BusAction: Hashable, Sendable {
  /// Send this request next; never more than one in a list, and always the last element.
  case transact(BusRequest)
  /// Send nothing before this time, then this request.
  case transactLater(BusRequest, at: Instant)
  /// The device was identified.
  case identity(PumpIdentity)
  /// The answer had the right shape, but holds what this device cannot say: no reading, and a bad frame (SR-073).
  case unreadable
  /// The pump was read.
  case report(PumpReport)
  /// The task ended; no request follows.
  case finished(TaskOutcome)
}

/// A pump that speaks in registers.
public protocol RegisterDriver: ~Copyable {
  /// Takes one event; returns what to do. Between `begin` and `finished` the list ends with the next request.
  mutating func handle(_ event: BusEvent) -> [BusAction]

  /// Whether this request makes a pump at rest run.
  func starts(_ request: BusRequest) -> Bool
}

// MARK: - Devices that speak in a byte stream: bytes in, bytes out.

/// What comes to a stream driver.
public enum LinkEvent: Hashable, Sendable {
  /// The port was opened.
  case opened(at: Instant)
  /// Bytes arrived; the last of them at this time.
  case received([UInt8], at: Instant)
  /// Nothing arrived until this time.
  case tick(at: Instant)
  /// The port is gone.
  case closed(at: Instant)
}

/// What a stream driver wants or tells.
public enum LinkAction: Hashable, Sendable {
  /// Send these bytes.
  case send([UInt8])
  /// The monitor's newest readings and the line's state changed.
  case observation(MonitorObservation)
}

/// A monitor that speaks in a byte stream.
public protocol StreamDriver: ~Copyable {
  /// Takes one event; returns what to do.
  mutating func handle(_ event: LinkEvent) -> [LinkAction]
}

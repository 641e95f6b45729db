/// What the reference pump does, as its state register tells.
public enum ReferencePumpState: UInt16, Hashable, Sendable {
  case off = 0
  case selfTest, idle, infusing, paused, bolus, keepVeinOpen, alarmStopped, fault

  /// The name in reports for people and programs.
  public var name: String {
    switch self {
    case .off: "off"
    case .selfTest: "self-test"
    case .idle: "idle"
    case .infusing: "infusing"
    case .paused: "paused"
    case .bolus: "bolus"
    case .keepVeinOpen: "kvo"
    case .alarmStopped: "alarm-stopped"
    case .fault: "fault"
    }
  }
}

/// The reference pump's alarm bits; the same positions in the live and in the latched word.
public struct ReferencePumpAlarms: OptionSet, Hashable, Sendable {
  /// The 32-bit word on the wire.
  public let rawValue: UInt32
  /// The set with these bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Bit 0: the line is blocked.
  public static let occlusion = ReferencePumpAlarms(rawValue: 1 << 0)
  /// Bit 2: the VTBI of the committed program is infused.
  public static let endOfInfusion = ReferencePumpAlarms(rawValue: 1 << 2)
  /// Bit 8: no heartbeat came within the watchdog's time.
  public static let watchdog = ReferencePumpAlarms(rawValue: 1 << 8)
  /// Bit 15: a restart after the pump was configured.
  public static let configurationLost = ReferencePumpAlarms(rawValue: 1 << 15)
  /// Bit 31: the test alarm.
  public static let test = ReferencePumpAlarms(rawValue: 1 << 31)

  /// The names of the alarms in the set, in the order of their bits.
  public var names: [String] {
    let named: [(ReferencePumpAlarms, String)] = [
      (.occlusion, "occlusion"), (.endOfInfusion, "end-of-infusion"), (.watchdog, "watchdog"),
      (.configurationLost, "configuration-lost"), (.test, "test"),
    ]
    return named.filter { contains($0.0) }.map(\.1)
  }
}

/// What came of the newest command, as input register 30 tells.
public enum ReferencePumpResult: UInt16, Hashable, Sendable {
  case none = 0
  case accepted, refusedState, refusedValue, refusedOwner, refusedInterlock
}

/// The fixed properties of one reference pump.
public struct ReferencePumpNameplate: Hashable, Sendable {
  /// Input registers 6-7.
  public var serial: UInt32
  /// Input register 8, major version in the high byte.
  public var firmware: UInt16
  /// Input register 9: 1 syringe, 2 volumetric, 3 peristaltic.
  public var channelType: UInt16
  /// The lowest rate that can be programmed, uL/h.
  public var minimumRate: UInt32
  /// The highest rate that can be programmed, uL/h.
  public var maximumRate: UInt32
  /// Rates are multiples of this, uL/h.
  public var rateResolution: UInt32
  /// The largest VTBI, uL.
  public var maximumVTBI: UInt32

  /// The simulator's pump: volumetric, 0.1...200 mL/h in steps of 0.1 mL/h, at most 999 mL.
  public init(serial: UInt32) {
    self.serial = serial
    firmware = 0x0100
    channelType = 2
    minimumRate = 100
    maximumRate = 200_000
    rateResolution = 100
    maximumVTBI = 999_000
  }

  /// The firmware as people write it, "MAJOR.MINOR".
  public var firmwareText: String { Self.text(ofFirmware: firmware) }

  /// A firmware register as people write it.
  static func text(ofFirmware firmware: UInt16) -> String { "\(firmware >> 8).\(firmware & 0xFF)" }

  /// The firmware register for "MAJOR.MINOR", each part 0...255; nil for any other text.
  public static func firmware(parsing text: String) -> UInt16? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    guard parts.count == 2, let major = parts[0], let minor = parts[1] else { return nil }
    return UInt16(major) << 8 | UInt16(minor)
  }
}

/// A program as it lies in holding registers 10-21 (staged) and 30-41 (committed): twelve words.
struct PumpProgram: Hashable, Sendable {
  /// Registers 10...21 in order.
  var words: [UInt16]

  /// What staging holds after power-on: nothing to infuse, occlusion limit 500 mmHg, and a CRC that does not match.
  static let empty = PumpProgram(words: [0, 0, 0, 0, 0, 0, 0, 0, 0, 500, 0, 0])

  /// VTBI for "no limit".
  static let noLimit: UInt32 = 0xFFFF_FFFF

  /// uL/h.
  var rate: UInt32 { pair(0) }
  /// uL; `noLimit` for none.
  var vtbi: UInt32 { pair(2) }
  /// uL.
  var bolusVolume: UInt32 { pair(4) }
  /// uL/h.
  var bolusRate: UInt32 { pair(6) }
  /// uL/h.
  var keepOpenRate: UInt16 { words[8] }
  /// mmHg.
  var occlusionLimit: UInt16 { words[9] }
  /// Chosen by the host.
  var identifier: UInt16 { words[10] }

  /// Whether register 21 holds the CRC over registers 10...20, each as two bytes, high first.
  var isIntact: Bool { modbusCRC(words[0..<11].flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }) == words[11] }

  private func pair(_ index: Int) -> UInt32 { UInt32(words[index]) << 16 | UInt32(words[index + 1]) }

  /// Whether every value lies in the range that the nameplate and the map allow; zero stands for "not used".
  func isInRange(for nameplate: ReferencePumpNameplate) -> Bool {
    func isRate(_ rate: UInt32) -> Bool {
      rate == 0
        || (rate >= nameplate.minimumRate && rate <= nameplate.maximumRate && rate.isMultiple(of: nameplate.rateResolution))
    }
    return isRate(rate) && isRate(bolusRate) && isRate(UInt32(keepOpenRate))
      && (vtbi <= nameplate.maximumVTBI || vtbi == Self.noLimit) && bolusVolume <= nameplate.maximumVTBI
      && (50...1_000).contains(occlusionLimit)
  }
}

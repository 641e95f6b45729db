import Foundation
import Testing

/// What lamps and sounder of the simulated signal tower really do.
struct TowerTruth {
  var on: Set<String>
  /// How often each output comes on in a second; 0 for one that is steady or off.
  var flashes: [String: Double]
}

/// What the daemon told the signal tower to be, and when.
struct TowerOrder {
  var at: Int64
  var isRed: Bool
  var isYellow: Bool
  var isCyan: Bool
  var isSounding: Bool
  var callsSecondContact: Bool
}

extension Bedside {
  /// The alarms that are on, the most urgent first.
  var alarms: [[String: Any]] { json("alarm", "list")["alarms"] as? [[String: Any]] ?? [] }

  /// The alarm of this condition, while it is on.
  func alarm(_ code: String) -> [String: Any]? { alarms.first { $0["code"] as? String == code } }

  /// Waits for an alarm and returns it.
  func waitForAlarm(_ code: String, _ seconds: Double) throws -> [String: Any] {
    var found: [String: Any]?
    try wait(seconds, for: "the alarm \(code)") {
      found = alarm(code)
      return found != nil
    }
    return try #require(found)
  }

  @discardableResult func acknowledge(_ alarm: [String: Any]) throws -> Outcome {
    let outcome = control("alarm", "acknowledge", try #require(alarm["id"] as? String))
    #expect(outcome.status == 0, "\(outcome)")
    return outcome
  }

  /// When an alarm began, in nanoseconds since boot, by its age, which is told to a tenth of a second.
  func onset(of alarm: [String: Any], seenAt now: Int64 = bootNanoseconds()) throws -> Int64 {
    let words = try #require(alarm["age"] as? String).split(separator: " ")
    try #require(words.count == 2 && words[1] == "s", "\(words)")
    let seconds = try #require(Double(words[0]), "\(words)")
    return now - Int64(seconds * 1e9)
  }

  /// The value of a vital sign; nil when there is none.
  func vital(_ signal: String) -> Int? {
    let vitals = channel["vitals"] as? [[String: Any]] ?? []
    return (vitals.first { $0["signal"] as? String == signal }?["value"] as? NSNumber)?.intValue
  }

  /// The codes of what forbids a start now.
  var startBlockers: [String] {
    (channel["start_blockers"] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String }
  }

  var tower: TowerTruth {
    get throws {
      let outcome = try Programs.run(Programs.path("infusion-sim"), ["truth", "--json", "--directory", devices])
      let tower = try #require(outcome.json["tower"] as? [String: Any], "\(outcome)")
      let flashes = tower["flashes_per_s"] as? [String: NSNumber] ?? [:]
      return TowerTruth(on: Set(tower["on"] as? [String] ?? []), flashes: flashes.mapValues(\.doubleValue))
    }
  }

  /// What the tower was told at or after `since` (nanoseconds since boot), by the wire.
  func towerOrders(since: Int64) throws -> [TowerOrder] {
    try frames(to: "tower-1", since: since).compactMap { frame in
      // All five coils in one frame: unit, 15, address, count, bytes, coils, checksum.
      guard frame.bytes.count == 10, frame.bytes[1] == 15 else { return nil }
      let coils = frame.bytes[7]
      return TowerOrder(
        at: frame.at, isRed: coils & 1 != 0, isYellow: coils & 2 != 0, isCyan: coils & 4 != 0,
        isSounding: coils & 8 != 0, callsSecondContact: coils & 16 != 0)
    }
  }

  /// Takes a stopped session to its end, so that the channel is free.
  func closeStopped() throws {
    #expect(control("session", "reset", "a").status == 0)
    try wait(20, for: "the end of the recovery") { phase == "completed" }
    let close = control("session", "close", "a")
    #expect(close.status == 0, "\(close)")
  }
}

/// What an ear counts in a file of ALSA's: mono, 16 bits, 48,000 samples a second, with or without a header.
enum Ear {
  /// How many pulses of tone are in the file; what is shorter than a hundredth of a second is none.
  static func pulses(in path: String) -> Int {
    guard let bytes = FileManager.default.contents(atPath: path) else { return 0 }
    var (pulses, loud, quiet) = (0, 0, 480)
    for offset in stride(from: 0, to: bytes.count - 1, by: 2) {
      let sample = Int16(bitPattern: UInt16(bytes[offset]) | UInt16(bytes[offset + 1]) << 8)
      if sample.magnitude > 300 {
        if quiet >= 480 { loud = 0 }
        (loud, quiet) = (loud + 1, 0)
      } else {
        quiet += 1
        if quiet == 480, loud > 480 { pulses += 1 }
      }
    }
    return pulses
  }
}

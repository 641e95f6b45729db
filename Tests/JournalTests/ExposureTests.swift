@testable import Controller
import Foundation
import GRDB
@testable import Journal
import Quantities
import Testing
@testable import Therapy

/// What the journal tells of the drug in a patient.
@Suite struct ExposureTests {
  private static let weight = BodyMass(grams: 70_301)
  private static let patient = Label("P-17")!

  private func wall(_ second: Int64) -> WallTime { WallTime(microsecondsSince1970: second * 1_000_000) }
  private func instant(_ second: Int64) -> Instant { Instant(nanoseconds: second * 1_000_000_000) }

  /// The delivery records of an infusion of a microliter a second from `start` on, every 5 s, with an upper end 3 uL above.
  private func deliveries(from start: Int64, for seconds: Int64, of number: UInt64 = 3) -> [JournalItem] {
    stride(from: 0, through: seconds, by: 5).map { second in
      item(
        start + second, .delivered(record(at: second)), session: SessionID(number: number))
    }
  }

  private func record(at second: Int64) -> DeliveryRecord {
    DeliveryRecord(
      atLeast: Volume(microliters: second), atMost: Volume(microliters: second == 0 ? 0 : second + 3), elapsed: .seconds(second),
      rate: slow, account: CounterAccount())
  }

  private func prepared(_ second: Int64, of number: UInt64 = 3, patient: String = "P-17") throws -> JournalItem {
    item(second, .prepared(by: nurse), session: SessionID(number: number), order: try order(patient: patient))
  }

  /// The same records taken as the control step takes them.
  private func live(_ seconds: Int64, then rest: Int64) throws -> Exposure {
    var exposure = Exposure(
      weight: Self.weight, concentration: try order().drug.concentration, residual: DrugEstimate(), at: .boot)
    for second in stride(from: Int64(0), through: seconds, by: 5) {
      let record = record(at: second)
      exposure.take(atLeast: record.atLeast, atMost: record.atMost, after: second == 0 ? .zero : .seconds(5))
    }
    exposure.pass(.seconds(rest))
    return exposure
  }

  /// Both ends of a level, ng/mL.
  private func levels(_ exposure: Exposure) -> [Double] {
    let prediction = exposure.prediction(atLeast: .zero, atMost: .zero, at: exposure.at, nil)
    return [
      prediction.plasma.atLeast, prediction.plasma.atMost, prediction.effectSite.atLeast, prediction.effectSite.atMost,
      prediction.highestAhead,
    ].map { Double($0.picogramsPerMilliliter) }
  }

  private func expectSame(_ one: Exposure, _ other: Exposure, within tolerance: Double = 1e-6) {
    for (one, other) in zip(levels(one), levels(other)) { #expect(abs(one - other) <= tolerance * max(one, other) + 1) }
  }

  @Test("SR-057, SR-058: after a restart the exposure is rebuilt from the journal to within 1e-6 of what the controller had")
  func rebuilt() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.append([note(1_000, .daemonStarted(version: "1")), try prepared(1_010)] + deliveries(from: 1_100, for: 3_600))
    try journal.append([note(4_705, .daemonStarted(version: "1"))])
    let found = try fixture.killed().open().exposure(
      of: Self.patient, weight: Self.weight, at: instant(4_707), wall: wall(4_707))
    expectSame(found, try live(3_600, then: 7))
    #expect(found.at == instant(4_707))
    #expect(levels(found)[0] > 30_000 && levels(found)[0] < levels(found)[1])
  }

  @Test("SR-058: a restart of the daemon between two records changes nothing: the clock goes on")
  func restartBetween() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    var items = [try prepared(1_010)] + deliveries(from: 1_100, for: 3_600)
    items.insert(note(2_001, .daemonStarted(version: "1")), at: 182)
    try journal.append(items)
    expectSame(
      try journal.exposure(of: Self.patient, weight: Self.weight, at: instant(4_707), wall: wall(4_707)),
      try live(3_600, then: 7))
  }

  @Test(
    "SR-055: an earlier session of the same day counts in the next one, with its own concentration; another patient's does not")
  func earlierSession() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.append([try prepared(1_010)] + deliveries(from: 1_100, for: 3_600))
    try journal.append([try prepared(20_000, of: 4, patient: "P-18")] + deliveries(from: 20_100, for: 3_600, of: 4))
    try journal.append([try prepared(9_000, of: 5)] + deliveries(from: 9_100, for: 600, of: 5))
    var expected = try live(3_600, then: 9_100 - 4_700)
    expected.begin(try order().drug.concentration)
    for second in stride(from: Int64(0), through: 600, by: 5) {
      let record = record(at: second)
      expected.take(atLeast: record.atLeast, atMost: record.atMost, after: second == 0 ? .zero : .seconds(5))
    }
    expected.pass(.seconds(300))
    expectSame(
      try journal.exposure(of: Self.patient, weight: Self.weight, at: instant(10_000), wall: wall(10_000)), expected)
  }

  @Test("SR-055: across a restart of the machine the wall clock tells how long ago it was; one that went back tells of no time")
  func anotherBoot() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.append([try prepared(100_010)] + deliveries(from: 100_100, for: 3_600))
    try journal.append([note(5, .daemonStarted(version: "1"))])
    func found(at wall: Int64) throws -> Exposure {
      try journal.exposure(of: Self.patient, weight: Self.weight, at: instant(20), wall: self.wall(wall))
    }
    expectSame(try found(at: 103_700 + 36_000), try live(3_600, then: 36_000))
    expectSame(try found(at: 103_700), try live(3_600, then: 0))
    expectSame(try found(at: 90_000), try live(3_600, then: 0))
  }

  @Test("SR-055: after two days nothing counts any more, and a patient who never came has none") func old() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.append([try prepared(1_010)] + deliveries(from: 1_100, for: 3_600))
    let days = Int64(48 * 3_600)
    let before = try journal.exposure(
      of: Self.patient, weight: Self.weight, at: instant(1_009 + days), wall: wall(1_009 + days))
    #expect(before.current != DrugEstimate())
    let after = try journal.exposure(of: Self.patient, weight: Self.weight, at: instant(1_011 + days), wall: wall(1_011 + days))
    #expect(after.current == DrugEstimate())
    let other = try journal.exposure(
      of: try #require(Label("P-99")), weight: Self.weight, at: instant(5_000), wall: wall(5_000))
    #expect(other.current == DrugEstimate() && other.at == instant(5_000))
  }

  @Test("a delivery that is damaged is told as a damaged journal, not counted as none") func damaged() throws {
    for (key, value) in [("at_least", "\"-1 mL\""), ("at_most", "7"), ("at_most", "\"9999999999 mL\"")] {
      let fixture = try Fixture()
      do {
        let journal = try fixture.open()
        try journal.append([try prepared(1_010)] + deliveries(from: 1_100, for: 20))
        try journal.pool.write {
          try $0.execute(
            sql: "DROP TRIGGER IF EXISTS entry_is_never_changed; DROP TRIGGER IF EXISTS entry_is_never_deleted")
          try $0.execute(
            sql: "UPDATE entry SET body = json_set(body, '$.\(key)', json('\(value)')) WHERE kind = 'delivered'")
        }
        #expect(throws: JournalError.self) {
          try journal.exposure(of: Self.patient, weight: Self.weight, at: instant(2_000), wall: wall(2_000))
        }
      }
    }
  }

  @Test(
    "SR-056: a delivery record keeps what was predicted with model and band, and gives it back; levels no model has are damage")
  func kept() throws {
    let prediction = try live(3_600, then: 0).prediction(
      atLeast: Volume(microliters: 3_600), atMost: Volume(microliters: 3_603), at: instant(3_600), nil)
    var record = delivery()
    record.prediction = prediction
    let body = EntryBody(.delivered(record))
    let json = try body.json()
    for text in ["\"model\":\"kamp\"", "\"band_percent\":25", "ng/mL"] { #expect(json.contains(text), "\(json)") }
    #expect(try EntryBody(json: json).prediction?.prediction() == prediction)
    let highest = prediction.highestAhead.description
    let bad = json.replacingOccurrences(of: "\"highest_ahead\":\"\(highest)\"", with: "\"highest_ahead\":\"1000001 ng/mL\"")
    #expect(bad != json)
    #expect(throws: BodyFault.self) { try EntryBody(json: bad).prediction?.prediction() }
  }
}

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
      of: Self.patient, weight: Self.weight, at: instant(4_707), wall: wall(4_707), isRestart: true)
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
      try journal.exposure(of: Self.patient, weight: Self.weight, at: instant(4_707), wall: wall(4_707), isRestart: false),
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
      try journal.exposure(of: Self.patient, weight: Self.weight, at: instant(10_000), wall: wall(10_000), isRestart: false),
      expected)
  }

  @Test("SR-055: across a restart of the machine the wall clock tells how long ago it was; one that went back tells of no time")
  func anotherBoot() throws {
    // The machine is up for 5 s when the daemon starts, and for 20 s when it is asked.
    for (started, rest) in [(103_700 + 36_000, 36_015), (103_700, 15), (90_000, 15)] as [(Int64, Int64)] {
      let fixture = try Fixture()
      let journal = try fixture.open()
      try journal.append([try prepared(100_010)] + deliveries(from: 100_100, for: 3_600))
      let start = note(5, .daemonStarted(version: "1"))
      try journal.append([PausedForTests.shifted(start, by: started - 5)])
      expectSame(
        try journal.exposure(
          of: Self.patient, weight: Self.weight, at: instant(20), wall: wall(started + 15), isRestart: false),
        try live(3_600, then: rest))
      expectSame(
        try journal.exposure(
          of: Self.patient, weight: Self.weight, at: instant(20), wall: wall(started + 15), isRestart: true),
        try live(3_600, then: rest))
    }
  }

  @Test("SR-055: within one run of the daemon the monotonic clock counts, however the wall clock is set meanwhile")
  func wallClockStepped() throws {
    for step in [-3 * 365 * 86_400, -10_800, 10_800, 2 * 365 * 86_400] as [Int64] {
      let fixture = try Fixture()
      let journal = try fixture.open()
      try journal.append([note(100, .daemonStarted(version: "1")), try prepared(1_010)] + deliveries(from: 1_100, for: 3_600))
      let found = try journal.exposure(
        of: Self.patient, weight: Self.weight, at: instant(4_707), wall: wall(4_707 + step), isRestart: false)
      expectSame(found, try live(3_600, then: 7))
    }
  }

  @Test("SR-055: of a patient who never came, and of one who came long ago, nothing is left") func old() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.append([try prepared(1_010)] + deliveries(from: 1_100, for: 3_600))
    let later = Int64(1_100 + 3_600 + 30 * 86_400)
    let after = try journal.exposure(
      of: Self.patient, weight: Self.weight, at: instant(later), wall: wall(later), isRestart: false)
    #expect(levels(after).allSatisfy { $0 <= 1 })
    let other = try journal.exposure(
      of: try #require(Label("P-99")), weight: Self.weight, at: instant(5_000), wall: wall(5_000), isRestart: false)
    #expect(other.current == DrugEstimate() && other.at == instant(5_000))
  }

  @Test("SR-058: a session that goes on counts with its own concentration, also where nothing of it was delivered yet")
  func openSession() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.append([try prepared(1_010)])
    var found = try journal.exposure(
      of: Self.patient, weight: Self.weight, openSession: (session, try order().drug.concentration), at: instant(1_020),
      wall: wall(1_020), isRestart: true)
    found.take(atLeast: Volume(microliters: 1_000), atMost: Volume(microliters: 1_003), after: .seconds(60))
    #expect(levels(found)[1] > 50_000, "2 mg in 25 L")
  }

  @Test("a damaged delivery of another patient is nobody else's") func foreignDamage() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.append([try prepared(1_010)] + deliveries(from: 1_100, for: 3_600))
    try journal.append([try prepared(9_000, of: 4, patient: "P-18")] + deliveries(from: 9_100, for: 20, of: 4))
    try journal.pool.write {
      try $0.execute(sql: "DROP TRIGGER entry_is_never_changed")
      try $0.execute(sql: "UPDATE entry SET body = json_remove(body, '$.at_most') WHERE session = 4 AND kind = 'delivered'")
    }
    expectSame(
      try journal.exposure(of: Self.patient, weight: Self.weight, at: instant(4_707), wall: wall(4_707), isRestart: false),
      try live(3_600, then: 7))
    #expect(throws: JournalError.self) {
      try journal.exposure(
        of: try #require(Label("P-18")), weight: Self.weight, at: instant(9_200), wall: wall(9_200), isRestart: false)
    }
  }

  @Test("SR-056: the record of a session has its highest prediction and its last one") func recorded() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    let levels: [Int64] = [10, 30, 20]
    try journal.append(
      [try prepared(1_010)]
        + levels.enumerated().map { place, level in
          var record = delivery()
          let plasma = PlasmaConcentration(picogramsPerMilliliter: level * 1_000)
          record.prediction = Prediction(
            model: .clements, plasma: PredictedLevel(atLeast: .zero, atMost: plasma),
            effectSite: PredictedLevel(atLeast: .zero, atMost: .zero), highestAhead: plasma, timeToFall: .seconds(level))
          return item(1_100 + Int64(place), .delivered(record))
        })
    let record = try #require(try journal.sessionRecord(session))
    #expect(record.highestPrediction?.prediction.timeToFall == .seconds(30))
    #expect(record.lastPrediction?.prediction.timeToFall == .seconds(20))
    #expect(record.lastPrediction?.prediction.model == .clements, "the model that made it, not the one that is shown today")
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
          try journal.exposure(of: Self.patient, weight: Self.weight, at: instant(2_000), wall: wall(2_000), isRestart: false)
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

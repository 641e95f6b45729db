import Controller
@testable import Journal
import Quantities
import Testing
import Therapy

private let day: Int64 = 86_400
private let fortnight = 14 * day

/// When the order at hand is prepared, in seconds since 1970: the sessions of these tests lie before it.
private let now = 100 * day

private func label(_ seconds: Int64, micros: Int64 = 0) -> WallTime {
  WallTime(microsecondsSince1970: seconds * 1_000_000 + micros)
}

/// A journal to which sessions of the past are written.
private struct Past {
  let fixture: Fixture
  let journal: JournalStore

  init() throws {
    fixture = try Fixture()
    journal = try fixture.open()
  }

  /// Prepares an order at `second`.
  func prepare(_ number: UInt64, at second: Int64, patient: String = "P-17", weight: Int64 = 70_301, micros: Int64 = 0) throws {
    let order = try order(patient: patient)
    let weighed = try #require(Patient(code: order.patient.code, weight: BodyMass(grams: weight)))
    let own = Order(
      patient: weighed, drug: order.drug, protocolName: order.protocolName, program: order.program,
      monitoring: order.monitoring, simulationOnly: order.simulationOnly)
    try append(number, second, [.prepared(by: nurse)], order: own, micros: micros)
  }

  /// Starts it as the controller does: confirmed, in the journal, permitted.
  func start(_ number: UInt64, at second: Int64, as kind: IntentKind = .start, micros: Int64 = 0) throws {
    try append(
      number, second,
      [
        .intent(kind, rate: slow, by: nurse, command: someCommand),
        .phase(from: kind == .start ? .prepared : .paused, to: .awaitingJournal, cause: .command),
        .phase(from: .awaitingJournal, to: .starting, cause: .journalDurable),
        .phase(from: .starting, to: .infusing, cause: .flowObserved),
      ], micros: micros)
  }

  func append(_ number: UInt64, _ second: Int64, _ events: [ControlEvent], order: Order? = nil, micros: Int64 = 0) throws {
    try journal.append(events.map { item(second, $0, session: SessionID(number: number), order: order, late: micros) })
  }

  func history(of patient: String = "P-17", at wall: WallTime = label(now)) throws -> PatientHistory {
    try journal.history(of: try #require(Label(patient)), before: wall)
  }
}

@Suite struct HistoryTests {
  @Test func `SR-008, SR-018: a patient who never came has no sessions and no weight`() throws {
    let past = try Past()
    #expect(try past.history() == PatientHistory())
    try past.journal.append([note(now - 9, .daemonStarted(version: "1")), note(now - 8, .remark("P-17"))])
    #expect(try past.history() == PatientHistory())
  }

  @Test func `SR-018: sessions of the last 14 days in which flow was permitted count, each once`() throws {
    let past = try Past()
    for number in UInt64(1)...12 {
      let second = now - Int64(13 - number) * day
      try past.prepare(number, at: second)
      try past.start(number, at: second + 60)
      try past.append(number, second + 90, [.phase(from: .infusing, to: .pausing, cause: .command)])
      try past.start(number, at: second + 200, as: .resume)
      #expect(try past.history().sessionsInFortnight == Int64(number))
    }
  }

  @Test func `SR-018: a start exactly 14 days ago still counts, one a microsecond older does not`() throws {
    for (micros, count) in [(-1, 0), (0, 1), (1, 1)] as [(Int64, Int64)] {
      let past = try Past()
      try past.prepare(1, at: now - fortnight, micros: micros)
      try past.start(1, at: now - fortnight, micros: micros)
      #expect(try past.history().sessionsInFortnight == count, "\(micros) us")
    }
  }

  @Test func `SR-018: it is the start that counts, not the moment at which the order was prepared`() throws {
    let past = try Past()
    try past.prepare(1, at: now - fortnight - 600)
    try past.start(1, at: now - fortnight + 1)
    #expect(try past.history().sessionsInFortnight == 1)
    // A session that was begun before and resumed within the 14 days gave drug in them.
    try past.prepare(2, at: now - fortnight - 7_200)
    try past.start(2, at: now - fortnight - 7_100)
    #expect(try past.history().sessionsInFortnight == 1)
    try past.start(2, at: now - fortnight + 600, as: .resume)
    #expect(try past.history().sessionsInFortnight == 2)
  }

  @Test(arguments: [IntentKind.start, .resume])
  func `SR-018: a start that was durable when the daemon died may have flowed, and counts`(kind: IntentKind) throws {
    let past = try Past()
    try past.prepare(1, at: now - day, weight: 77_000)
    if kind == .resume {
      try past.append(
        1, now - day + 1, [.intent(.start, rate: slow, by: nurse, command: someCommand), .withdrawn(.start, .journalLate)])
    }
    #expect(try past.history() == PatientHistory())
    try past.append(
      1, now - day + 2,
      [
        .intent(kind, rate: slow, by: nurse, command: someCommand),
        .phase(from: .prepared, to: .awaitingJournal, cause: .command),
      ])
    try past.journal.append([note(now - day + 60, .daemonStarted(version: "1"))])
    try past.append(1, now - day + 90, [.phase(from: .interrupted, to: .closed, cause: .command)])
    #expect(try past.history() == PatientHistory(sessionsInFortnight: 1, lastWeight: BodyMass(grams: 77_000)))
  }

  @Test func `SR-018: sessions of other patients do not count, however alike their codes are`() throws {
    let past = try Past()
    for (index, patient) in ["P-1", "P-170", "p-17", "P-71", "P.17", "P_17"].enumerated() {
      try past.prepare(UInt64(index + 1), at: now - day, patient: patient)
      try past.start(UInt64(index + 1), at: now - day)
    }
    #expect(try past.history() == PatientHistory())
    #expect(try past.history(of: "P-170").sessionsInFortnight == 1)
    try past.prepare(20, at: now - 60)
    try past.start(20, at: now - 50)
    #expect(try past.history().sessionsInFortnight == 1)
  }

  @Test func `SR-018: what was prepared and never started counts for nothing, nor does its weight`() throws {
    let past = try Past()
    try past.prepare(1, at: now - 3 * day, weight: 90_000)
    try past.append(1, now - 3 * day + 9, [.phase(from: .prepared, to: .closed, cause: .inactivity)])
    #expect(try past.history() == PatientHistory())
    // Confirmed, and withdrawn before it acted.
    try past.prepare(2, at: now - 2 * day, weight: 91_000)
    try past.append(
      2, now - 2 * day + 9,
      [
        .intent(.start, rate: slow, by: nurse, command: someCommand),
        .phase(from: .prepared, to: .awaitingJournal, cause: .command), .withdrawn(.start, .journalLate),
        .phase(from: .awaitingJournal, to: .prepared, cause: .withdrawn),
      ])
    #expect(try past.history() == PatientHistory())
    try past.start(2, at: now - 2 * day + 60)
    #expect(try past.history() == PatientHistory(sessionsInFortnight: 1, lastWeight: BodyMass(grams: 91_000)))
  }

  @Test func `SR-008, SR-018: an order that was prepared anew counts once, with the weight that it was started with`() throws {
    let past = try Past()
    try past.prepare(1, at: now - day, weight: 60_000)
    try past.append(1, now - day + 9, [.phase(from: .prepared, to: .closed, cause: .command)])
    try past.prepare(2, at: now - day + 9, weight: 66_000)
    try past.start(2, at: now - day + 60)
    #expect(try past.history() == PatientHistory(sessionsInFortnight: 1, lastWeight: BodyMass(grams: 66_000)))
  }

  @Test func `SR-008: the weight is that of the newest session that was started, however long ago`() throws {
    let past = try Past()
    try past.prepare(1, at: now - 90 * day, weight: 70_000)
    try past.start(1, at: now - 90 * day + 60)
    #expect(try past.history() == PatientHistory(lastWeight: BodyMass(grams: 70_000)))
    try past.prepare(2, at: now - 80 * day, weight: 80_000)
    try past.start(2, at: now - 80 * day + 60)
    try past.prepare(3, at: now - 70 * day, weight: 50_000)
    try past.prepare(4, at: now - 60 * day, patient: "P-18", weight: 40_000)
    try past.start(4, at: now - 60 * day + 60)
    #expect(try past.history() == PatientHistory(lastWeight: BodyMass(grams: 80_000)))
    #expect(try past.history(of: "P-18") == PatientHistory(lastWeight: BodyMass(grams: 40_000)))
  }

  @Test func `SR-018: a session in the future of a clock that was set back counts`() throws {
    let past = try Past()
    try past.prepare(1, at: now + 5 * day)
    try past.start(1, at: now + 5 * day + 60)
    #expect(try past.history().sessionsInFortnight == 1)
  }

  @Test func `SR-018: the count is the same in a reopened journal, and at every moment of the 14 days`() throws {
    let past = try Past()
    try past.prepare(1, at: now - fortnight)
    try past.start(1, at: now - fortnight)
    let reopened = try past.fixture.killed()
    let journal = try reopened.open()
    let patient = try #require(Label("P-17"))
    for days in Int64(0)...20 {
      let history = try journal.history(of: patient, before: label(now - fortnight + days * day))
      #expect(history.sessionsInFortnight == (days <= 14 ? 1 : 0), "\(days) days")
    }
  }
}

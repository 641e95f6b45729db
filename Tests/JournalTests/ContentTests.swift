@testable import Controller
import Foundation
@testable import Journal
import Quantities
@testable import Safety
import Testing
import Therapy

@Suite struct ContentTests {
  /// Every refusal that the controller knows, each with something to carry.
  static let refusals: [Refusal] = {
    var set = InterlockSet()
    set.insert(.oxygenSaturation)
    set.insert(.journal)
    let limits = LimitKind.everyCase.flatMap {
      [Refusal.aboveHardLimit($0, limit: 1_000_000_001), .belowHardLimit($0, limit: 1), .approvalMissing($0, limit: 350_000_000)]
    }
    return limits + alarmRefusals + SessionPhase.allCases.map { .wrongPhase($0) } + [
      .stopLatched, .tokenUnknown, .tokenExpired, .tokenStale, .tokenOfAnother, .rateTooLow, .abovePumpRange(slow),
      .aboveRateBeforePause(slow), .holdNotOver(Interval(nanoseconds: 1)), .blocked(set), .needsReconcile, .notAtZero,
      .pumpNotHeard, .patientBusy, .simulationOnly, .journalLate, .anotherPending, .overtaken, .unknownAlarm, .nothingLeft,
      .pumpAlarmPresent, .secondPersonMissing, .samePerson, .nothingToConfirm, .tokenTooFresh, .commandExpired,
      .ratioTooLarge(slow), .tooSoonAfterIncrease(.seconds(7)), .notReadBack, .baselineMissing,
      .pressureAfterPauseMissing, .respirationNotWatched(DoseRate(picogramsPerKilogramPerHour: 350_000_000)), .notAtHoldPoint,
      .recoveryNotOver(.minutes(7)), .handoverNotOffered, .notResponsible, .implausibleObservation,
      .predictedTooHigh(
        PlasmaConcentration(picogramsPerMilliliter: 640_001), limit: PlasmaConcentration(picogramsPerMilliliter: 640_000)),
    ]
  }()

  static let causes: [PhaseCause] =
    Interlock.allCases.map { .interlock($0) } + [
      .command, .journalDurable, .withdrawn, .flowObserved, .notStarted, .volumeReached, .durationReached,
      .counterBroke, .restart, .recoveryOver, .inactivity,
    ]

  /// Every case of `ControlEvent`, with every value of what it carries.
  static func events() throws -> [ControlEvent] {
    var events: [ControlEvent] = [
      .prepared(by: nurse), .delivered(delivery()), .stopLatch(true), .stopLatch(false),
      .counterBroke(at: Volume(nanoliters: 123_456)), .reconciled(by: physician), .abandoned(by: physician),
      .ordered(rate: slow, vtbi: Volume(nanoliters: 448_333), sequence: .max), .alarm(try raisedAlarm()),
    ]
    var bare = delivery()
    bare.account = CounterAccount()
    events.append(.delivered(bare))
    events += IntentKind.everyCase.map { .intent($0, rate: slow, by: nurse, command: someCommand) }
    events += CommandKind.allCases.map { .accepted($0, by: nurse, command: CommandID(high: 0, low: 1)) }
    events += refusals.map { .refused(.start, $0, by: UserID(number: .max), command: someCommand) }
    events += refusals.map { .withdrawn(.resume, $0) }
    events += causes.map { .phase(from: .infusing, to: .pausing, cause: $0) }
    events += SessionPhase.allCases.map { .phase(from: $0, to: $0, cause: .command) }
    let receipts: [DeliveryReceipt] =
      [.none, .underway, .applied(slow), .uncertain] + PumpRefusal.everyCase.map { .refused($0) }
    events += receipts.map { .receipt($0, sequence: 12) }
    var alarms = AlarmSystem()
    for condition in AlarmCondition.allCases {
      let finding = Finding(.annunciate, alarm: condition, value: -3, limit: 90)
      for event in [
        alarms.update(condition, found: finding, now: .boot), alarms.acknowledge(condition),
        alarms.update(condition, found: nil, now: .boot),
      ] {
        events.append(.alarm(try #require(event)))
      }
    }
    return events + observations() + (try answers()) + limitsAndAudio
  }

  /// What persons entered, whom the patient was handed to, and what was cut meanwhile, with every value of each scale.
  private static func observations() -> [ControlEvent] {
    var events: [ControlEvent] = Interlock.allCases.map { .reduced(to: slow, cause: $0) }
    for rate in [0, 1, TherapyProgram.fastestStep.nanolitersPerHour] {
      events.append(.reduced(to: FlowRate(nanolitersPerHour: rate), cause: .sedation))
    }
    for scale in ClinicalScale.allCases { events += scale.range.map { .score(scale, $0, by: nurse) } }
    for (systolic, diastolic, mean) in [(120, 80, 93), (300, 200, 250), (30, 10, 10), (.max, 0, .min)] as [(Int32, Int32, Int32)]
    {
      events.append(.cuff(systolic: systolic, diastolic: diastolic, mean: mean, by: physician))
    }
    events += [
      .handedOver(from: nil, to: nurse), .handedOver(from: nurse, to: physician), .handedOver(from: nurse, to: nurse),
      .handedOver(from: UserID(number: 0), to: UserID(number: .max)),
    ]
    var late = delivery()
    (late.step, late.stepBegan, late.automaticPauses) = (7, Interval(nanoseconds: 900_000_000_001), .max)
    return events + [.delivered(late)]
  }

  @Test func `every control event comes back from its body as it was written`() throws {
    for event in try Self.events() {
      let content = JournalContent(event, order: try order())
      let json = try EntryBody(content).json()
      let back = try EntryBody(json: json).content(kind: content.kind, actor: content.actor)
      #expect(String(reflecting: back) == String(reflecting: content))
      #expect(try EntryBody(back).json() == json)
      #expect(!content.sentence.isEmpty)
    }
  }

  @Test func `every kind of event that the controller knows is among those that these tests write`() throws {
    let written = Set(try Self.events().map { JournalContent($0, order: try order()).kind })
    let known: Set = [
      "prepared", "intent", "withdrawn", "accepted", "refused", "phase", "ordered", "receipt", "delivered", "alarm",
      "stop-latch", "counter-broke", "reconciled", "abandoned", "reduced", "score", "cuff", "handed-over", "limits",
      "audio-paused", "alarms-tested",
    ]
    #expect(written == known)
  }

  @Test func `the daemon's own notes come back as they were written`() throws {
    let notes: [JournalContent] =
      [
        .daemonStarted(version: "0.1.0"), .daemonStopped(reason: "SIGTERM"),
        .remark("a \"quoted\" remark\nin two lines \u{1F489}"),
        .reason(.stop, text: "patient asks for it", by: nurse, command: someCommand),
        .turnedAway(operation: "session start", code: "not-permitted", sentence: "Only root may.", by: nurse),
      ] + LimitedSignal.allCases.map { .clinicLimits($0, .standard($0)) }
    for note in notes {
      let json = try EntryBody(note).json()
      let back = try EntryBody(json: json).content(kind: note.kind, actor: note.actor)
      #expect(String(reflecting: back) == String(reflecting: note))
      #expect(!note.sentence.isEmpty)
    }
  }

  @Test func `an order is stored complete and a person can read it`() throws {
    let json = try EntryBody(JournalContent(.prepared(by: nurse), order: try order())).json()
    #expect(
      json == """
        {"order":{"baseline_spacing":"300 s","drug":{"concentration":"2.000001 mg/mL","drug":"ketamine-racemic",\
        "entry":"ketamine-racemic-2","hard":{"dose_rate":"0.700000002 mg/kg/h","duration":"28800.000000002 s",\
        "flow_rate":"25.000002 mL/h","mass_rate":"50.000002 mg/h","predicted_concentration":"640 ng/mL",\
        "session_mass":"400.000002 mg","session_mass_per_kg":"4.000002 mg","sessions_per_fortnight":12,\
        "step_up":"0.2 mg/kg/h"},"hard_floors":{"dose_rate":"0 mg/kg/h","duration":"0 s","mass_rate":"0 mg/h"},\
        "second_person":{"dose_rate":"0.7 mg/kg/h","predicted_concentration":"400 ng/mL"},"simulation_only":false,\
        "soft":{"dose_rate":"0.350000001 mg/kg/h","duration":"14400.000000001 s","flow_rate":"12.500001 mL/h",\
        "mass_rate":"25.000001 mg/h","predicted_concentration":"640 ng/mL","session_mass":"200.000001 mg",\
        "session_mass_per_kg":"2.000001 mg","sessions_per_fortnight":12,"step_up":"0.2 mg/kg/h"},\
        "soft_floors":{"dose_rate":"0 mg/kg/h","duration":"0 s","mass_rate":"0 mg/h"}},\
        "history":{"sessions_in_fortnight":0},"patient":{"code":"P-17","weight":"70.301 kg"},"protocol":"demo",\
        "recovery":"7200 s","required_signals":["HR"],"resume_hold":"10 s","simulation_only":true,\
        "step_up_spacing":"900 s","steps":[{"duration":"60 s","rate":"10.5 mL/h"},{"duration":"80.000000001 s",\
        "rate":"12.3 mL/h"}],"total":"0.448333 mL"}}
        """)
  }

  @Test func `no body holds a floating-point number`() throws {
    for event in try Self.events() {
      let json = try EntryBody(JournalContent(event, order: try order())).json()
      let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
      func check(_ value: Any) {
        if let list = value as? [Any] { list.forEach(check) }
        if let table = value as? [String: Any] { table.values.forEach(check) }
        if let number = value as? NSNumber { #expect(!"\(number)".contains("."), "\(json)") }
      }
      check(object)
    }
  }

  @Test func `every case of every named type has a name of its own`() {
    func check<Value: RecordNamed & RawRepresentable>(_: Value.Type) where Value.RawValue == UInt8 {
      #expect(Value.everyCase == (0...UInt8.max).compactMap(Value.init(rawValue:)))
      #expect(Set(Value.everyCase.map(\.recordName)).count == Value.everyCase.count)
    }
    check(CommandKind.self)
    check(SessionPhase.self)
    check(AlarmCondition.self)
    check(RequiredSignal.self)
    check(ClinicalScale.self)
    check(IntentKind.self)
    check(AlarmChange.self)
    check(AlarmPriority.self)
    check(LimitedSignal.self)
    check(LimitKey.self)
    check(LimitKind.self)
    check(PumpRefusal.self)
    check(Interlock.self)
    #expect(Set(Self.refusals.map(\.code)).count == 49)
    #expect(Set(Self.causes.map { $0.code }).count == Self.causes.count)
  }

  @Test(arguments: [
    "", "{", "[]", "null", "{\"rate\":1.5}", "{\"rate\":\"5\"}", "{\"rate\":\"-5 mL/h\"}", "{\"from\":\"nowhere\"}",
    "{\"command_id\":\"xyz\"}", "{\"command_id\":\"+0000000000000000000000000000000\"}", "{\"onset_ns\":-1}",
    "{\"occurrence\":4294967296}", "{\"order\":{}}", "{\"refusal\":{\"code\":\"x\",\"sentence\":\"\"}}",
  ])
  func `a body that is not what its kind needs is a fault, never a trap`(json: String) {
    let kinds = [
      "daemon-started", "daemon-stopped", "prepared", "intent", "withdrawn", "accepted", "refused", "phase", "ordered",
      "receipt", "delivered", "alarm", "stop-latch", "counter-broke", "reduced", "score", "cuff", "limits", "clinic-limits",
      "audio-paused", "reason", "turned-away", "remark", "unheard-of",
    ]
    for kind in kinds {
      #expect(throws: BodyFault.self) { try EntryBody(json: json).content(kind: kind, actor: nurse) }
    }
  }

  @Test func `an order that breaks its own rules is a fault`() throws {
    let json = try EntryBody(JournalContent(.prepared(by: nurse), order: try order())).json()
    for (old, new) in [
      ("2.000001 mg/mL", "0 mg/mL"), ("25.000002 mL/h", "9000000 mL/h"), ("70.301 kg", "7 kg"),
      ("0.448333 mL", "0 mL"), ("\"60 s\"", "\"0 s\""), ("P-17", "P 17"),
    ] {
      try #require(json.contains(old), "\(old)")
      let changed = json.replacingOccurrences(of: old, with: new)
      #expect(throws: BodyFault.self) { try EntryBody(json: changed).content(kind: "prepared", actor: nurse) }
    }
    #expect(throws: BodyFault.self) { try EntryBody(json: json).content(kind: "prepared", actor: nil) }
  }

  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000000Z"), (951_827_696_000_001, "2000-02-29T12:34:56.000001Z"),
    (1_709_251_199_999_999, "2024-02-29T23:59:59.999999Z"), (4_107_542_400_000_000, "2100-03-01T00:00:00.000000Z"),
    (-1, "1969-12-31T23:59:59.999999Z"), (-2_203_891_200_000_000, "1900-03-01T00:00:00.000000Z"),
  ])
  func `SR-090: a wall time is a label in UTC`(micros: Int64, text: String) {
    #expect(WallTime(microsecondsSince1970: micros).utcText == text)
  }
}

import Controller
@testable import Journal
import Quantities
@testable import Safety
import Testing
import Therapy

// Events and refusals about alarms and limits, with every value of what they carry.

extension ContentTests {
  static let alarmRefusals: [Refusal] = {
    var faults: [LimitFault] = [.outOfOrder(.warnLow, .pauseLow), .outOfOrder(.warnHigh, .pauseHigh)]
    for key in LimitKey.allCases {
      faults += [.noSuchLimit(key), .outOfBounds(key, value: .min, least: -1, most: .max)]
    }
    return [
      .noAlarmSounds, .alarmSounding, .alarmTestNotOver, .alarmTestDisturbed, .annunciatorLost, .alarmsNotTested,
    ] + LimitedSignal.allCases.flatMap { signal in faults.map { .limit(signal, $0) } }
  }()

  static let limitsAndAudio: [ControlEvent] =
    LimitedSignal.allCases.map { .limits($0, .standard($0), by: nurse) } + [
      .limits(.oxygenSaturation, changed, by: UserID(number: .max)), .audioPaused(for: .minutes(2), by: nurse),
      .audioPaused(for: Interval(nanoseconds: 1), by: physician), .alarmsTested(by: nurse),
    ]

  /// Saturation limits that no default is.
  static let changed = SignalLimits(
    warnLow: 92, warnHigh: nil, pauseLow: 88, pauseHigh: nil, warnDelay: .seconds(20), pauseDelay: .seconds(0))

  /// What becomes of an alarm that nobody answers: escalated, second contact, told again.
  static func answers(_ condition: AlarmCondition = .observationMissing) throws -> [ControlEvent] {
    var alarms = AlarmSystem()
    let finding = Finding(.pause, alarm: condition, value: 32, limit: 30)
    var events: [ControlEvent] = []
    for second in [Int64(0), 120, 240, 300] {
      let event = alarms.update(condition, found: finding, now: Instant(nanoseconds: second * 1_000_000_000))
      events.append(.alarm(try #require(event)))
    }
    return events
  }

  @Test func `SR-107: an alarm that nobody answers is written with what it has become`() throws {
    let notes: [AlarmNote] = try Self.answers().compactMap { event in
      guard case .alarm(let note) = JournalContent(event, order: nil) else { return nil }
      return note
    }
    #expect(notes.map(\.change) == [.raised, .escalated, .secondContact, .reminded])
    #expect(notes.map(\.priority) == [.medium, .high, .high, .high])
    #expect(JournalContent.alarm(notes[1]).sentence.contains("!!! not answered, of high priority now"))
  }

  @Test func `SR-111, SR-121: changed limits are read with their units by people, whole seconds or not`() {
    let content = JournalContent.limits(.oxygenSaturation, Self.changed, by: nurse)
    #expect(
      content.sentence
        == "limits of SpO2 in this session: warn-low 92 %, pause-low 88 %, warn-delay 20 s, pause-delay 0 s")
    var odd = Self.changed
    odd.pauseDelay = .milliseconds(20_500)
    #expect(JournalContent.clinicLimits(.oxygenSaturation, odd).sentence.hasSuffix("pause-delay 20.5 s"))
    let pressure = JournalContent.limits(.meanPressure, .standard(.meanPressure), by: nurse).sentence
    #expect(pressure.hasSuffix(": warn-low 65 mmHg, warn-high 115 mmHg, pause-low 60 mmHg, pause-high 130 mmHg"))
    let heart = JournalContent.clinicLimits(.heartRate, .standard(.heartRate)).sentence
    #expect(heart.contains(": warn-low 50/min, warn-high 120/min, "), "as limits are entered")
    #expect(Self.changed.text(of: .warnHigh, .oxygenSaturation) == nil && Self.changed.text(of: .warnLow, .meanPressure) != nil)
  }

  @Test func `SR-111: limits are stored complete and a person can read them`() throws {
    let json = try EntryBody(JournalContent(.limits(.heartRate, .standard(.heartRate), by: nurse), order: nil)).json()
    #expect(
      json == """
        {"limits":{"pause_delay":"10 s","pause_high":150,"pause_low":40,"warn_delay":"15 s","warn_high":120,"warn_low":50},\
        "signal":"HR"}
        """)
  }

  static let damagedLimits = [
    #"{"limits":{"warn_low":92,"pause_low":88,"warn_delay":"20 s"},"signal":"SpO2"}"#,
    #"{"limits":{"warn_low":92,"warn_delay":"20 s","pause_delay":"5 s"},"signal":"SpO2"}"#,
    #"{"limits":{"warn_low":92.5,"pause_low":88,"warn_delay":"20 s","pause_delay":"5 s"},"signal":"SpO2"}"#,
    #"{"limits":{"warn_low":"92","pause_low":88,"warn_delay":"20 s","pause_delay":"5 s"},"signal":"SpO2"}"#,
    #"{"limits":{"warn_low":92,"pause_low":88,"warn_delay":"20","pause_delay":"5 s"},"signal":"SpO2"}"#,
    #"{"limits":{"warn_low":92,"pause_low":88,"warn_delay":"20 s","pause_delay":"-5 s"},"signal":"SpO2"}"#,
    #"{"limits":{"warn_low":92,"pause_low":88,"warn_delay":"20 s","pause_delay":"5 s"},"signal":"temperature"}"#,
    #"{"limits":{"warn_low":92,"pause_low":88,"warn_delay":"20 s","pause_delay":"5 s"}}"#, #"{"signal":"SpO2"}"#,
  ]

  @Test(arguments: damagedLimits)
  func `SR-015: limits of which anything is missing or no number are a fault, never a default`(json: String) {
    for kind in ["limits", "clinic-limits"] {
      #expect(throws: BodyFault.self) { try EntryBody(json: json).content(kind: kind, actor: nurse) }
    }
  }

  @Test func `SR-015: numbers that no limit can be are read as none that is good`() throws {
    for number in [Int64.min, -1, 4_294_967_388, .max] {
      let json =
        "{\"limits\":{\"warn_low\":\(number),\"pause_low\":\(number),\"warn_delay\":\"9223372036 s\",\"pause_delay\":\"5 s\"},"
        + "\"signal\":\"SpO2\"}"
      let content = try EntryBody(json: json).content(kind: "limits", actor: nurse)
      guard case .limits(let signal, let limits, _) = content else {
        Issue.record("another kind came back")
        return
      }
      #expect(limits.fault(of: signal) != nil)
      #expect(!content.sentence.isEmpty)
    }
  }

  @Test func `SR-015: a refused limit of which anything is missing or unknown is a fault`() throws {
    let content = JournalContent.refused(
      .setLimit, .limit(.heartRate, .outOfBounds(.pauseLow, value: 9, least: 35, most: 70)), by: nurse, command: someCommand)
    let json = try EntryBody(content).json()
    _ = try EntryBody(json: json).content(kind: "refused", actor: nurse)
    for (old, new) in [
      ("\"least\":35,", ""), (",\"most\":70", ""), ("\"value\":9", "\"value\":4294967296"), ("out-of-bounds", "out-of-order"),
      ("out-of-bounds", "odd"), ("pause-low", "pause"), ("\"HR\"", "\"hr\""), ("limit-refused", "limit"),
    ] {
      try #require(json.contains(old), "\(old) in \(json)")
      let changed = json.replacing(old, with: new)
      #expect(throws: BodyFault.self, "\(new)") { try EntryBody(json: changed).content(kind: "refused", actor: nurse) }
    }
  }

  @Test func `SR-015: whatever value and limit a damaged alarm carries, its text traps at nothing`() throws {
    let numbers: [Int64] = [.min, -1, 0, 1, 255, 1 << 32, 1 << 48, .max]
    for condition in AlarmCondition.allCases {
      for (value, limit) in numbers.flatMap({ value in numbers.map { (value, $0) } }) {
        let note = AlarmNote(
          change: .raised, condition: condition, priority: .high, occurrence: .max, isOn: true, isPresent: true,
          isAcknowledged: false, onset: Instant(nanoseconds: .max), value: value, limit: limit)
        let json = try EntryBody(.alarm(note)).json()
        #expect(!(try EntryBody(json: json).content(kind: "alarm", actor: nil).sentence.isEmpty))
        _ = condition.figures(value: value, limit: limit)
      }
    }
  }

  @Test func `SR-114: an alarm of which anything is missing is a fault`() throws {
    let content = JournalContent(.alarm(try raisedAlarm()), order: nil)
    for key in [
      "alarm", "change", "priority", "occurrence", "is_on", "is_present", "is_acknowledged", "onset_ns", "value", "limit",
    ] {
      #expect(throws: BodyFault.self, "\(key)") { try BoundTests.read(content, key, nil) }
    }
    for key in ["alarm", "change", "priority"] {
      #expect(throws: BodyFault.self, "\(key)") { try BoundTests.read(content, key, "pump-line-alarm") }
    }
  }
}

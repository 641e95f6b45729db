import Quantities
import Safety
import Testing

private let start = Instant(nanoseconds: 5_000_000_000)
private let finding = Finding(.annunciate, alarm: nil, value: 89, limit: 90)

/// One alarm, stepped through time.
private struct Ward {
  var alarms = AlarmSystem()
  var now = start

  /// Steps once a second until `time` has passed since the beginning, and gives what changed with its second.
  mutating func step(_ condition: AlarmCondition, until time: Int64, present: Bool = true) -> [(
    second: Int64, change: AlarmChange
  )] {
    var changes: [(Int64, AlarmChange)] = []
    while now <= start + .seconds(time) {
      if let event = alarms.update(condition, found: present ? finding : nil, now: now) {
        changes.append((now.since(start).wholeSeconds, event.change))
      }
      now = now + .seconds(1)
    }
    return changes
  }
}

@Suite struct AlarmUrgencyTests {
  @Test(
    "SR-107: a medium alarm that nobody answers is high after 2 min, told again after 3, and at the second contact after 4",
    arguments: AlarmCondition.allCases.filter { $0.priority == .medium })
  func medium(condition: AlarmCondition) {
    var ward = Ward()
    let changes = ward.step(condition, until: 361)
    #expect(changes.map(\.second) == [0, 120, 180, 240, 300, 360])
    #expect(changes.map(\.change) == [.raised, .escalated, .reminded, .secondContact, .reminded, .reminded])
    let record = ward.alarms.record(of: condition)
    #expect(record.priority == .high && record.calledSecondContact && record.occurrence == 1)
  }

  @Test(
    "SR-107: a high alarm that nobody answers is told again each minute, and goes to the second contact at 2 min",
    arguments: AlarmCondition.allCases.filter { $0.priority == .high })
  func high(condition: AlarmCondition) {
    var ward = Ward()
    let changes = ward.step(condition, until: 241)
    #expect(changes.map(\.second) == [0, 60, 120, 180, 240])
    #expect(changes.map(\.change) == [.raised, .reminded, .secondContact, .reminded, .reminded])
  }

  @Test("SR-107: a low alarm stays low", arguments: AlarmCondition.allCases.filter { $0.priority == .low })
  func low(condition: AlarmCondition) {
    var ward = Ward()
    #expect(ward.step(condition, until: 600).map(\.change) == [.raised])
    #expect(ward.alarms.record(of: condition).priority == .low)
  }

  @Test("SR-107, SR-108: an acknowledgement ends the urging, and the next occurrence begins at its own priority")
  func acknowledged() {
    var ward = Ward()
    _ = ward.step(.oxygenSaturationWarning, until: 130)
    #expect(ward.alarms.record(of: .oxygenSaturationWarning).priority == .high)
    #expect(ward.alarms.acknowledge(.oxygenSaturationWarning)?.change == .acknowledged)
    #expect(ward.step(.oxygenSaturationWarning, until: 600).isEmpty)
    #expect(ward.step(.oxygenSaturationWarning, until: 601, present: false).map(\.change) == [.ended])
    #expect(ward.step(.oxygenSaturationWarning, until: 603).map(\.change) == [.raised])
    #expect(ward.alarms.record(of: .oxygenSaturationWarning).priority == .medium)
  }

  @Test("SR-107: a latched alarm whose cause is gone is urged on until somebody answers")
  func causeGone() {
    var ward = Ward()
    _ = ward.step(.signalLost, until: 1)
    let changes = ward.step(.signalLost, until: 130, present: false)
    #expect(changes.map(\.change) == [.causeGone, .escalated])
  }

  @Test("SR-110: a chattering alarm is heard once in 15 s when it is low or medium, and each time when it is high")
  func chatter() {
    for condition in AlarmCondition.allCases {
      var (alarms, heard) = (AlarmSystem(), 0)
      for second in 0..<60 as Range<Int64> {
        let now = start + .seconds(second)
        if let event = alarms.update(condition, found: finding, now: now), event.isSounded { heard += 1 }
        _ = alarms.acknowledge(condition)
        _ = alarms.update(condition, found: nil, now: now)
      }
      #expect(heard == (condition.priority == .high ? 60 : 4), "\(condition.code)")
    }
  }

  @Test("SR-106: an alarm that nobody had acknowledged before a restart is on again, without a cause, until somebody answers")
  func restored() {
    var alarms = AlarmSystem()
    alarms.restore(
      WaitingAlarm(
        .oxygenSaturationLow, occurrence: 5, priority: .low, calledSecondContact: false, value: 86, limit: 90),
      now: start)
    let record = alarms.record(of: .oxygenSaturationLow)
    #expect(record.isOn && !record.isPresent && !record.isAcknowledged && record.priority == .high)
    #expect(record.value == 86 && record.limit == 90 && record.occurrence == 5)
    #expect(alarms.update(.oxygenSaturationLow, found: nil, now: start) == nil)
    #expect(alarms.record(of: .oxygenSaturationLow).isOn, "no cause ends it")
    #expect(alarms.update(.oxygenSaturationLow, found: finding, now: start) == nil, "its cause is back: the same occurrence")
    #expect(alarms.update(.oxygenSaturationLow, found: nil, now: start)?.change == .causeGone)
    #expect(alarms.acknowledge(.oxygenSaturationLow)?.change == .ended)
    #expect(alarms.update(.oxygenSaturationLow, found: finding, now: start)?.record.occurrence == 6)
  }

  @Test("SR-106: alarms count on from the newest number before a restart, and an absurd one traps nothing")
  func numbers() {
    for (last, next) in [(0, 1), (41, 42), (UInt32.max - 1, UInt32.max), (.max, 1)] as [(UInt32, UInt32)] {
      var alarms = AlarmSystem()
      alarms.count(from: last)
      #expect(alarms.update(.oxygenSaturationLow, found: finding, now: start)?.record.occurrence == next)
    }
  }

  @Test("SR-101, SR-105: what is seen is every alarm that is on, what is heard only those that nobody acknowledged")
  func demand() {
    var alarms = AlarmSystem()
    #expect(alarms.demand() == AlarmDemand())
    _ = alarms.update(.controlLate, found: finding, now: start)
    _ = alarms.update(.heartRateExtreme, found: finding, now: start)
    #expect(alarms.demand().seen == .high && alarms.demand().heard == .high)
    _ = alarms.acknowledge(.heartRateExtreme)
    #expect(alarms.demand().seen == .high && alarms.demand().heard == .low)
    _ = alarms.acknowledge(.controlLate)
    #expect(alarms.demand().seen == .high && alarms.demand().heard == nil)
  }
}

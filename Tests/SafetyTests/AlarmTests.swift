import Quantities
import Safety
import SplitMix
import Testing
import Therapy

private let now = Instant(nanoseconds: 5_000_000_000)
private let finding = Finding(.annunciate, alarm: nil, value: 89, limit: 90)

@Suite struct AlarmTests {
  @Test(
    "SR-106: an alarm that does not latch ends with its cause",
    arguments: AlarmCondition.allCases.filter { !$0.latches })
  func endsWithCause(condition: AlarmCondition) throws {
    var alarms = AlarmSystem()
    let event = alarms.update(condition, found: finding, now: now)
    let raised = try #require(event)
    #expect(raised.change == .raised)
    #expect(raised.record.onset == now && raised.record.value == 89 && raised.record.limit == 90)
    #expect(alarms.update(condition, found: finding, now: now) == nil, "told once")
    #expect(alarms.record(of: condition).isOn)
    #expect(alarms.update(condition, found: nil, now: now)?.change == .ended)
    #expect(!alarms.record(of: condition).isOn)
    #expect(alarms.update(condition, found: nil, now: now) == nil)
  }

  @Test(
    "SR-106: a latching alarm stays until it was acknowledged and its cause is gone, in either order",
    arguments: AlarmCondition.allCases.filter(\.latches))
  func latches(condition: AlarmCondition) {
    var alarms = AlarmSystem()
    _ = alarms.update(condition, found: finding, now: now)
    #expect(alarms.update(condition, found: nil, now: now)?.change == .causeGone)
    #expect(alarms.record(of: condition).isOn && !alarms.record(of: condition).isPresent)
    #expect(alarms.acknowledge(condition)?.change == .ended)
    #expect(!alarms.record(of: condition).isOn)

    _ = alarms.update(condition, found: finding, now: now)
    #expect(alarms.acknowledge(condition)?.change == .acknowledged)
    #expect(alarms.record(of: condition).isOn, "an acknowledgement does not take the cause away")
    #expect(alarms.update(condition, found: nil, now: now)?.change == .ended)
    #expect(!alarms.record(of: condition).isOn)
  }

  @Test("SR-106: a cause that demands more than before is a new occurrence, also for whoever acknowledged the milder one")
  func worse() {
    var alarms = AlarmSystem()
    _ = alarms.update(.pumpSilent, found: finding, now: now)
    _ = alarms.acknowledge(.pumpSilent)
    #expect(alarms.update(.pumpSilent, found: finding, now: now) == nil)
    let pausing = Finding(.pause, alarm: nil, value: 10, limit: 10)
    let raised = alarms.update(.pumpSilent, found: pausing, now: now)
    #expect(raised?.change == .raised && raised?.record.occurrence == 2 && raised?.record.isAcknowledged == false)
    #expect(alarms.record(of: .pumpSilent).value == 10)
    #expect(alarms.update(.pumpSilent, found: pausing, now: now) == nil)
    #expect(alarms.update(.pumpSilent, found: finding, now: now) == nil, "milder again is no news")
  }

  @Test("a cause that comes back while its alarm is on and nobody acknowledged is the same occurrence")
  func sameOccurrence() {
    var alarms = AlarmSystem()
    _ = alarms.update(.oxygenSaturationLow, found: finding, now: now)
    let first = alarms.record(of: .oxygenSaturationLow).occurrence
    _ = alarms.update(.oxygenSaturationLow, found: nil, now: now)
    #expect(alarms.update(.oxygenSaturationLow, found: finding, now: now) == nil)
    #expect(alarms.record(of: .oxygenSaturationLow).occurrence == first)
    #expect(alarms.record(of: .oxygenSaturationLow).isPresent)
  }

  @Test("SR-108: a cause that comes back after the alarm ended is a new occurrence, not acknowledged")
  func recurrence() throws {
    var alarms = AlarmSystem()
    _ = alarms.update(.oxygenSaturationLow, found: finding, now: now)
    let first = alarms.record(of: .oxygenSaturationLow).occurrence
    _ = alarms.acknowledge(.oxygenSaturationLow)
    _ = alarms.update(.oxygenSaturationLow, found: nil, now: now)
    let later = now + .seconds(60)
    let event = alarms.update(.oxygenSaturationLow, found: finding, now: later)
    let again = try #require(event)
    #expect(again.change == .raised)
    #expect(again.record.occurrence > first)
    #expect(!again.record.isAcknowledged)
    #expect(again.record.onset == later)
  }

  @Test("an occurrence number finds its alarm while it is on, and no other")
  func occurrences() {
    var alarms = AlarmSystem()
    #expect(alarms.condition(ofOccurrence: 0) == nil)
    for condition in AlarmCondition.allCases { _ = alarms.update(condition, found: finding, now: now) }
    let numbers = AlarmCondition.allCases.map { alarms.record(of: $0).occurrence }
    #expect(Set(numbers).count == AlarmCondition.count)
    for condition in AlarmCondition.allCases {
      #expect(alarms.condition(ofOccurrence: alarms.record(of: condition).occurrence) == condition)
    }
    _ = alarms.update(.sourceLost, found: nil, now: now)
    #expect(alarms.condition(ofOccurrence: alarms.record(of: .sourceLost).occurrence) == nil)
    #expect(alarms.condition(ofOccurrence: 0) == nil)
    #expect(alarms.condition(ofOccurrence: .max) == nil)
  }

  @Test("an acknowledgement of what is off or acknowledged changes nothing")
  func acknowledgedTwice() {
    var alarms = AlarmSystem()
    #expect(alarms.acknowledge(.pumpSilent) == nil)
    _ = alarms.update(.pumpSilent, found: finding, now: now)
    #expect(alarms.acknowledge(.pumpSilent) != nil)
    #expect(alarms.acknowledge(.pumpSilent) == nil)
  }

  @Test("random causes and acknowledgements: on means present or unacknowledged latched, and every change is told")
  func model() {
    var random = SplitMix(seed: 106)
    for condition in AlarmCondition.allCases {
      var alarms = AlarmSystem()
      var (isOn, isPresent, isAcknowledged) = (false, false, false)
      for _ in 0..<2_000 {
        let event: AlarmEvent?
        let wasOn = isOn
        switch random.next(in: 0...2) {
        case 0:
          event = alarms.update(condition, found: finding, now: now)
          if !isOn { isAcknowledged = false }
          (isOn, isPresent) = (true, true)
        case 1:
          event = alarms.update(condition, found: nil, now: now)
          isPresent = false
        default:
          event = alarms.acknowledge(condition)
          if isOn { isAcknowledged = true }
        }
        if !isPresent, isAcknowledged || !condition.latches { isOn = false }
        let record = alarms.record(of: condition)
        #expect(record.isOn == isOn && record.isPresent == isPresent)
        #expect((event?.change == .raised) == (!wasOn && isOn))
        #expect((event?.change == .ended) == (wasOn && !isOn))
      }
    }
  }

  @Test("SR-100: every alarm has text for people, a code of its own, and every high alarm latches")
  func texts() {
    #expect(AlarmCondition.allCases.map(\.rawValue) == (0..<UInt8(AlarmCondition.count)).map { $0 })
    #expect(Set(AlarmCondition.allCases.map(\.code)).count == AlarmCondition.count)
    for condition in AlarmCondition.allCases {
      if condition.priority == .high { #expect(condition.latches) }
      #expect(!condition.advice.isEmpty)
      for (value, limit) in [(0, 0), (89, 90), (-1, -1), (.max, .max), (.min, .min)] as [(Int64, Int64)] {
        #expect(!condition.sentence(value: value, limit: limit).isEmpty)
      }
    }
    #expect(AlarmCondition.oxygenSaturationLow.sentence(value: 86, limit: 90).contains("86 %"))
    #expect(AlarmPriority.low < .medium)
    #expect(AlarmPriority.medium < .high)
  }
}

import ControlAPI
import Testing

@testable import infusionctl

@Suite("What `watch` tells of alarms as new") struct AlarmNewsTests {
  private func alarm(_ id: String, _ code: String = "apnea", age: String = "0 s") -> AlarmDocument {
    AlarmDocument(
      id: id, channel: "bed-1", code: code, priority: "high", mark: "!!!", sentence: "it is so", advice: "do that",
      onset: "2026-01-01T00:00:00.000000Z", age: age, present: true, acknowledged: false)
  }

  @Test("an alarm is told once while it is on, however old it becomes")
  func once() {
    var news = AlarmNews()
    #expect(news.take([]).isEmpty)
    #expect(news.take([alarm("bed-1:1")]) == [alarm("bed-1:1")])
    #expect(news.take([alarm("bed-1:1", age: "1 s"), alarm("bed-1:2")]) == [alarm("bed-1:2")])
    #expect(news.take([alarm("bed-1:2", age: "1 s"), alarm("bed-1:1", age: "2 s")]).isEmpty)
  }

  @Test("an alarm with the number of one that is over is told: numbers begin anew when the daemon starts")
  func again() {
    var news = AlarmNews()
    #expect(news.take([alarm("bed-1:1"), alarm("bed-1:2")]).count == 2)
    #expect(news.take([alarm("bed-1:2")]).isEmpty)
    #expect(news.take([alarm("bed-1:2"), alarm("bed-1:1")]) == [alarm("bed-1:1")])
  }

  @Test("an alarm with the number of another one that was on a second ago is told")
  func otherCondition() {
    var news = AlarmNews()
    #expect(news.take([alarm("bed-1:1")]).count == 1)
    #expect(news.take([alarm("bed-1:1", "pump-silent")]).map(\.code) == ["pump-silent"])
  }
}

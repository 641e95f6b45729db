import ControlAPI
import Testing

@testable import infusionctl

@Suite("The list of alarms") struct AlarmTextTests {
  private func alarm(_ id: String, _ priority: String, _ change: (inout AlarmDocument) -> Void = { _ in }) -> AlarmDocument {
    var alarm = AlarmDocument(
      id: id, channel: "bed-1", code: "c", priority: priority, mark: RoomText.mark(priority), sentence: "something of \(id)",
      advice: "do it", onset: "2026-11-28T03:12:45Z", age: "150 s", present: true, acknowledged: false)
    change(&alarm)
    return alarm
  }

  @Test("SR-107 SR-109: the heading counts by priority; an escalated alarm says so; the daemon's order stays") func list() {
    let alarms = [
      alarm("bed-1:2", "high") {
        $0.escalatedFrom = "medium"
        $0.secondContactCalled = true
      },
      alarm("bed-1:1", "high") {
        $0.acknowledged = true
        $0.present = false
      }, alarm("bed-1:3", "low"),
    ]
    let lines = AlarmText.lines(AlarmListDocument(alarms: alarms, room: room("high")), program: "infusionctl")
    #expect(lines[0] == "3 alarms: 2 high, 1 low")
    #expect(
      lines[1]
        == "!!! something of bed-1:2 [bed-1:2, 2 min 30 s ago, was medium, nobody answered for 2 min, second contact called]")
    #expect(lines[3] == "    acknowledge: infusionctl alarm acknowledge bed-1:2")
    #expect(lines[4] == "!!! something of bed-1:1 [bed-1:1, 2 min 30 s ago, acknowledged, cause gone]")
    #expect(lines[6].hasPrefix("!   something of bed-1:3"))
    #expect(lines.count == 9, "an acknowledged one is not to be acknowledged again")
  }

  @Test("SR-105: without an alarm the list says so, and a signal that is lost comes first") func empty() {
    #expect(AlarmText.lines(AlarmListDocument(alarms: [], room: room(nil)), program: "infusionctl") == ["No alarm is on."])
    let lost = AlarmListDocument(alarms: [], room: room(nil) { $0.signalAge = "10 s" })
    #expect(AlarmText.lines(lost, program: "infusionctl").first?.contains("NOBODY JUDGES ALARMS for 10 s") == true)
  }
}

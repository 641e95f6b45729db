import Controller
import Quantities
import Safety
import Testing
import Therapy

@Suite struct AcknowledgeTests {
  @Test("SR-108: an acknowledgement ends no alarm whose cause is there, resumes nothing, and allows no resume")
  func allowsNothing() {
    let room = Room().infuse()
    room.monitors[0].saturation = (80, .good)
    #expect(room.run { $0.phase == .paused })
    room.run(for: .seconds(30))
    let before = room.resume()
    guard case .refused(.blocked(let blockers)) = before else {
      Issue.record("a resume at 80 %: \(String(describing: before))")
      return
    }
    #expect(room.acknowledge(.oxygenSaturationLow) == .done)
    let alarm = room.view().alarms.record(of: .oxygenSaturationLow)
    #expect(alarm.isAcknowledged && alarm.isOn && alarm.isPresent)
    #expect(room.resume() == .refused(.blocked(blockers)), "what blocked before the acknowledgement blocks after it")
    let runs = room.pumps[0].runCommands
    room.run(for: .seconds(60))
    #expect(room.phase == .paused && room.ordered == .zero && room.pumps[0].runCommands == runs)
  }
}

import ControlAPI
import Testing

@testable import infusionctl

@Suite struct ChannelTextTests {
  private func channel(phase: String, link: String) -> ChannelDocument {
    var channel = ChannelDocument(
      channel: "a", simulation: true, takenAtMs: 1_000, snapshotAge: "0 s", phase: phase, cause: "interlock",
      causeText: "the pump is not heard", rate: RateDocument(flow: "0 mL/h"),
      delivered: DeliveredDocument(atLeast: AmountDocument(volume: "0 mL"), atMost: AmountDocument(volume: "0 mL")),
      pump: PumpDocument(link: link, zeroObserved: false, receipt: "uncertain", badFrames: 0))
    channel.pump.state = "infusing"
    channel.pump.rate = "10.5 mL/h"
    channel.pump.age = "12 s"
    return channel
  }

  @Test(
    "SR-061: a pump that is not heard any more is shown with the rate that it was last seen at",
    arguments: ["silent", "connecting"])
  func lastKnownRate(link: String) {
    for phase in ["infusing", "pausing"] {
      let lines = ChannelText.lines(channel(phase: phase, link: link), program: "infusionctl")
      #expect(lines.contains { $0.contains("\(link); 12 s ago it was infusing at 10.5 mL/h") }, "\(lines)")
    }
    let heard = ChannelText.lines(channel(phase: "infusing", link: "up"), program: "infusionctl")
    #expect(heard.contains { $0.contains("up, infusing at 10.5 mL/h, read 12 s ago") }, "\(heard)")
  }
}

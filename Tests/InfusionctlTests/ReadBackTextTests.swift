import ArgumentParser
import ControlAPI
import Testing

@testable import infusionctl

@Suite("A read-back shows old, new and ratio, and what to type next") struct ReadBackTextTests {
  private func text(_ document: ReadBackDocument, now: ChannelDocument? = channel("infusing")) -> String {
    ReadBackText.lines(document, channel: "bed-1", now: now, program: "infusionctl").joined(separator: "\n")
  }

  private let confirm = "  infusionctl session confirm bed-1 --token 0123-4567-89ab-cdef"

  @Test("SR-122: a raise shows the rate now, the new rate and their ratio, each in all units, and ends with the command")
  func raise() {
    let shown = text(readBack("confirm") { $0.ratio = "2" })
    #expect(shown.contains("rate now       6 mL/h = 0.171 mg/kg/h = 12 mg/h"))
    #expect(shown.contains("new rate       12 mL/h = 0.342 mg/kg/h = 24 mg/h"))
    #expect(shown.contains("that is        2 times the rate of now"))
    #expect(shown.hasPrefix("SIMULATION READ BACK for bed-1"))
    #expect(shown.hasSuffix("Nothing has changed yet. To make it so within 60 s:\n" + confirm))
  }

  @Test("SR-024: a resume shows the rate before the pause and the share of it; without the channel it shows what it has")
  func resume() {
    let document = readBack("resume") {
      $0.rate = rate("6 mL/h", "0.171428571 mg/kg/h", "12 mg/h")
      $0.rateBefore = rate("0 mL/h", "0 mg/kg/h", "0 mg/h")
    }
    let paused = channel("paused") { $0.rateBeforePause = rate("12 mL/h", "0.342857142 mg/kg/h", "24 mg/h") }
    let shown = text(document, now: paused)
    #expect(shown.contains("rate now       0 mL/h = 0 mg/kg/h = 0 mg/h"))
    #expect(shown.contains("before pause   12 mL/h = 0.342 mg/kg/h = 24 mg/h"))
    #expect(shown.contains("that is        50 % of the rate before the pause"))
    let alone = text(document, now: nil)
    #expect(alone.contains("new rate       6 mL/h") && !alone.contains("before pause") && alone.hasPrefix("SIMULATION"))
  }

  @Test("a start shows the steps and what is still in the way; a next step says which it is") func startAndStep() {
    let blocked = channel("prepared") {
      $0.increaseBlocker = BlockerDocument(code: "baseline-missing", reason: "Two blood pressures are needed.")
    }
    let start = text(readBack("start"), now: blocked)
    #expect(start.contains("step 2       12 mL/h = 0.342 mg/kg/h = 24 mg/h for 2 h"))
    #expect(start.contains("in the way     Two blood pressures are needed."))
    #expect(!start.contains("rate now"))
    let waiting = channel("infusing") {
      $0.step = 1
      $0.nextStepRate = rate("12 mL/h", "0.342857142 mg/kg/h", "24 mg/h")
    }
    #expect(text(readBack("confirm"), now: waiting).contains("next step      2 of 2"))
  }

  @Test("SR-003 SR-004 SR-122: what is needed stands in order, each with who and the exact command") func inOrder() {
    let document = readBack("confirm") {
      $0.needs = needs(
        approval: "above the soft limit of 0.35 mg/kg/h", second: true, again: "the new rate is more than twice the old one")
    }
    let lines = ReadBackText.lines(document, channel: "bed-1", now: nil, program: "infusionctl")
    let token = "--token 0123-4567-89ab-cdef"
    let tail = [
      "  1. a physician has to approve it: above the soft limit of 0.35 mg/kg/h:",
      "     infusionctl session approve bed-1 \(token) --reason TEXT", "  2. another clinician has to confirm it:",
      "     infusionctl session second bed-1 \(token)", "  3. whoever asked for it confirms:",
      "     infusionctl session confirm bed-1 \(token)",
      "It has to be read twice: the new rate is more than twice the old one. The answer is a new token; read again and confirm "
        + "again.",
    ]
    #expect(Array(lines.suffix(7)) == tail)
    let second = ReadBackText.lines(
      readBack("start") { $0.needs = needs(second: true) }, channel: "bed-1", now: nil, program: "infusionctl")
    #expect(second.suffix(4).map { $0.prefix(5) } == ["  1. ", "     ", "  2. ", "     "])
    #expect(second.last == "     infusionctl session start bed-1 \(token)")
  }

  @Test("SR-122: a read-back that has to be read again says first that nothing was done") func again() {
    for (kind, word) in [("start", "STARTED"), ("confirm", "RAISED"), ("resume", "RESUMED")] {
      let shown = text(readBack(kind) { $0.shownAgainBecause = "the weight differs" })
      #expect(shown.hasPrefix("NOTHING WAS \(word) YET: the weight differs. Read again and confirm again:\n"))
    }
    let once = text(readBack("start") { $0.needs = needs(again: "the weight differs") })
    #expect(once.hasSuffix("session start bed-1 --token 0123-4567-89ab-cdef"), "the command stands last")
    #expect(once.contains("It has to be read twice: the weight differs."))
  }

  @Test("a channel's name is quoted for the shell, and nothing of it steers a terminal") func quoted() {
    let lines = ReadBackText.lines(
      readBack("start") { $0.order.patient = "P\u{1B}[2J" }, channel: "bed 1", now: nil, program: "infusionctl")
    #expect(lines.last?.contains("session start 'bed 1' --token") == true)
    #expect(!lines.joined().contains("\u{1B}"))
  }

  @Test("SR-021: after somebody else's confirmation a read-back that is void is told as void, and its token is not shown")
  func remaining() {
    func lines(_ needs: NeedsDocument?, _ phase: String = "paused") -> [String] {
      ReadBackText.remaining(of: channel(phase) { $0.needs = needs }, token: "0123-4567-89ab-cdef", program: "infusionctl")
    }
    let void = lines(nil).joined(separator: "\n")
    #expect(void.contains("the read-back is void") && void.contains("prepared again"))
    #expect(!void.contains("0123") && !void.contains("Nothing has changed yet"))
    let alive = lines(needs(second: true))
    #expect(
      alive.first?.hasPrefix("Nothing has changed yet. To make it so within 60 s of this confirmation, in this order") == true)
    for (phase, verb) in [("prepared", "start"), ("paused", "resume"), ("infusing", "confirm")] {
      #expect(lines(needs(), phase).last == "  infusionctl session \(verb) bed-1 --token 0123-4567-89ab-cdef")
    }
  }

  @Test("SR-029: the answer to an id that may be a retry says that its time runs since the first answer") func repeated() {
    let document = readBack("confirm")
    func text(_ mayBeRepeated: Bool) -> String {
      ReadBackText.lines(document, channel: "bed-1", now: nil, program: "infusionctl", mayBeRepeated: mayBeRepeated)
        .joined(separator: "\n")
    }
    #expect(text(true).contains("To make it so within 60 s of the first answer to this command id:"))
    #expect(text(false).contains("To make it so within 60 s:"))
  }

  @Test("SR-126: a handover is told as taken or offered only as the channel shows it, and as not known when it shows nothing")
  func handover() throws {
    let options = try GlobalOptions.parse(["--socket", "/s"])
    let target = try ChannelOptions.parse(["bed-1"])
    func told(_ now: ChannelDocument?) -> String {
      HandoverCommand.told(of: "nora", now: now, Commanding(options, target)).joined(separator: "\n")
    }
    #expect(told(channel("infusing") { $0.responsible = "nora" }) == "nora answers for the patient now.")
    let offered = told(channel("infusing") { $0.handoverTo = "nora" })
    #expect(offered.hasPrefix("offered to nora; until it is taken nothing changes."))
    #expect(offered.hasSuffix("infusionctl --socket /s handover bed-1 --to nora"))
    let unknown = told(nil)
    #expect(unknown.contains("is not known") && !unknown.contains("nothing changes"))
  }

  @Test("what is still needed in one line") func summary() {
    #expect(ReadBackText.summary(NeedsDocument()) == nil)
    #expect(
      ReadBackText.summary(needs(approval: "above X", second: true, again: "twice"))
        == "still needs a physician's approval (above X), another clinician's confirmation, a second reading (twice)")
  }
}

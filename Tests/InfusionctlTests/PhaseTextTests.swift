import ControlAPI
import Testing

@testable import infusionctl

private let everyPhase = [
  "idle", "prepared", "awaiting-approval", "awaiting-second-person", "awaiting-journal", "starting", "infusing", "reduced",
  "pausing", "paused", "stopping", "stopped", "link-lost", "manual", "recovering", "completed", "interrupted", "closed",
]

@Suite("A channel in plain words") struct PhaseTextTests {
  private func text(_ channel: ChannelDocument) -> String {
    ChannelText.lines(channel, program: "infusionctl").joined(separator: "\n")
  }

  @Test("every phase has words of its own, in the list and in the line", arguments: everyPhase)
  func words(phase: String) {
    let document = channel(phase)
    #expect(PhaseText.headline(document).count > 3)
    #expect(text(document).hasPrefix("SIMULATION bed-1  \(PhaseText.headline(document))"))
    #expect(ChannelText.line(document, time: "2026-11-28T03:12:45.100Z").hasPrefix("03:12:45Z SIMULATION bed-1 "))
    #expect(Set(everyPhase.map { PhaseText.headline(channel($0)) }).count == everyPhase.count)
  }

  @Test("SR-034: a recovery says what is left of it and that alarms stay on") func recovery() {
    let document = channel("recovering") {
      $0.recoveryLeft = "6725 s"
      $0.endedBy = "the ordered infusion time is over"
    }
    #expect(PhaseText.headline(document) == "recovering, 1 h 52 min left; vital alarms stay on")
    #expect(text(document).contains("why          the ordered infusion time is over"))
    #expect(
      text(document).contains("next         watch the patient; then: infusionctl session close bed-1; a physician earlier:"))
    #expect(PhaseText.short(document) == "recovering 1 h 52 min left")
    #expect(
      PhaseText.headline(channel("stopped") { $0.recoveryLeft = "59 s" })
        == "stopped: no more drug in this session, recovery 59 s left")
  }

  @Test("SR-022: a pause says how long, why, the rate before, what is in the way and what to type") func pause() {
    let document = channel("paused") {
      $0.pausedFor = "200 s"
      $0.rateBeforePause = rate("12 mL/h", "0.342857142 mg/kg/h", "24 mg/h")
      $0.increaseBlocker = BlockerDocument(code: "pressure-after-pause-missing", reason: "A blood pressure is needed.")
      $0.startBlockers = [BlockerDocument(code: "heart-rate", reason: "the heart rate is outside its limits")]
    }
    let shown = text(document)
    #expect(shown.hasPrefix("SIMULATION bed-1  paused for 3 min 20 s at 0 mL/h; nothing resumes by itself\n"))
    #expect(shown.contains("why          the cause  (more: infusionctl explain bed-1)"))
    #expect(shown.contains("before pause 12 mL/h = 0.342 mg/kg/h = 24 mg/h; a resume is at most that"))
    #expect(shown.contains("no resume    A blood pressure is needed.\n               the heart rate is outside its limits"))
    #expect(
      shown.contains("next         infusionctl session prepare-resume bed-1 --reason TEXT, or infusionctl session stop bed-1"))
  }

  @Test("SR-009: a hold point shows the step and the next rate") func holdPoint() {
    let document = channel("infusing") {
      $0.step = 1
      $0.nextStepRate = rate("12 mL/h", "0.342857142 mg/kg/h", "24 mg/h")
    }
    #expect(text(document).contains("step         1 of 2, at its hold point; the next step is 12 mL/h = 0.342 mg/kg/h = 24 mg/h"))
    #expect(ChannelText.line(document, time: "x").contains("step 1 of 2, hold point"))
    #expect(text(channel("infusing") { $0.step = 2 }).contains("step         2 of 2\n"))
  }

  @Test("SR-126 SR-059: observations with age and person, baseline, who is in charge and who may take the patient")
  func people() {
    let document = channel("infusing") {
      $0.observations = [
        ObservationDocument(name: "BP", value: "120/80/93", unit: "mmHg", age: "250 s", by: "nora"),
        ObservationDocument(name: "POSS", value: "2", unit: nil, age: "60 s", by: "max"),
      ]
      $0.baselineSystolic = 121
      $0.responsible = "nora"
      $0.handoverTo = "max"
    }
    let shown = text(document)
    #expect(shown.contains("observed     BP 120/80/93 mmHg, 4 min 10 s ago by nora\n"))
    #expect(shown.contains("observed     POSS 2, 60 s ago by max\n"))
    #expect(shown.contains("baseline     systolic 121 mmHg before the infusion"))
    #expect(shown.contains("in charge    nora; offered to max, who takes the patient with: infusionctl handover bed-1 --to max"))
    #expect(text(channel("infusing") { $0.responsible = "nora" }).hasSuffix("in charge    nora"))
  }

  @Test("SR-027: a stopped session names the reset that is next, once, whether its stop is latched or a restart has ended it")
  func stopped() {
    for isLatched in [true, false] {
      let shown = text(channel("stopped") { $0.stopLatched = isLatched })
      #expect(shown.ranges(of: "infusionctl session reset bed-1").count == 1, "\(shown)")
    }
  }

  @Test("SR-003 SR-004: a prepared order says whose confirmation it waits for, and when its read-back is too old")
  func prepared() {
    let approval = channel("awaiting-approval") { $0.needs = needs(approval: "above X") }
    #expect(text(approval).contains("infusionctl session approve bed-1 --token T --reason TEXT"))
    #expect(text(approval).contains("read back    still needs a physician's approval (above X)"))
    let second = channel("awaiting-second-person") { $0.needs = needs(second: true) }
    #expect(text(second).contains("another clinician, with the token of the read-back: infusionctl session second bed-1"))
    #expect(text(channel("prepared") { $0.needs = needs() }).contains("infusionctl session start bed-1 --token T"))
    for phase in ["prepared", "awaiting-approval", "awaiting-second-person"] {
      #expect(text(channel(phase)).contains("next         the read-back is older than 60 s: prepare it again"))
    }
  }

  @Test(
    "SR-061 SR-072 SR-085: what needs a reconcile says so, and does not say what is not known",
    arguments: [
      "link-lost", "manual", "interrupted",
    ])
  func reconcile(phase: String) {
    let shown = text(channel(phase))
    #expect(shown.contains("reconcile    look at the pump and the patient, then: infusionctl session reconcile bed-1"))
    #expect(ChannelText.line(channel(phase), time: "x").contains("needs reconcile"))
    let latched = text(channel(phase) { $0.stopLatched = true })
    #expect(latched.contains("a stop is latched; after the reconcile, when all is well: infusionctl session reset bed-1"))
    let lost = PhaseText.headline(channel("link-lost") { $0.pump.link = "silent" })
    #expect(lost == "LINK LOST: the pump is not heard and may still run as last ordered")
    #expect(PhaseText.headline(channel("link-lost")).contains("is heard again"))
    for running in ["infusing", "reduced"] {
      #expect(PhaseText.headline(channel(running) { $0.pump.link = "silent" }).contains("NOT HEARD"))
    }
  }

  @Test(
    "SR-085: after a restart only a pump that is heard was told to stop; another one may still run",
    arguments: ["connecting", "silent", "wrong-device"])
  func interrupted(link: String) {
    #expect(PhaseText.headline(channel("interrupted")).hasSuffix("; the pump was told to stop"))
    let unheard = PhaseText.headline(channel("interrupted") { $0.pump.link = link })
    #expect(unheard.hasSuffix("; the pump is NOT HEARD and may still run as last ordered"))
    #expect(!unheard.contains("told to stop"))
  }

  @Test("SR-121: every number has its unit, and a text from elsewhere steers no terminal") func hostile() {
    let document = channel("unknown\u{1B}") {
      $0.causeText = "\u{1B}[2J"
      $0.responsible = "\u{7}"
      $0.observations = [ObservationDocument(name: "BP\u{1B}", value: "1", unit: nil, age: "odd\u{1B}", by: "x")]
      $0.increaseBlocker = BlockerDocument(code: "c", reason: "\u{1B}")
    }
    #expect(!text(document).contains("\u{1B}") && !text(document).contains("\u{7}"))
    #expect(!ChannelText.line(document, time: "\u{1B}").contains("\u{1B}"))
  }
}

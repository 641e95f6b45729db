import ControlAPI
import Testing

@testable import infusionctl

@Suite("A record and an explanation as text") struct RecordTextTests {
  private func record() -> RecordDocument {
    var record = RecordDocument(
      session: 7, channel: "bed-1", simulation: true, order: order(), phase: "closed", causeText: "asked for by a person",
      delivered: DeliveredDocument(atLeast: AmountDocument(volume: "1 mL"), atMost: AmountDocument(volume: "1.1 mL")),
      elapsed: "80 s")
    record.ending = "stopped by nora: patient asks; closed early by max: moved to the ward"
    record.ended = "2026-11-28T03:12:45.123456Z"
    record.closed = "2026-11-28T03:13:45.123456Z"
    record.configurations = ["0a1b", "2c3d"]
    var pause = PauseDocument(
      from: "2026-11-28T03:00:00.000001Z", until: nil, cause: "interlock-heart-rate", causeText: "the heart rate")
    pause.entry = 12
    pause.resumedRate = rate("6 mL/h", "0.171428571 mg/kg/h", "12 mg/h")
    pause.resumedBy = "nora"
    record.pauses = [pause]
    record.reductions = [
      ReductionDocument(
        at: "2026-11-28T03:01:00.5Z", rate: rate("3 mL/h", "0.085 mg/kg/h", "6 mg/h"), cause: "sedation", causeText: "too deep",
        entry: 13)
    ]
    record.observations = [
      RecordedObservationDocument(at: "2026-11-28T03:02:00.5Z", name: "BP", value: "120/80/93", unit: "mmHg", by: "nora"),
      RecordedObservationDocument(at: "2026-11-28T03:02:01.5Z", name: "POSS", value: "S", unit: nil, by: "max"),
    ]
    record.handovers = [HandoverDocument(at: "2026-11-28T03:03:00.5Z", from: "nora", to: "max")]
    var refused = RecordedCommandDocument(
      at: "2026-11-28T03:04:00.5Z", kind: "close", by: 1_001, outcome: "recovery-not-over", text: "Watch on.")
    refused.byName = "nora"
    refused.entry = 14
    record.commands = [refused, RecordedCommandDocument(at: "odd", kind: "score", by: 1_002, outcome: "accepted")]
    return record
  }

  @Test("SR-091: a record shows the digest of its configuration, and those of restarts under another one")
  func configurations() {
    let shown = RecordText.lines(record()).joined(separator: "\n")
    #expect(shown.contains("\n  files        0a1b\n  then         2c3d after a restart\n"), "\(shown)")
    var old = record()
    old.configurations = []
    #expect(!RecordText.lines(old).joined(separator: "\n").contains("  files "))
  }

  @Test("SR-012 SR-134: a closed record still tells how the session ended, who did what, and where to ask why")
  func closed() {
    let shown = RecordText.lines(record()).joined(separator: "\n")
    for line in [
      "SIMULATION RECORD of session 7 on bed-1: closed\n",
      "outcome      stopped by nora: patient asks; closed early by max: moved to the ward", "ended        2026-11-28T03:12:45Z",
      "    2026-11-28T03:00:00Z to now: the heart rate; resumed at 6 mL/h = 0.171 mg/kg/h = 12 mg/h by nora [#12]",
      "    2026-11-28T03:01:00Z cut to 3 mL/h = 0.085 mg/kg/h = 6 mg/h: too deep [#13]",
      "    2026-11-28T03:02:00Z BP 120/80/93 mmHg by nora", "    2026-11-28T03:02:01Z POSS S by max",
      "    2026-11-28T03:03:00Z nora to max", "    2026-11-28T03:04:00Z close by nora: recovery-not-over (Watch on.) [#14]",
      "    odd score by user 1002: accepted",
    ] { #expect(shown.contains(line), "\(line)\n\(shown)") }
  }

  @Test("an explanation says what it has, shortens what was said above, and steers no terminal") func explanation() {
    var document = ExplanationDocument(
      id: "bed-1", kind: "pause", code: "c", what: "paused", rule: "The rule. More.", source: "SR-040", clears: "Time.",
      advice: "Wait\u{1B}.")
    document.channel = "bed-1"
    document.since = "2026-11-28T03:12:45.123456Z"
    document.age = "4000 s"
    var blocker = document
    blocker.rule = "The rule."
    blocker.what = "the same"
    document.blockers = [blocker]
    blocker.rule = "Another."
    document.blockers.append(blocker)
    let lines = ExplanationText.lines(document)
    #expect(lines.first == "pause bed-1")
    #expect(lines.contains("  since   2026-11-28T03:12:45Z, 1 h 6 min ago"))
    #expect(!lines.joined().contains("\u{1B}") && !lines.contains { $0.hasPrefix("  value") })
    #expect(lines.filter { $0.hasPrefix("    what") }.count == 2)
    #expect(lines.filter { $0.hasPrefix("    rule") } == ["    rule    Another."])
  }

  @Test("moments lose their fractions, percentages are rounded down, and what is odd is shown as it came") func figures() {
    #expect(Figures.moment("2026-11-28T03:12:45.123456Z") == "2026-11-28T03:12:45Z")
    #expect(Figures.moment("2026-11-28T03:12:45Z") == "2026-11-28T03:12:45Z")
    #expect(Figures.moment("a.b\u{1B}") == "a.b?")
    #expect(Figures.percent("6.1 mL/h", of: "12.2 mL/h") == "50 %")
    #expect(Figures.percent("4 mL/h", of: "12.2 mL/h") == "32 %")
    #expect(Figures.percent("4 mL/h", of: "0 mL/h") == nil)
    #expect(Figures.percent("13 mL/h", of: "12 mL/h") == nil)
    #expect(Figures.percent("x", of: "12 mL/h") == nil)
    #expect(Figures.spoken("odd\u{1B}") == "odd?")
  }
}

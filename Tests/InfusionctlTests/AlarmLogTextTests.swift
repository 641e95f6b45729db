import ControlAPI
import Testing

@testable import infusionctl

@Suite("The alarm log of a record as text") struct AlarmLogTextTests {
  private func alarm(
    _ sentence: String = "SpO2 92 % is below 94 %", _ change: (inout RecordedAlarmDocument) -> Void = { _ in }
  ) -> RecordedAlarmDocument {
    var alarm = RecordedAlarmDocument(
      onset: "2026-11-28T10:02:11.123456Z", code: "spo2-warning", priority: "medium", mark: "!!", sentence: sentence)
    (alarm.value, alarm.limit) = ("92 %", "94 %")
    alarm.entry = 12
    change(&alarm)
    return alarm
  }

  private func line(_ alarm: RecordedAlarmDocument, isClosed: Bool = false) -> String {
    AlarmLogText.lines(alarm, isClosed: isClosed)[0]
  }

  private func shown(_ change: (inout RecordDocument) -> Void) -> String {
    var record = RecordDocument(
      session: 7, channel: "bed-1", simulation: true, order: order(), phase: "infusing", causeText: "asked for by a person",
      delivered: DeliveredDocument(atLeast: AmountDocument(volume: "1 mL"), atMost: AmountDocument(volume: "1.1 mL")),
      elapsed: "80 s")
    change(&record)
    return RecordText.lines(record).joined(separator: "\n") + "\n"
  }

  @Test("SR-106, SR-114: an alarm reads with onset, class, value, limit, who answered when, and its end") func whole() {
    let ended = alarm {
      $0.acknowledged = "2026-11-28T10:02:40.5Z"
      $0.acknowledgedBy = "anna"
      $0.ended = "2026-11-28T10:03:30.000001Z"
      $0.causeGone = $0.ended
    }
    let expected =
      "!!  2026-11-28T10:02:11Z spo2-warning: SpO2 92 % is below 94 % (acknowledged 10:02:40Z by anna, ended 10:03:30Z) [#12]"
    #expect(AlarmLogText.lines(ended, isClosed: false) == [expected])
    #expect(shown { $0.alarms = [ended] }.contains("\n  alarms\n    \(expected)\n"))
    #expect(shown { _ in }.contains("\n  alarms: none\n"))
  }

  @Test("SR-106: the history tells apart when the cause went away and when the alarm ended, also across midnight")
  func midnight() {
    let ended = alarm {
      $0.causeGone = "2026-11-28T10:05:00.5Z"
      $0.acknowledged = "2026-11-29T00:00:01.5Z"
      $0.acknowledgedBy = "anna"
      $0.ended = "2026-11-29T00:00:01.5Z"
    }
    #expect(
      line(ended).contains(
        "(cause gone 10:05:00Z, acknowledged 2026-11-29T00:00:01Z by anna, ended 2026-11-29T00:00:01Z)"))
  }

  @Test("SR-106: an alarm without an end does not read as over, and one that a restart cut off does not read as on")
  func open() {
    #expect(line(alarm()).contains("(not acknowledged, still on)"))
    #expect(line(alarm(), isClosed: true).contains("(not acknowledged, still on when the record was closed)"))
    #expect(shown { $0.alarms = [alarm()] }.contains("still on)"))
    let closed = shown {
      $0.alarms = [alarm()]
      $0.closed = "2026-11-28T11:00:00.5Z"
    }
    #expect(closed.contains("still on when the record was closed)"))
    let answered = alarm { $0.acknowledged = "2026-11-28T10:02:40.5Z" }
    #expect(line(answered).contains("(acknowledged 10:02:40Z, still on)"))
    let cut = alarm { $0.cutOff = "2026-11-28T10:04:00.5Z" }
    #expect(line(cut, isClosed: true).contains("(not acknowledged, cut off 10:04:00Z by a restart of the daemon)"))
  }

  @Test("SR-107, SR-104, SR-114: below an alarm stands what nobody's answer led to, and when its audio was paused")
  func unanswered() {
    let waited = alarm {
      $0.escalated = "2026-11-28T10:04:11.5Z"
      $0.secondContact = "2026-11-28T10:06:11.5Z"
      $0.reminders = 2
      $0.audioPaused = ["2026-11-28T10:07:00.5Z", "2026-11-28T10:09:00.5Z"]
    }
    #expect(
      AlarmLogText.lines(waited, isClosed: false).dropFirst() == [
        "    became high 10:04:11Z: nobody answered", "    second contact called 10:06:11Z: nobody answered",
        "    told again 2 times", "    audio paused 10:07:00Z, 10:09:00Z",
      ])
    let once = alarm { $0.reminders = 1 }
    #expect(AlarmLogText.lines(once, isClosed: false).dropFirst() == ["    told again once"])
    #expect(AlarmLogText.lines(alarm(), isClosed: false).count == 1)
  }

  @Test(
    "SR-114: value and limit are never missing, and nobody reads them twice",
    arguments: [
      ("92 % is below 94 %", "92 %", "94 %", ""), ("the saturation fell below 94 %", "92 %", "94 %", "value 92 %, "),
      ("the saturation fell", "92 %", "94 %", "value 92 %, limit 94 %, "),
      ("no answer for more than 15 s", "5 s", "15 s", "value 5 s, "), ("1.5 mL more", "5 mL", "1.5 mL", "value 5 mL, "),
      ("although 5 mL/h is ordered", "5 mL", "5 mL/h", "value 5 mL, "), ("5 minutes late", "5 min", "5 minutes", "value 5 min, "),
      ("the limit of 10 s is over", "10 s", "10 s", "value 10 s, "), ("10 s of 10 s", "10 s", "10 s", ""),
    ])
  func figures(sentence: String, value: String, limit: String, shown: String) {
    let judged = alarm(sentence) { ($0.value, $0.limit) = (value, limit) }
    #expect(line(judged).contains(" \(sentence) (\(shown)not acknowledged,"), "\(line(judged))")
  }

  @Test("a condition without figures has none, and what comes from the journal steers no terminal") func bare() {
    let call = alarm("the call button\u{1B}") { ($0.value, $0.limit) = (nil, nil) }
    #expect(line(call).contains("(not acknowledged"))
    let odd = alarm { ($0.acknowledged, $0.acknowledgedBy) = ("\u{1B}", "\u{1B}") }
    let text = shown {
      $0.alarms = [call, odd]
      $0.alarmTests = [RecordedAlarmTestDocument(at: "\u{1B}", by: "\u{1B}", entry: 1)]
    }
    #expect(!text.contains("\u{1B}") && text.contains("the call button?"))
  }

  @Test("SR-111: a change of limits reads from what, to what, by whom, when, and only what changed") func limits() {
    let change = RecordedLimitChangeDocument(
      at: "2026-11-28T10:10:00.5Z", signal: "SpO2", from: "warn-low 94 %, pause-low 90 %", to: "warn-low 92 %, pause-low 88 %",
      changes: [
        ChangedLimitDocument(limit: "warn-low", from: "94 %", to: "92 %"),
        ChangedLimitDocument(limit: "warn-high", from: nil, to: "99 %"),
        ChangedLimitDocument(limit: "pause-high", from: "99 %", to: nil),
      ], by: "anna", entry: 20)
    let expected =
      "2026-11-28T10:10:00Z SpO2 by anna: warn-low 94 % -> 92 %, warn-high none -> 99 %, pause-high 99 % -> none [#20]"
    #expect(AlarmLogText.line(change) == expected)
    #expect(shown { $0.limitChanges = [change] }.contains("\n  changed limits\n    \(expected)\n"))
    var first = change
    first.from = nil
    first.changes = [ChangedLimitDocument(limit: "warn-low", from: nil, to: "92 %")]
    #expect(AlarmLogText.line(first).hasSuffix(" SpO2 by anna: warn-low 92 % [#20]"), "what it was is not made up")
    var same = change
    same.changes = []
    #expect(AlarmLogText.line(same).hasSuffix(" SpO2 by anna: as before (warn-low 92 %, pause-low 88 %) [#20]"))
    #expect(shown { _ in }.contains("\n  changed limits: none\n"))
  }

  @Test("SR-104, SR-112: pauses of the audio and tests of the alarms read with whom and when") func room() {
    let text = shown {
      $0.audioPauses = [
        RecordedAudioPauseDocument(at: "2026-11-28T10:07:00.5Z", time: "120 s", by: "anna", entry: 21)
      ]
      $0.alarmTests = [RecordedAlarmTestDocument(at: "2026-11-28T08:00:00.5Z", by: "nora", entry: 2)]
    }
    #expect(text.contains("\n  audio pauses\n    2026-11-28T10:07:00Z for 2 min by anna [#21]\n"))
    #expect(text.contains("\n  alarm tests\n    2026-11-28T08:00:00Z all seen and heard by nora [#2]\n"))
    let empty = shown { _ in }
    #expect(empty.contains("\n  audio pauses: none\n") && empty.contains("\n  alarm tests: none\n"))
  }

  @Test("a moment beside an earlier one keeps its date unless both are of one day") func moments() {
    let onset = "2026-11-28T10:02:11.1Z"
    #expect(Figures.moment("2026-11-28T10:03:11.1Z", after: onset) == "10:03:11Z")
    #expect(Figures.moment("2026-11-29T10:03:11.1Z", after: onset) == "2026-11-29T10:03:11Z")
    #expect(Figures.moment("odd", after: onset) == "odd")
    #expect(Figures.moment("2026-11-28T10:03:11.1Z", after: "odd") == "2026-11-28T10:03:11Z")
    #expect(Figures.moment("", after: "") == "")
  }
}

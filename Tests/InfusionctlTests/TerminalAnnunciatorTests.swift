import ControlAPI
import Testing

@testable import infusionctl

private let lamps = [
  "high": LampDocument(priority: "high", color: "red", periodMs: 500, litMs: 250),
  "medium": LampDocument(priority: "medium", color: "yellow", periodMs: 2_000, litMs: 1_000),
  "low": LampDocument(priority: "low", color: "cyan", periodMs: 0, litMs: 0),
]

/// A room in which an alarm of this priority is on, 100 s after the daemon's machine was switched on.
func room(_ priority: String?, burst: UInt32? = nil, at ms: Int64 = 100_000, _ change: (inout RoomDocument) -> Void = { _ in })
  -> RoomDocument
{
  var room = RoomDocument(
    takenAtMs: ms, signalAge: "0 s", alarmCount: priority == nil ? 0 : 1, lamp: priority.flatMap { lamps[$0] },
    burst: burst.map { BurstDocument(number: $0, priority: priority ?? "high", age: "0 s") }, audioPausedFor: nil,
    callsSecondContact: false, usesSecondSounder: false, isTest: false, alarmsTested: true)
  change(&room)
  return room
}

@Suite("A terminal as an annunciator") struct TerminalAnnunciatorTests {
  private func line(_ annunciator: TerminalAnnunciator, at now: Int64, hasColor: Bool = true) -> String {
    annunciator.line(at: now, hasColor: hasColor, program: "infusionctl")
  }

  @Test(
    "SR-101: high flashes red twice a second, medium yellow once in 2 s, low is steadily cyan; all by the daemon's clock",
    arguments: [("high", "\u{1B}[31m", 40, 500), ("medium", "\u{1B}[33m", 10, 500), ("low", "\u{1B}[36m", 1, 1_000)])
  func flashes(priority: String, color: String, changes: Int, lit: Int) {
    var annunciator = TerminalAnnunciator()
    _ = annunciator.take(.room(room(priority, at: 100_000)), at: 7_000)
    // 10 s in steps of 10 ms, by the caller's clock.
    let seen = stride(from: Int64(7_000), to: 17_000, by: 10).map { line(annunciator, at: $0).contains(color) }
    let runs = zip(seen, seen.dropFirst()).count { $0 != $1 } + 1
    #expect(runs == changes)
    #expect(seen.count { $0 } == lit)
    #expect(seen.first == true, "100 s are whole periods of every lamp")
  }

  @Test("SR-101: color and light come and go; symbol, priority and text are there at every moment") func neverColorAlone() {
    for priority in ["high", "medium", "low"] {
      var annunciator = TerminalAnnunciator()
      _ = annunciator.take(.room(room(priority)), at: 0)
      for now in stride(from: Int64(0), to: 4_000, by: 125) {
        for hasColor in [true, false] {
          let shown = line(annunciator, at: now, hasColor: hasColor)
          #expect(shown.contains("\(RoomText.mark(priority)) ALARM, \(priority): 1 alarm"), "\(shown)")
          #expect(shown.contains("\u{1B}") == (hasColor && shown.contains("\u{25CF}")))
        }
      }
      let plain = Set(stride(from: Int64(0), to: 4_000, by: 125).map { line(annunciator, at: $0, hasColor: false).prefix(1) })
      #expect(plain == (priority == "low" ? ["\u{25CF}"] : ["\u{25CF}", "\u{25CB}"]), "without colors it flashes all the same")
    }
  }

  @Test("SR-101: the bell rings once for each new burst, and not for the one that sounded before anybody looked") func bell() {
    var annunciator = TerminalAnnunciator()
    let story: [(burst: UInt32?, rings: Bool)] = [
      (4, false), (4, false), (5, true), (5, false), (5, false), (6, true), (6, false),
      // A daemon that was restarted counts anew.
      (nil, false), (1, true), (1, false),
    ]
    for (index, (burst, rings)) in story.enumerated() {
      let now = Int64(index) * 500
      let rang = annunciator.take(.room(room("high", burst: burst, at: now)), at: now)
      #expect(rang == rings, "look \(index)")
    }
  }

  @Test("SR-104 SR-105: while the audio is paused nothing rings, the light flashes on, and the line says for how long")
  func paused() {
    var annunciator = TerminalAnnunciator()
    _ = annunciator.take(.room(room("high", burst: 1)), at: 0)
    let quiet = room("high", burst: 2) { $0.audioPausedFor = "92 s" }
    let rangWhilePaused = annunciator.take(.room(quiet), at: 500)
    #expect(!rangWhilePaused)
    for now in [Int64(500), 750] { #expect(line(annunciator, at: now).contains("\u{1F515} AUDIO PAUSED, 92 s left")) }
    #expect(line(annunciator, at: 500).contains("\u{1B}[31m") && !line(annunciator, at: 750).contains("\u{1B}[31m"))
    let rangLate = annunciator.take(.room(room("high", burst: 2)), at: 1_000)
    #expect(!rangLate, "what began in the pause is not told late")
    let rangAnew = annunciator.take(.room(room("high", burst: 3)), at: 1_500)
    #expect(rangAnew)
  }

  @Test("SR-120: a daemon that is silent, or whose signal is not renewed, is a high alarm of the terminal itself") func silence()
  {
    let old = room(nil) { $0.signalAge = "3.1 s" }
    for news in [TerminalAnnunciator.News.silence, .room(old)] {
      var annunciator = TerminalAnnunciator()
      _ = annunciator.take(.room(room(nil)), at: 0)
      #expect(line(annunciator, at: 0).hasSuffix("no alarm"))
      let rings = stride(from: Int64(500), through: 20_000, by: 500).filter { annunciator.take(news, at: $0) }
      #expect(rings == [500, 9_000, 17_500], "at once, and then as a high alarm")
      let shown = [Int64(20_000), 20_250].map { line(annunciator, at: $0) }
      #expect(shown.allSatisfy { $0.contains("!!! NOTHING IS KNOWN") || $0.contains("!!! NOBODY JUDGES ALARMS") }, "\(shown)")
      #expect(shown.count { $0.contains("\u{1B}[31m") } == 1)
      let rangWhenBack = annunciator.take(.room(room(nil)), at: 21_000)
      #expect(!rangWhenBack)
      #expect(line(annunciator, at: 21_000).hasSuffix("no alarm"))
    }
  }

  @Test("SR-112: a test is shown as a test; lost sounders and a missing test are told") func notes() {
    #expect(RoomText.lamp(room("medium") { $0.isTest = true }) == "!! TEST of the alarms, medium: lamp yellow, flashing slowly")
    let notes = RoomText.notes(
      room("low") {
        $0.usesSecondSounder = true
        $0.callsSecondContact = true
        $0.alarmsTested = false
      }, program: "infusionctl")
    #expect(notes.count == 3 && notes[2].hasSuffix("infusionctl alarm test"))
    #expect(RoomText.isQuiet(room(nil)))
    for change: (inout RoomDocument) -> Void in [
      { $0.alarmsTested = false }, { $0.audioPausedFor = "1 s" }, { $0.usesSecondSounder = true }, { $0.signalAge = "4 s" },
      { $0.callsSecondContact = true }, { $0.lamp = lamps["low"] },
    ] { #expect(!RoomText.isQuiet(room(nil, change))) }
    #expect(line(TerminalAnnunciator(), at: 0) == "", "nothing is said before anything is known")
  }
}

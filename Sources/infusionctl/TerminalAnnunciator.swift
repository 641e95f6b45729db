import ControlAPI

/// A terminal as an annunciator: which line it shows at a moment, and when its bell rings. A value; time comes in.
///
/// It renders the room's signal and decides nothing but one thing: when nothing is heard of the daemon, or its signal is not
/// renewed, it shows and rings a high alarm by itself, for silence is bad.
struct TerminalAnnunciator {
  /// What came of a look at the daemon.
  enum News {
    case room(RoomDocument)
    /// The daemon did not answer, or not in time.
    case silence
  }

  private var room: RoomDocument?
  private var isSilent = false
  /// The daemon's clock less the caller's, milliseconds: all lamps flash together.
  private var offset: Int64 = 0
  private var seenBurst: UInt32?
  private var hasLooked = false
  /// When the bell last rang for a signal that is lost.
  private var rangForLossAt: Int64?

  /// The lamp of an alarm that the terminal raises by itself.
  private static let lossLamp = LampDocument(priority: "high", color: "red", periodMs: 500, litMs: 250)
  /// From one bell to the next while the signal is lost: the repetition of a high alarm.
  private static let lossRepetition: Int64 = 8_300

  /// Takes what came of a look at `now`, milliseconds of any steady clock, and says whether the bell rings: once for each new
  /// burst, not while the audio is paused, and again and again while the signal is lost.
  mutating func take(_ news: News, at now: Int64) -> Bool {
    switch news {
    case .silence:
      isSilent = true
      return ringsForLoss(at: now)
    case .room(let room):
      isSilent = false
      self.room = room
      offset = room.takenAtMs - now
      defer {
        seenBurst = room.burst?.number
        hasLooked = true
      }
      guard !RoomText.isLost(room) else { return ringsForLoss(at: now) }
      rangForLossAt = nil
      // What was sounding before anybody looked here was not for this terminal; its next burst is.
      guard hasLooked, let number = room.burst?.number, number != seenBurst else { return false }
      return room.audioPausedFor == nil
    }
  }

  /// The line to be shown at `now`: lamp, symbol, text. Color and light come and go; symbol and text stay (SR-101, SR-105).
  func line(at now: Int64, hasColor: Bool, program: String) -> String {
    guard !isSilent, let room else {
      guard isSilent else { return "" }
      return drawn(Self.lossLamp, "!!! NOTHING IS KNOWN: look at patient and pump; trying again", at: now, hasColor: hasColor)
    }
    let lamp = RoomText.isLost(room) ? Self.lossLamp : room.lamp
    return drawn(lamp, RoomText.line(room, program: program), at: now, hasColor: hasColor)
  }

  private mutating func ringsForLoss(at now: Int64) -> Bool {
    if let last = rangForLossAt, now - last < Self.lossRepetition { return false }
    rangForLossAt = now
    return true
  }

  private func drawn(_ lamp: LampDocument?, _ text: String, at now: Int64, hasColor: Bool) -> String {
    guard let lamp else { return "\(Self.dark) \(text)" }
    guard Self.isLit(lamp, at: now + offset) else { return "\(Self.dark) \(text)" }
    let line = "\(Self.light) \(text)"
    return hasColor ? Terminal.painted(line, priority: lamp.priority) : line
  }

  private static let light = "\u{25CF}"
  private static let dark = "\u{25CB}"

  /// Whether a lamp is lit at a moment of the daemon's clock.
  static func isLit(_ lamp: LampDocument, at moment: Int64) -> Bool {
    guard lamp.periodMs > 0 else { return true }
    let phase = moment % lamp.periodMs
    return (phase < 0 ? phase + lamp.periodMs : phase) < lamp.litMs
  }
}

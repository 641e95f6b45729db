/// Counts the bad frames of a data format 2 stream, each once: three of them are an alarm, so one flipped bit must not pass for
/// more (SR-073).
///
/// What may as well come of a good line is no loss: a line is joined, at its opening and after a silence, in the middle of a
/// frame and of a packet.
struct NoninLosses: Hashable, Sendable {
  /// Damaged frames, and packets that lack frames or their SYNC though no frame was damaged.
  private(set) var badFrames: UInt64 = 0

  private var lostBytes: UInt64 = 0
  /// Bytes lost since the last good frame.
  private var runLength: UInt64 = 0
  /// The bad frames that were counted for them.
  private var runFrames: UInt64 = 0
  /// Whether a good frame came since the line was joined.
  private var isAligned = false
  /// Whether a packet began since the line was joined.
  private var isSynchronized = false
  /// Whether what is missing since the last SYNC was counted already.
  private var isCounted = false
  /// Good frames outside a packet, since the last one that counted.
  private var strays = 0

  /// Takes the count of all bytes that belonged to no frame, and whether the newest byte completed a frame.
  mutating func note(lostBytes all: UInt64, completesFrame: Bool) {
    runLength &+= all &- lostBytes
    if all != lostBytes { countRun() }
    lostBytes = all
    guard completesFrame else { return }
    (isAligned, runLength, runFrames) = (true, 0, 0)
  }

  /// A damaged frame leaves four, five or six bytes; fewer lie between two good ones. So they are rounded to whole frames.
  private mutating func countRun() {
    let length = UInt64(NoninFrameFinder.frameLength)
    let found = isAligned ? max(1, (runLength &+ length / 2) / length) : runLength / length
    guard found > runFrames else { return }
    badFrames &+= found &- runFrames
    (runFrames, isCounted, strays) = (found, true, 0)
  }

  /// A frame with SYNC came; `isEarly` when the packet before it had not all its frames.
  mutating func packetBegins(isEarly: Bool) {
    if isEarly, !isCounted { badFrames &+= 1 }
    (isSynchronized, isCounted, strays) = (true, false, 0)
  }

  /// A good frame came outside a packet: the SYNC before it is missing. A stream without any SYNC counts
  /// once for each packet's length.
  mutating func strayed() {
    strays += 1
    guard strays == NoninPacket.frameCount || (isSynchronized && !isCounted) else { return }
    badFrames &+= 1
    (isCounted, strays) = (true, 0)
  }

  /// The line fell silent: what comes next joins it anew.
  mutating func fellSilent() {
    (isAligned, isSynchronized, isCounted) = (false, false, false)
    (runLength, runFrames, strays) = (0, 0, 0)
  }
}

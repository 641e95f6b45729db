import Quantities
import Therapy

/// The driver of Nonin oximeters that stream data format 2.
///
/// The monitor is only listened to. Readings are told once per packet, three times a second; a packet counts only when SYNC
/// stands in its first frame and in no other. Never proven on hardware.
public struct NoninDriver: StreamDriver, Sendable {
  /// The line counts as lost after this time without a good frame.
  private static var silenceTime: Interval { .seconds(1) }

  private var finder = NoninFrameFinder()
  private var frames: [NoninFrame] = []
  private var observation = MonitorObservation()
  private var lastFrame: Instant?
  private var lastTold = Instant.boot
  private var goodFrames: UInt64 = 0
  private var losses = NoninLosses()

  /// A driver whose port was not opened yet.
  public init() {}

  /// Takes one event; returns what to tell. Nothing is ever sent.
  public mutating func handle(_ event: LinkEvent) -> [LinkAction] {
    switch event {
    case .opened(let now):
      let vitals = observation.vitals
      self = NoninDriver()
      // The newest readings keep their age; a port that was opened again does not make them younger.
      observation.vitals = vitals
      return [tell(at: now)]
    case .received(let bytes, let now):
      var actions = checkSilence(at: now)
      for byte in bytes {
        let frame = finder.take(byte)
        losses.note(lostBytes: finder.lostBytes, completesFrame: frame != nil)
        guard let frame else { continue }
        if let packet = take(frame, at: now) { actions.append(publish(packet, at: now)) }
      }
      return actions + tellLosses(at: now)
    case .tick(let now): return checkSilence(at: now) + tellLosses(at: now)
    case .closed(let now):
      frames.removeAll()
      observation.connected = false
      return [tell(at: now)]
    }
  }

  /// Adds a frame to the packet under way; returns the packet when it is complete.
  private mutating func take(_ frame: NoninFrame, at now: Instant) -> NoninPacket? {
    goodFrames &+= 1
    lastFrame = now
    if frame.status.contains(.sync) {
      // SYNC before frame 25: frames are missing, and with them the places of the values.
      losses.packetBegins(isEarly: !frames.isEmpty)
      frames.removeAll(keepingCapacity: true)
    } else if frames.isEmpty {
      losses.strayed()
      return nil
    }
    frames.append(frame)
    guard let packet = NoninPacket(frames: frames) else { return nil }
    frames.removeAll(keepingCapacity: true)
    return packet
  }

  private mutating func publish(_ packet: NoninPacket, at now: Instant) -> LinkAction {
    let quality: SignalQuality = packet.isSensorOff ? .sensorOff : packet.isQuestionable ? .questionable : .good
    observation.connected = true
    observation.vitals.oxygenSaturation = VitalReading(
      .oxygenSaturation, value: packet.oxygenSaturation, quality: quality, receivedAt: now)
    observation.vitals.heartRate = VitalReading(.heartRate, value: packet.heartRate, quality: quality, receivedAt: now)
    return tell(at: now)
  }

  /// The line is lost when no good frame came for a second; a packet that it tore is not finished later.
  private mutating func checkSilence(at now: Instant) -> [LinkAction] {
    guard let lastFrame, now.since(lastFrame) >= Self.silenceTime else { return [] }
    frames.removeAll(keepingCapacity: true)
    losses.fellSilent()
    finder.forget()
    self.lastFrame = nil
    guard observation.connected else { return [] }
    observation.connected = false
    return [tell(at: now)]
  }

  /// Garbage alone makes no packet: the count of bad frames is told once a second.
  private mutating func tellLosses(at now: Instant) -> [LinkAction] {
    guard losses.badFrames != observation.badFrames, now.since(lastTold) >= .seconds(1) else { return [] }
    return [tell(at: now)]
  }

  private mutating func tell(at now: Instant) -> LinkAction {
    observation.goodFrames = goodFrames
    observation.badFrames = losses.badFrames
    lastTold = now
    return .observation(observation)
  }
}

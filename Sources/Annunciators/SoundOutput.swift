import CALSA
public import Quantities

/// Why a sound device does not sound.
public struct SoundError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The device's name in ALSA.
  public let device: String
  /// What was tried, in words that follow "cannot".
  public let attempt: String
  /// Why not, in the words of the library.
  public let reason: String

  /// What happened, where, and what to do.
  public var description: String {
    "cannot \(attempt) the sound device \"\(device)\": \(reason); check alarm_sound, the card's cable and who else uses it"
  }
}

/// One sound device through ALSA, mono with 16 bits, opened so that no call waits for the device. Used by one thread.
///
/// What fails closes the device: it is opened anew, as one that was pulled out and put in again must be. A name may stand for
/// another program's server; its plug-in can wait where the library should not, so whoever looks on must not wait for this
/// thread.
@safe public final class SoundOutput {
  /// The device's name in ALSA, such as "default" or "hw:0".
  public let device: String
  /// Samples a second.
  public let rate: Int
  private var handle: OpaquePointer?
  /// How many samples the open device holds: what was asked for, or the next that it can.
  private var capacity = 0

  /// How much the device holds of what it has not played yet: the longest time from a sample's writing to its sounding.
  public static var buffer: Interval { .milliseconds(200) }

  /// A device that is not open.
  public init(device: String, rate: Int = 48_000) {
    self.device = device
    self.rate = rate
    calsa_be_quiet()
  }

  deinit { close() }

  /// Whether the device is open.
  public var isOpen: Bool { unsafe handle != nil }

  /// Opens the device; nothing happens when it is open.
  public func open() throws(SoundError) {
    guard !isOpen else { return }
    var opened: OpaquePointer?
    try check("open", unsafe snd_pcm_open(&opened, device, SND_PCM_STREAM_PLAYBACK, SND_PCM_NONBLOCK))
    unsafe handle = opened
    try check(
      "set up",
      unsafe snd_pcm_set_params(
        handle, SND_PCM_FORMAT_S16_LE, SND_PCM_ACCESS_RW_INTERLEAVED, 1, UInt32(rate), 1,
        UInt32(Self.buffer.nanoseconds / 1_000)))
    var (held, period): (snd_pcm_uframes_t, snd_pcm_uframes_t) = (0, 0)
    try check("ask", unsafe snd_pcm_get_params(handle, &held, &period))
    capacity = Int(clamping: held)
  }

  /// Hands over samples from `start` on, at most `count`; how many the device took, 0 when it is full.
  public func write(_ samples: [Int16], from start: Int, count: Int) throws(SoundError) -> Int {
    precondition(start >= 0 && count >= 0 && start + count <= samples.count)
    guard isOpen else { throw SoundError(device: device, attempt: "write to", reason: "it is not open") }
    var taken = put(samples, start, count)
    if taken == -Int(EPIPE) {
      // It played all it had and stopped: that is the end of every burst, and no fault.
      try check("prepare", unsafe snd_pcm_prepare(handle))
      taken = put(samples, start, count)
    }
    if taken == -Int(EAGAIN) { return 0 }
    try check("write to", Int32(clamping: taken))
    if unsafe snd_pcm_state(handle) == SND_PCM_STATE_PREPARED { try check("start", unsafe snd_pcm_start(handle)) }
    return taken
  }

  /// Plays half of what the device holds as silence, and throws when it is gone or takes nothing: one that stands still is full
  /// after the second time. (What it tells of its delay is not asked: sound servers tell more than they have.)
  public func prove() throws(SoundError) {
    guard isOpen else { throw SoundError(device: device, attempt: "write to", reason: "it is not open") }
    let silence = [Int16](repeating: 0, count: min(max(capacity / 2, rate / 10), rate / 2))
    guard try write(silence, from: 0, count: silence.count) > 0 else { throw failure("write to", "it takes nothing") }
  }

  /// Throws away what was handed over and not played.
  public func cut() throws(SoundError) {
    guard isOpen else { return }
    try check("silence", unsafe snd_pcm_drop(handle))
    try check("prepare", unsafe snd_pcm_prepare(handle))
  }

  /// Closes the device without waiting for what it has not played. Nothing happens when it is closed.
  public func close() {
    guard let open = unsafe handle else { return }
    unsafe handle = nil
    // Of a device that is pulled out neither works, and nothing is to be done about it.
    _ = unsafe snd_pcm_drop(open)
    _ = unsafe snd_pcm_close(open)
  }

  private func put(_ samples: [Int16], _ start: Int, _ count: Int) -> Int {
    unsafe samples.withUnsafeBufferPointer { all in
      guard let base = all.baseAddress else { return 0 }
      return unsafe snd_pcm_writei(handle, base + start, snd_pcm_uframes_t(count))
    }
  }

  private func check(_ attempt: String, _ result: Int32) throws(SoundError) {
    guard result < 0 else { return }
    throw failure(attempt, unsafe String(cString: snd_strerror(result)))
  }

  private func failure(_ attempt: String, _ reason: String) -> SoundError {
    close()
    return SoundError(device: device, attempt: attempt, reason: reason)
  }
}

import Foundation
import Platform
import Quantities
import Safety
import Testing

@testable import Annunciators

/// A folder that goes with its owner.
final class Folder {
  let path = FileManager.default.temporaryDirectory.path + "/sound-\(UUID().uuidString.prefix(8))"

  init() throws { try make() }

  deinit { remove() }

  func make() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// ALSA's own device that writes what it plays to a file in this folder, faster than real time.
  func device(_ name: String) -> String { "file:'\(path)/\(name)',wav" }
}

@Suite("Sound through ALSA", .serialized)
struct SoundOutputTests {
  @Test("SR-102: what is played through ALSA has the pulses and the fundamental of its priority", arguments: WantedBurst.all)
  func played(wanted: WantedBurst) throws {
    let folder = try Folder()
    let output = SoundOutput(device: folder.device("tone.wav"))
    try output.open()
    let samples = ToneSynthesis.samples(of: wanted.priority, rate: output.rate)
    var position = 0
    while position < samples.count {
      let count = try output.write(samples, from: position, count: min(4_800, samples.count - position))
      try #require(count > 0)
      position += count
    }
    output.close()
    let heard = try Listening(wav: "\(folder.path)/tone.wav")
    #expect(heard.rate == 48_000)
    wanted.check(heard.pulses)
    #expect(abs(heard.strongest(in: try #require(heard.pulses.first)) - TonePattern.fundamental) <= 2)
  }

  @Test("SR-112: a device that does not exist, or cannot be written, is told with its name and what to do")
  func refused() throws {
    for device in ["no-such-device", "hw:31"] {
      let output = SoundOutput(device: device)
      let error = try #require(throws: SoundError.self) { try output.open() }
      #expect(error.description.contains("cannot open the sound device \"\(device)\""))
      #expect(error.description.contains("check alarm_sound"))
      #expect(!output.isOpen)
      #expect(throws: SoundError.self) { try output.prove() }
      #expect(throws: SoundError.self) { try output.write([0], from: 0, count: 1) }
    }
  }

  @Test("SR-112: a device that is opened but cannot be written is known after at most three trials, a second apart each")
  func unwritable() throws {
    for path in ["/nonexistent/tone.wav", "/dev/full"] {
      let output = SoundOutput(device: "file:'\(path)',wav")
      try output.open()
      let error = try #require(throws: SoundError.self) { for _ in 0..<3 { try output.prove() } }
      #expect(error.description.contains("cannot write to the sound device"))
      #expect(!output.isOpen)
    }
  }

  @Test("a device that was closed opens again, and what was cut off does not stop what comes after")
  func again() throws {
    let folder = try Folder()
    let output = SoundOutput(device: folder.device("tone.wav"))
    for _ in 0..<3 {
      try output.open()
      try output.prove()
      _ = try output.write([Int16](repeating: 1_000, count: 4_800), from: 0, count: 4_800)
      try output.cut()
      try output.prove()
      output.close()
      #expect(!output.isOpen)
    }
  }
}

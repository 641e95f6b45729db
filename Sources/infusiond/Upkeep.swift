import ConfigurationFiles
import Controller
import Platform
import Quantities
import Safety
import Therapy

/// The body of the upkeep thread: looks at the machine every second, tests what the rest relies on, and tells the control thread.
///
/// It waits for disks, so it has no place among the threads that the service watchdog needs alive: what it does not do in time
/// shows in the age of the newest self-test, which is an interlock, no reason to restart (SR-082).
final class Upkeep: Sendable {
  private let loop: ControlLoop
  private let configuration: Configuration
  private let probe: JournalProbe
  private let annunciatorsWork: @Sendable () -> Bool?
  private let log: @Sendable (String) -> Void

  /// From one look to the next.
  private static let period = Interval.seconds(1)
  /// From one comparison of the files to the next; each self-test reads all of them.
  private static let filePeriod = Interval.seconds(10)
  /// The most sentences about files that are logged at a time.
  private static let sentenceLimit = 4

  /// A thread that looks at what `configuration` names; `annunciatorsWork` is asked in each self-test; nil
  /// is not known yet.
  init(
    loop: ControlLoop, configuration: Configuration, probe: JournalProbe, annunciatorsWork: @escaping @Sendable () -> Bool?,
    log: @escaping @Sendable (String) -> Void
  ) {
    self.loop = loop
    self.configuration = configuration
    self.probe = probe
    self.annunciatorsWork = annunciatorsWork
    self.log = log
  }

  /// What the thread knows.
  private struct Knowledge {
    var watch = MachineWatch()
    var course = SelfTestCourse()
    var clock = ClockTest(from: Upkeep.clocks())
    var check: SourceCheck
    var files = SourceCheck.Outcome()
    var nextLook = SystemClock.now()
    var nextFiles = SystemClock.now()
  }

  /// Looks and tests until `shouldEnd` says so; `wake` ends a wait.
  func run(until shouldEnd: @Sendable () -> Bool) {
    var known = Knowledge(check: SourceCheck(configuration))
    while !shouldEnd() {
      let now = SystemClock.now()
      if now >= known.nextLook {
        known.nextLook = now + Self.period
        look(&known, now)
      }
      switch known.course.step(at: SystemClock.now(), hasAnswer: hasAnswer) {
      case .wait: break
      case .begin:
        probe.ask()
        loop.journalDoorbell.ring()
      case .conclude: conclude(&known)
      }
      loop.machine.post(known.watch.condition)
      _ = probe.doorbell.wait(timeout: known.nextLook.since(SystemClock.now()))
    }
  }

  /// Whether the journal has answered, and whoever is to be heard was: an output that was never seen to work is no working one.
  private var hasAnswer: Bool { probe.answer != nil && annunciatorsWork() != nil }

  /// Ends a wait.
  func wake() { probe.doorbell.ring() }

  // MARK: - Looking

  private func look(_ known: inout Knowledge, _ now: Instant) {
    if now >= known.nextFiles {
      known.nextFiles = now + Self.filePeriod
      compareFiles(&known, readingAll: false)
    }
    let (room, roomFailure) = Self.room(at: configuration.settings.stateDirectory)
    let (isSynchronized, clockFailure) = Self.synchronization()
    let began = SystemClock.now()
    let wall = SystemClock.wallTime()
    let before = known.watch.condition
    known.watch.take(
      MachineLook(
        room: room, wall: wall, began: began, ended: SystemClock.now(), isClockSynchronized: isSynchronized,
        areFilesAsLoaded: known.files.isAsLoaded))
    tell(before, known.watch.condition, roomFailure, clockFailure)
  }

  private static func room(at folder: String) -> (room: MachineLook.Room?, failure: String?) {
    do throws(SystemError) {
      let space = try DiskSpace(at: folder)
      return (MachineLook.Room(availableBytes: space.availableBytes, totalBytes: space.totalBytes), nil)
    } catch {
      return (nil, error.description)
    }
  }

  private static func synchronization() -> (isSynchronized: Bool, failure: String?) {
    do throws(SystemError) { return (try SystemClock.isWallClockSynchronized(), nil) } catch {
      return (false, error.description)
    }
  }

  private func compareFiles(_ known: inout Knowledge, readingAll: Bool) {
    let found = known.check.compare(readingAll: readingAll)
    if found.differences != known.files.differences {
      for sentence in found.differences.prefix(Self.sentenceLimit) { log("\(sentence): restart the daemon, or put it back") }
      if found.isAsLoaded { log("every file of the configuration is as it was loaded again") }
    }
    known.files = found
  }

  /// The log gets each change once; alarms are the interlocks' business.
  private func tell(_ before: MachineCondition, _ after: MachineCondition, _ roomFailure: String?, _ clockFailure: String?) {
    func tell(_ wasSo: Bool, _ isSo: Bool, _ sentence: String, _ opposite: String) {
      if wasSo != isSo { log(isSo ? sentence : opposite) }
    }
    let folder = configuration.settings.stateDirectory
    tell(
      before.diskLowSince != nil, after.diskLowSince != nil, roomFailure ?? "little space is free at \(folder)",
      "enough space is free at \(folder)")
    tell(
      before.clockUnsynchronizedSince != nil, after.clockUnsynchronizedSince != nil,
      clockFailure ?? "the wall clock is not synchronized", "the wall clock is synchronized")
    if before.clockSteppedAt != after.clockSteppedAt { log("the wall clock was set by more than 2 s") }
  }

  // MARK: - Testing

  private func conclude(_ known: inout Knowledge) {
    compareFiles(&known, readingAll: true)
    // Each clock sample is compared with the one before: it is taken in every test, whatever else fails.
    let clockPasses = known.clock.passes(Self.clocks())
    let wrong = KnownAnswer.firstWrong()?.sentence ?? KineticModel.firstWrong().map { "the golden level of \($0.name)" }
    let fault = SelfTestFault.allCases.first { part in
      switch part {
      case .clock: !clockPasses
      case .store: probe.answer != true
      case .configuration: known.files.isUnreadable
      case .annunciators: annunciatorsWork() != true
      case .knownAnswer: wrong != nil
      }
    }
    if fault != known.watch.condition.selfTestFault {
      log("self-test: \(fault?.sentence ?? "passed again")")
      if let wrong { log("self-test: the known answer that was not given is \(wrong)") }
    }
    known.watch.take(selfTest: fault, at: SystemClock.now())
  }

  private static func clocks() -> ClockSample {
    let awakeBefore = SystemClock.awakeTime()
    let now = SystemClock.now()
    let raw = SystemClock.rawTime()
    return ClockSample(awakeBefore: awakeBefore, now: now, raw: raw, awakeAfter: SystemClock.awakeTime())
  }
}

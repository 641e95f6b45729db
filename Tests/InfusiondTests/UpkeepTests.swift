import ConfigurationFiles
import Controller
import Foundation
import Journal
import Platform
import Quantities
import Safety
import Synchronization
import Testing

@testable import infusiond

/// The upkeep thread and the journal thread, running on the examples' configuration in a folder of its own.
private final class Bench {
  let folder: String
  let configuration: Configuration
  let journal: JournalThread
  let upkeep: Upkeep
  let loop: ControlLoop
  private let isEnding = Ending()
  private var threads: [RealTimeThread] = []

  /// Shared with the threads.
  final class Ending: Sendable {
    let isSet = Atomic<Bool>(false)
    let sentences = Mutex<[String]>([])
    let annunciatorsWork = Mutex<Bool?>(true)
  }

  init(hasStore: Bool = true, stateDirectory: String = "state", annunciatorsWork: Bool? = true) throws {
    isEnding.annunciatorsWork.withLock { $0 = annunciatorsWork }
    folder = FileManager.default.temporaryDirectory.path + "/upkeep-\(UUID().uuidString)"
    let examples = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../examples")
    try FileManager.default.createDirectory(atPath: folder + "/state", withIntermediateDirectories: true)
    for name in ["inventory.toml", "drug-library.toml", "protocols"] {
      try FileManager.default.copyItem(atPath: "\(examples.standardizedFileURL.path)/\(name)", toPath: "\(folder)/\(name)")
    }
    let main = """
      state_directory = "\(stateDirectory)"
      control_socket = "/run/x/control.sock"
      inventory = "inventory.toml"
      drug_library = "drug-library.toml"
      protocols = "protocols"
      """
    try Data(main.utf8).write(to: URL(fileURLWithPath: folder + "/infusiond.toml"))
    configuration = try Configuration.load(path: folder + "/infusiond.toml")
    let ending = isEnding
    let outputs = try AlarmOutputs(configuration) { _ in }
    loop = ControlLoop(
      channels: [], outputs: outputs, period: .milliseconds(20), replyDoorbell: try Doorbell(),
      journalDoorbell: try Doorbell())
    let probe = try JournalProbe()
    let store = hasStore ? try JournalStore.open(path: folder + "/state/journal.sqlite") : nil
    let log: @Sendable (String) -> Void = { sentence in ending.sentences.withLock { $0.append(sentence) } }
    journal = JournalThread(loop: loop, store: store, channelNames: [], probe: probe, log: log)
    upkeep = Upkeep(
      loop: loop, configuration: configuration, probe: probe, annunciatorsWork: { ending.annunciatorsWork.withLock { $0 } },
      log: log)
    journal.add(.daemonStarted(version: "1", configuration: configuration.digest.description))
  }

  deinit {
    isEnding.isSet.store(true, ordering: .releasing)
    upkeep.wake()
    loop.journalDoorbell.ring()
    for thread in threads { thread.join() }
    try? FileManager.default.removeItem(atPath: folder)
  }

  func tell(annunciatorsWork: Bool?) { isEnding.annunciatorsWork.withLock { $0 = annunciatorsWork } }

  var log: [String] { isEnding.sentences.withLock { $0 } }

  func startJournal() throws {
    let (journal, ending) = (journal, isEnding)
    threads.append(
      try RealTimeThread.start(name: "journal", priority: nil) {
        journal.run { ending.isSet.load(ordering: .acquiring) }
      }.thread)
  }

  func startUpkeep() throws {
    let (upkeep, ending) = (upkeep, isEnding)
    threads.append(
      try RealTimeThread.start(name: "upkeep", priority: nil) {
        upkeep.run { ending.isSet.load(ordering: .acquiring) }
      }.thread)
  }

  /// The first condition of which `isSo` is true; nil when there is none in time.
  func condition(within limit: Interval = .seconds(20), where isSo: (MachineCondition) -> Bool) throws -> MachineCondition? {
    let (bell, end) = (try Doorbell(), SystemClock.now() + limit)
    repeat {
      let condition = loop.machine.peek()
      if isSo(condition) { return condition }
      // Nobody rings: a way to wait that has an end.
      _ = bell.wait(timeout: .milliseconds(10))
    } while SystemClock.now() < end
    return nil
  }

  func tested() throws -> MachineCondition { try #require(try condition { $0.selfTestedAt != nil }) }
}

@Suite struct UpkeepTests {
  @Test("SR-083: the self-test at the start passes within 10 s where all is well, and only when the journal has answered")
  func passes() throws {
    let bench = try Bench()
    let began = SystemClock.now()
    try bench.startUpkeep()
    #expect(try bench.condition(within: .milliseconds(500)) { $0.selfTestedAt != nil } == nil, "nobody writes the journal yet")
    try bench.startJournal()
    let condition = try bench.tested()
    #expect(condition.selfTestFault == nil, "\(bench.log)")
    let testedAt = try #require(condition.selfTestedAt)
    #expect(testedAt.since(began) < .seconds(10))
    #expect(condition.filesChangedSince == nil)
    #expect(condition.clockSteppedAt == nil)
  }

  @Test("SR-083: a journal that cannot be used, or whose thread does not answer for 8 s, fails the self-test")
  func store() throws {
    let without = try Bench(hasStore: false)
    try without.startJournal()
    try without.startUpkeep()
    #expect(try without.tested().selfTestFault == .store)
    let dead = try Bench()
    let began = SystemClock.now()
    try dead.startUpkeep()
    let condition = try dead.tested()
    #expect(condition.selfTestFault == .store)
    #expect(try #require(condition.selfTestedAt).since(began) >= .seconds(8))
    #expect(dead.log.contains("self-test: \(SelfTestFault.store.sentence)"), "\(dead.log)")
  }

  @Test("SR-083: an annunciator that does not work, and a file that is gone, fail the self-test")
  func otherFaults() throws {
    let silent = try Bench(annunciatorsWork: false)
    try silent.startJournal()
    try silent.startUpkeep()
    #expect(try silent.tested().selfTestFault == .annunciators)
    let poor = try Bench(annunciatorsWork: false)
    try FileManager.default.removeItem(atPath: poor.folder + "/drug-library.toml")
    try poor.startJournal()
    try poor.startUpkeep()
    #expect(try poor.tested().selfTestFault == .configuration, "the first in the order of the list")
    #expect(try poor.condition { $0.filesChangedSince != nil } != nil)
  }

  @Test("SR-083: the first self-test waits until each alarm output has worked once; one that has not within 8 s fails it")
  func untriedOutput() throws {
    let late = try Bench(annunciatorsWork: nil)
    try late.startJournal()
    try late.startUpkeep()
    #expect(try late.condition(within: .seconds(2)) { $0.selfTestedAt != nil } == nil, "nobody knows yet")
    late.tell(annunciatorsWork: true)
    #expect(try late.tested().selfTestFault == nil)
    let never = try Bench(annunciatorsWork: nil)
    let began = SystemClock.now()
    try never.startJournal()
    try never.startUpkeep()
    let condition = try never.tested()
    #expect(condition.selfTestFault == .annunciators)
    #expect(try #require(condition.selfTestedAt).since(began) >= .seconds(8))
  }

  @Test("SR-091: a file that is changed after it was loaded is seen, told in the log, and no fault of the self-test")
  func changedFile() throws {
    let bench = try Bench()
    let path = bench.folder + "/drug-library.toml"
    try Data((try String(contentsOfFile: path, encoding: .utf8) + "\n").utf8).write(to: URL(fileURLWithPath: path))
    try bench.startJournal()
    try bench.startUpkeep()
    #expect(try bench.condition { $0.filesChangedSince != nil } != nil)
    #expect(try bench.tested().selfTestFault == nil)
    #expect(bench.log.contains { $0.contains("\(path) is not as it was loaded") }, "\(bench.log)")
  }

  @Test("SR-089: a state directory whose disk tells nothing is low")
  func disk() throws {
    let bench = try Bench(stateDirectory: "absent")
    try bench.startJournal()
    try bench.startUpkeep()
    #expect(try bench.condition { $0.diskLowSince != nil } != nil)
    #expect(bench.log.contains { $0.contains("Cannot tell the free space at \(bench.folder)/absent") }, "\(bench.log)")
  }
}

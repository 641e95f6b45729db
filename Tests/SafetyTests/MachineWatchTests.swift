import Quantities
import Safety
import Testing

/// A machine in virtual time: everything is well until a test changes something.
private struct Machine {
  static let boot: Int64 = 1_700_000_000_000_000

  var watch = MachineWatch()
  var now = Instant(nanoseconds: 100_000_000_000)
  var room: MachineLook.Room? = MachineLook.Room(availableBytes: 50_000_000_000, totalBytes: 100_000_000_000)
  /// What the wall clock is ahead of the monotonic one by, in microseconds.
  var ahead = Machine.boot
  /// How long the thread waits for its turn while it reads the wall clock: half before, half after.
  var stall = Interval.zero
  var isSynchronized = true
  var areFilesAsLoaded = true

  var condition: MachineCondition { watch.condition }

  mutating func look(after interval: Interval = .seconds(1)) {
    now = now + interval
    let half = stall.divided(by: 2)
    let wall = WallTime(microsecondsSince1970: (now + half).nanoseconds / 1_000 + ahead)
    watch.take(
      MachineLook(
        room: room, wall: wall, began: now, ended: now + stall, isClockSynchronized: isSynchronized,
        areFilesAsLoaded: areFilesAsLoaded))
    now = now + stall
  }
}

@Suite struct MachineWatchTests {
  @Test func `a machine that is well has nothing wrong, and no self-test before the first`() {
    var machine = Machine()
    for _ in 0..<1_000 { machine.look() }
    #expect(machine.condition == MachineCondition())
  }

  // MARK: - Disk

  @Test(
    "SR-089: less than 5 % or less than 200 MB is low, at the limit it is not",
    arguments: [
      (200_000_000, 1_000_000_000, false), (199_999_999, 1_000_000_000, true), (200_000_000, 4_000_000_000, false),
      (200_000_000, 4_000_000_020, true), (5_000_000_000, 100_000_000_000, false), (4_999_999_999, 100_000_000_000, true),
      (0, 0, true), (UInt64.max, .max, false), (.max / 20 + 1, .max, false), (.max / 20, .max, true),
    ] as [(UInt64, UInt64, Bool)])
  func diskLimit(available: UInt64, total: UInt64, isLow: Bool) {
    var machine = Machine()
    machine.room = MachineLook.Room(availableBytes: available, totalBytes: total)
    machine.look()
    #expect((machine.condition.diskLowSince != nil) == isLow)
    #expect(machine.condition.diskLowSince == (isLow ? machine.now : nil))
  }

  @Test(
    "SR-089: a disk that was low has room again with 6 % and 250 MB, not before",
    arguments: [
      (250_000_000, 1_000_000_000, true), (249_999_999, 1_000_000_000, false), (6_000_000_000, 100_000_000_000, true),
      (5_999_999_999, 100_000_000_000, false), (240_000_000, 4_000_000_000, false),
    ] as [(UInt64, UInt64, Bool)])
  func diskHysteresis(available: UInt64, total: UInt64, hasRoom: Bool) {
    var machine = Machine()
    machine.room = MachineLook.Room(availableBytes: 0, totalBytes: total)
    machine.look()
    let since = machine.now
    machine.room = MachineLook.Room(availableBytes: available, totalBytes: total)
    machine.look()
    #expect(machine.condition.diskLowSince == (hasRoom ? nil : since), "low since it was low first")
  }

  @Test("SR-089: a disk that does not tell its room is low, until it tells")
  func diskUnknown() {
    var machine = Machine()
    machine.look()
    let room = machine.room
    machine.room = nil
    machine.look()
    #expect(machine.condition.diskLowSince == machine.now)
    machine.room = room
    machine.look()
    #expect(machine.condition.diskLowSince == nil)
  }

  // MARK: - Clock

  @Test(
    "SR-090: a step of more than 2 s is told, to either side, and one of 2 s is not",
    arguments: [
      (2_000_000, false), (2_000_001, true), (-2_000_000, false), (-2_000_001, true), (86_400_000_000, true),
      (-1_600_000_000_000_000, true),
    ] as [(Int64, Bool)])
  func clockStep(microseconds: Int64, isStep: Bool) {
    var machine = Machine()
    machine.look()
    machine.ahead += microseconds
    machine.look()
    let at = machine.now
    #expect(machine.condition.clockSteppedAt == (isStep ? at : nil))
    for _ in 0..<100 { machine.look() }
    #expect(machine.condition.clockSteppedAt == (isStep ? at : nil), "one step is told once, with its time")
  }

  @Test("SR-090: slewing by 500 millionths is no step, however long it lasts; twice that is one in the end")
  func clockSlewing() {
    for sign in [1, -1] as [Int64] {
      var machine = Machine()
      for _ in 0..<20_000 {
        machine.ahead += sign * 500
        machine.look()
      }
      #expect(machine.condition.clockSteppedAt == nil, "10 s in the end")
      var faster = Machine()
      faster.look()
      var looks = 0
      while faster.condition.clockSteppedAt == nil, looks < 10_000 {
        faster.ahead += sign * 1_000
        faster.look()
        looks += 1
      }
      #expect(looks == 4_000, "500 us of each second before are forgiven, and the rest adds up to more than 2 s")
    }
  }

  @Test("SR-090: many small steps are one when they come faster than slewing")
  func clockSmallSteps() {
    var machine = Machine()
    machine.look()
    for _ in 0..<2 {
      machine.ahead += 900_000
      machine.look()
    }
    #expect(machine.condition.clockSteppedAt == nil)
    machine.ahead += 900_000
    machine.look()
    #expect(machine.condition.clockSteppedAt == machine.now)
  }

  @Test("SR-090: a thread that waits for its turn between the clocks takes no wait for a step, nor a step for a wait")
  func clockStall() {
    var machine = Machine()
    machine.look()
    machine.stall = .seconds(60)
    machine.look()
    machine.stall = .zero
    machine.look()
    #expect(machine.condition.clockSteppedAt == nil)
    machine.stall = .seconds(1)
    machine.ahead += 2_600_000
    machine.look()
    #expect(machine.condition.clockSteppedAt == machine.now, "more than 2 s, wherever in that second it was read")
  }

  @Test("SR-090: a suspended machine is no step: the clock of decisions goes on")
  func clockSuspend() {
    var machine = Machine()
    machine.look()
    machine.look(after: .seconds(30_000))
    #expect(machine.condition.clockSteppedAt == nil)
  }

  @Test("SR-090: a clock that is not synchronized is told with the time since when, and forgotten when it is")
  func clockUnsynchronized() {
    var machine = Machine()
    machine.look()
    machine.isSynchronized = false
    machine.look()
    let since = machine.now
    for _ in 0..<700 { machine.look() }
    #expect(machine.condition.clockUnsynchronizedSince == since)
    machine.isSynchronized = true
    machine.look()
    #expect(machine.condition.clockUnsynchronizedSince == nil)
  }

  // MARK: - Files and self-test

  @Test("SR-091: files that differ are told with the time since when, until they are as they were loaded")
  func files() {
    var machine = Machine()
    machine.areFilesAsLoaded = false
    machine.look()
    let since = machine.now
    machine.look()
    #expect(machine.condition.filesChangedSince == since)
    machine.areFilesAsLoaded = true
    machine.look()
    #expect(machine.condition.filesChangedSince == nil)
    machine.areFilesAsLoaded = false
    machine.look()
    #expect(machine.condition.filesChangedSince == machine.now)
  }

  @Test("SR-083: the newest self-test is told, with its fault or without, and looks leave it alone")
  func selfTest() {
    var machine = Machine()
    for fault in SelfTestFault.allCases.map(Optional.some) + [nil] {
      let at = machine.now
      machine.watch.take(selfTest: fault, at: at)
      machine.look()
      #expect(machine.condition.selfTestedAt == at)
      #expect(machine.condition.selfTestFault == fault)
    }
  }
}

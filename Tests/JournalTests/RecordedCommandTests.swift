import Controller
import Foundation
import Quantities
import Testing

@testable import Journal

/// A command id with this number.
private func id(_ number: UInt64) -> CommandID { CommandID(high: 0xABCD, low: number) }

@Suite struct RecordedCommandTests {
  @Test func `SR-029: what was taken, confirmed and refused is found again, oldest first, with user, kind and channel`() throws {
    let fixture = try Fixture()
    try fixture.open().append([
      item(1, .prepared(by: nurse), order: try order()), item(1, .accepted(.prepare, by: nurse, command: id(1))),
      item(2, .intent(.start, rate: slow, by: nurse, command: id(2))), item(3, .delivered(delivery())),
      item(4, .refused(.setRate, .aboveHardLimit(.massRate, limit: 100_000_000), by: physician, command: id(3)), channel: "b"),
      item(5, .intent(.raise, rate: slow, by: nurse, command: id(4))), item(6, .withdrawn(.raise, .overtaken)),
      item(7, .intent(.resume, rate: slow, by: nurse, command: id(5))),
      note(8, .turnedAway(operation: "start", code: "not-permitted", sentence: "No.", by: nurse)),
      note(9, .reason(.close, text: "done", by: nurse, command: id(9))),
      item(9, .accepted(.close, by: physician, command: id(9))),
    ])
    let commands = try fixture.killed().open().newestCommands(limit: 100)
    #expect(
      commands == [
        RecordedCommand(id: id(1), user: nurse, kind: .prepare, channel: "a", refusal: nil),
        RecordedCommand(id: id(2), user: nurse, kind: .start, channel: "a", refusal: nil),
        RecordedCommand(
          id: id(3), user: physician, kind: .setRate, channel: "b", refusal: .aboveHardLimit(.massRate, limit: 100_000_000)),
        RecordedCommand(id: id(4), user: nurse, kind: .confirm, channel: "a", refusal: nil),
        RecordedCommand(id: id(5), user: nurse, kind: .resume, channel: "a", refusal: nil),
        RecordedCommand(id: id(9), user: physician, kind: .close, channel: "a", refusal: nil),
      ])
  }

  @Test func `SR-029: only the newest are read, and pauses and stops, which everyone may give, push out no others`() throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    for number in 1...10 { try journal.append([item(1, .accepted(.reset, by: nurse, command: id(UInt64(number))))]) }
    for number in 11...1_000 {
      let stranger = UserID(number: 65_534)
      let kind: CommandKind = number.isMultiple(of: 2) ? .pause : .stop
      try journal.append([item(2, .accepted(kind, by: stranger, command: id(UInt64(number))))])
    }
    let commands = try journal.newestCommands(limit: 4)
    #expect(commands.map(\.id) == [997, 998, 999, 1_000, 7, 8, 9, 10].map(id))
    #expect(commands.map(\.kind) == [.stop, .pause, .stop, .pause, .reset, .reset, .reset, .reset])
    #expect(try journal.newestCommands(limit: 0).isEmpty)
  }

  @Test(arguments: CommandKind.allCases) func `SR-029: every kind of command is found again as what it was`(kind: CommandKind)
    throws
  {
    let journal = try Fixture().open()
    try journal.append([item(1, .accepted(kind, by: nurse, command: id(1)))])
    #expect(try journal.newestCommands(limit: 1).map(\.kind) == [kind])
  }

  @Test func `a new journal has no commands`() throws {
    #expect(try Fixture().open().newestCommands(limit: 512).isEmpty)
  }
}

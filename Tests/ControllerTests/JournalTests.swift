import Controller
import Quantities
import Safety
import Testing
import Therapy

@Suite struct JournalTests {
  @Test("SR-089: a failing journal alarms a running infusion after 5 s and pauses it after 30 s")
  func failing() {
    let room = Room().infuse()
    room.journal.failingSince = room.now
    room.run(for: .milliseconds(4_980))
    #expect(!room.isOn(.journalUnavailable) && room.phase == .infusing)
    room.run(for: .milliseconds(40))
    #expect(room.isOn(.journalUnavailable) && room.phase == .infusing)
    room.run(for: .milliseconds(24_920))
    #expect(room.phase == .infusing)
    room.run(for: .milliseconds(100))
    #expect(room.phase == .pausing || room.phase == .paused)
    #expect(room.view().cause == .interlock(.journal))
  }

  @Test("SR-089: a journal that hangs without reporting a failure counts as failing")
  func hanging() {
    let room = Room().infuse()
    room.journal.delay = .hour
    // Something to write: the delivery is recorded every 5 s.
    #expect(room.run(limit: .seconds(13)) { $0.isOn(.journalUnavailable) })
    #expect(room.run(limit: .seconds(40)) { !$0.phase.allowsFlow })
    #expect(room.view().cause == .interlock(.journal))
  }

  @Test("SR-131, law 2: stops and pauses act while the journal is down")
  func stopsFirst() {
    let room = Room().infuse()
    room.journal.failingSince = room.now
    room.run(for: .seconds(2))
    room.press(.stop)
    room.tick()
    #expect(room.ordered == .zero)
    #expect(room.run(limit: .seconds(1)) { $0.phase == .stopped })
  }

  @Test("the account of the delivery is durable no later than the intent, and at least every 5 s while infusing")
  func deliveryRecords() {
    let room = Room().infuse()
    room.run(for: .seconds(60))
    let deliveries = room.records.compactMap { record in
      if case .delivered = record.event { record } else { nil }
    }
    let intent = room.records.first { if case .intent = $0.event { true } else { false } }
    #expect(deliveries.first.map(\.sequence) ?? .max < intent?.sequence ?? 0)
    for (earlier, later) in zip(deliveries, deliveries.dropFirst()) {
      #expect(later.at.since(earlier.at) <= .milliseconds(5_020))
    }
  }

  @Test("SR-024: the newest rate is in the newest delivery record at once, so that a restart knows it")
  func newestRate() {
    let room = Room().infuse()
    _ = room.ask(.setRate(milliliters(4), token: room.token()))
    room.tick()
    let rates = room.records.compactMap { record -> FlowRate? in
      if case .delivered(let delivery) = record.event { delivery.rate } else { nil }
    }
    #expect(rates.last == milliliters(4))
  }

  @Test("every command, refused or not, is in the journal with its person")
  func commandsAreRecorded() {
    let room = Room()
    _ = room.ask(.start(room.token()), user: 42)
    _ = room.ask(.reset, user: 43)
    let users = room.records.compactMap { record -> UInt32? in
      switch record.event {
      case .refused(_, _, let user, _), .accepted(_, let user, _): user.number
      default: nil
      }
    }
    #expect(users == [42, 43])
  }
}

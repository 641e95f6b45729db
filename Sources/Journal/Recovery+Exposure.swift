public import Controller
import FoundationEssentials
import GRDB
public import Quantities

public import Therapy

// How much drug a patient's sessions have left in the patient: the delivery records of the newest ones, taken one after the
// other as the control step took them (SR-058).

extension JournalStore {
  /// What the newest 12 infused sessions of `patient`, as many as anybody may have in a fortnight, have left at `now`, whose
  /// label is `wall`, in a person of `weight`; nothing where there are none.
  ///
  /// `openSession` is the one that goes on. `isRestart` tells that the daemon has not noted its start yet: the newest entries
  /// are then those of a run before.
  public func exposure(
    of patient: Label, weight: BodyMass, openSession: (id: SessionID, concentration: Concentration)? = nil, at now: Instant,
    wall: WallTime, isRestart: Bool
  ) throws(JournalError) -> Exposure {
    let prepared = try entries(
      where: """
        sequence IN (SELECT sequence FROM entry AS one WHERE kind = 'prepared'
        AND json_extract(body, '$.order.patient.code') = ?
        AND EXISTS (SELECT 1 FROM entry WHERE session = one.session AND kind = 'delivered')
        ORDER BY sequence DESC LIMIT 12)
        """, [patient.description])
    var exposure = Exposure(weight: weight, concentration: .zero, residual: DrugEstimate(), at: .boot)
    var (current, newest) = (UInt64?.none, Moment?.none)
    for moment in try moments(of: prepared.compactMap(\.session), since: prepared.first?.sequence ?? .max) {
      let time = newest.map { moment.delivery == nil ? moment.age(of: $0) : moment.at.since($0.at) } ?? .zero
      newest = moment
      guard let delivery = moment.delivery else {
        // Whatever a pump gave while nobody was there is counted with what was read after the restart, as the controller does.
        exposure.pass(time)
        continue
      }
      if current != delivery.session {
        current = delivery.session
        exposure.begin(Self.concentration(of: delivery.session, in: prepared))
      }
      exposure.take(atLeast: delivery.atLeast, atMost: delivery.atMost, after: time)
    }
    if let newest {
      let today = Moment(sequence: .max, at: now, microseconds: wall.microsecondsSince1970)
      exposure.pass(isRestart ? today.age(of: newest) : now.since(newest.at))
    }
    if let openSession, current != openSession.id.number { exposure.begin(openSession.concentration) }
    return exposure.moved(to: now)
  }

  private static func concentration(of session: UInt64, in prepared: [JournalEntry]) -> Concentration {
    for entry in prepared where entry.session?.number == session {
      if case .prepared(let order, _) = entry.content { return order.drug.concentration }
    }
    preconditionFailure("a delivery is one of a session that was asked for")
  }

  /// Every delivery record of these sessions, and every start of the daemon since an entry, in order.
  private func moments(of sessions: [SessionID], since first: UInt64) throws(JournalError) -> [Moment] {
    do {
      return try pool.read { database in
        var moments = try Row.fetchAll(
          database, sql: "SELECT sequence, utc, monotonic_ns FROM entry WHERE kind = 'daemon-started' AND sequence > ?",
          arguments: [Int64(clamping: first)]
        ).map { try Moment($0, of: nil) }
        for session in sessions {
          let rows = try Row.fetchCursor(
            database,
            sql: """
              SELECT sequence, utc, monotonic_ns, json_extract(body, '$.at_least') AS least,
              json_extract(body, '$.at_most') AS most FROM entry WHERE session = ? AND kind = 'delivered'
              """, arguments: [Int64(clamping: session.number)])
          while let row = try rows.next() { moments.append(try Moment(row, of: session.number)) }
        }
        return moments.sorted { $0.sequence < $1.sequence }
      }
    } catch {
      throw JournalError(error, path: path)
    }
  }
}

/// A delivery record or a start of the daemon, and when it was made.
private struct Moment {
  let sequence: Int64
  let at: Instant
  /// The wall clock's label, microseconds since 1970; nil where it cannot be read.
  let microseconds: Int64?
  let delivery: (session: UInt64, atLeast: Volume, atMost: Volume)?

  init(sequence: Int64, at: Instant, microseconds: Int64?) {
    self.sequence = sequence
    self.at = at
    self.microseconds = microseconds
    delivery = nil
  }

  init(_ row: Row, of session: UInt64?) throws {
    let (sequence, monotonic): (Int64, Int64) = (row["sequence"], row["monotonic_ns"])
    guard monotonic >= 0 else { throw BodyFault(detail: "entry \(sequence) has a number out of range") }
    self.sequence = sequence
    at = Instant(nanoseconds: monotonic)
    microseconds = Self.microseconds(row["utc"])
    guard let session else {
      delivery = nil
      return
    }
    let (least, most): (String?, String?) = (row["least"], row["most"])
    delivery = (session, try Self.volume(least, sequence), try Self.volume(most, sequence))
  }

  private static func volume(_ text: String?, _ sequence: Int64) throws -> Volume {
    guard let text, let volume = try? Volume(parsing: text), volume <= TherapyProgram.largestTotal else {
      throw BodyFault(detail: "entry \(sequence): a delivery of \(text?.prefix(40) ?? "nothing")")
    }
    return volume
  }

  /// The time since a moment of an earlier run of the daemon: by the monotonic clock where the wall clock agrees within 10 s,
  /// as in `pausedFor`, for then the machine was not restarted. Otherwise by the wall clock, since nothing else tells; one
  /// that went back tells of no time, which counts the most drug (docs/decisions/0014).
  func age(of earlier: Moment) -> Interval {
    guard let then = earlier.microseconds, let microseconds else { return .zero }
    let byLabel = microseconds - then
    if at >= earlier.at {
      let elapsed = at.since(earlier.at)
      if abs(elapsed.nanoseconds / 1_000 - byLabel) <= 10_000_000 { return elapsed }
    }
    return byLabel > 0 && byLabel < .max / 1_000 ? Interval(nanoseconds: byLabel * 1_000) : .zero
  }

  private static func microseconds(_ utc: String) -> Int64? {
    guard let date = try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(utc) else { return nil }
    return Int64(exactly: (date.timeIntervalSince1970 * 1_000_000).rounded())
  }
}

import Controller
import FoundationEssentials
import GRDB
public import Quantities
public import Therapy

// How much drug a patient's sessions have left in the patient: the delivery records of the last two days, taken one after the
// other as the control step took them (SR-057).

extension JournalStore {
  /// What the sessions of `patient` that were prepared within the last 48 h have left at `now`, whose label is `wall`, in a
  /// person of `weight`; nothing where there are none.
  ///
  /// After 24 h a daily course leaves 1.55 ng/mL in the slowest model (the kinetics sheet), after 48 h less than 0.01.
  public func exposure(
    of patient: Label, weight: BodyMass, at now: Instant, wall: WallTime
  ) throws(JournalError) -> Exposure {
    let window: Int64 = 48 * 3_600 * 1_000_000
    let since = WallTime(microsecondsSince1970: wall.microsecondsSince1970 - window).utcText
    let prepared = try entries(
      where: "kind = 'prepared' AND utc >= ? AND json_extract(body, '$.order.patient.code') = ?", [since, patient.description])
    var concentrations: [UInt64: Concentration] = [:]
    for entry in prepared {
      guard case .prepared(let order, _) = entry.content, let session = entry.session else { continue }
      concentrations[session.number] = order.drug.concentration
    }
    var exposure = Exposure(weight: weight, concentration: .zero, residual: DrugEstimate(), at: .boot)
    guard let first = concentrations.keys.min() else { return exposure.moved(to: now) }
    var newest: DeliveryMoment?
    for moment in try deliveries(since: first) where concentrations[moment.session] != nil {
      if newest?.session != moment.session { exposure.begin(concentrations[moment.session] ?? .zero) }
      exposure.take(
        atLeast: moment.atLeast, atMost: moment.atMost, after: newest.map { moment.since($0) } ?? .zero)
      newest = moment
    }
    if let newest { exposure.pass(newest.age(at: now, wall: wall)) }
    return exposure.moved(to: now)
  }

  /// Every delivery record from a session's number on, oldest first.
  private func deliveries(since session: UInt64) throws(JournalError) -> [DeliveryMoment] {
    do {
      return try pool.read { database in
        let rows = try Row.fetchCursor(
          database,
          sql: """
            SELECT sequence, session, utc, monotonic_ns, kind, json_extract(body, '$.at_least') AS least,
            json_extract(body, '$.at_most') AS most FROM entry
            WHERE (kind = 'delivered' AND session >= ?) OR kind = 'daemon-started' ORDER BY sequence
            """, arguments: [Int64(clamping: session)])
        var (moments, run) = ([DeliveryMoment](), 0)
        while let row = try rows.next() {
          if row["kind"] == "daemon-started" { run += 1 } else { moments.append(try DeliveryMoment(row, run: run)) }
        }
        return moments
      }
    } catch {
      throw JournalError(error, path: path)
    }
  }
}

/// What a delivery record says, and when it was made.
private struct DeliveryMoment {
  let session: UInt64
  let atLeast: Volume
  let atMost: Volume
  let at: Instant
  let utc: String
  /// Counts the starts of the daemon: within one the monotonic clock goes on.
  let run: Int

  init(_ row: Row, run: Int) throws {
    let (sequence, session, monotonic): (Int64, Int64, Int64) = (row["sequence"], row["session"], row["monotonic_ns"])
    let (least, most): (String?, String?) = (row["least"], row["most"])
    guard session > 0, monotonic >= 0, let least, let most else {
      throw BodyFault(detail: "entry \(sequence): a delivery without session, time or volumes")
    }
    self.session = UInt64(session)
    atLeast = try Self.volume(least, sequence)
    atMost = try Self.volume(most, sequence)
    at = Instant(nanoseconds: monotonic)
    utc = row["utc"]
    self.run = run
  }

  private static func volume(_ text: String, _ sequence: Int64) throws -> Volume {
    guard let volume = try? Volume(parsing: text), volume <= TherapyProgram.largestTotal else {
      throw BodyFault(detail: "entry \(sequence): a delivery of \(text.prefix(40))")
    }
    return volume
  }

  /// The time since an earlier record.
  func since(_ earlier: DeliveryMoment) -> Interval {
    if run == earlier.run { return at.since(earlier.at) }
    return earlier.age(at: at, microseconds: Self.microseconds(utc))
  }

  /// How old the record is at an instant of another run of the daemon.
  func age(at now: Instant, wall: WallTime) -> Interval { age(at: now, microseconds: wall.microsecondsSince1970) }

  /// By the monotonic clock where the wall clock agrees within 10 s, as in `pausedFor`: the machine was not restarted.
  /// Otherwise by the wall clock, since nothing else tells; a clock that went back tells of no time, which counts the most
  /// drug (docs/decisions/0014).
  private func age(at now: Instant, microseconds: Int64?) -> Interval {
    guard let then = Self.microseconds(utc), let microseconds else { return .zero }
    let byLabel = microseconds - then
    if now >= at {
      let elapsed = now.since(at)
      if abs(elapsed.nanoseconds / 1_000 - byLabel) <= 10_000_000 { return elapsed }
    }
    return byLabel > 0 && byLabel < .max / 1_000 ? Interval(nanoseconds: byLabel * 1_000) : .zero
  }

  private static func microseconds(_ utc: String) -> Int64? {
    guard let date = try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(utc) else { return nil }
    return Int64(exactly: (date.timeIntervalSince1970 * 1_000_000).rounded())
  }
}

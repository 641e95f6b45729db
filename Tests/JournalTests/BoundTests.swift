@testable import Controller
import Foundation
@testable import Journal
import Quantities
@testable import Safety
import Testing
import Therapy

/// What a file may say at most: bytes of ours never hold more, and arithmetic on more could trap at every start.
@Suite struct BoundTests {
  /// A value in the body of an entry: where it stands, the largest text that is taken, the smallest one that is not, and how the
  /// fault names it.
  struct Bound: CustomTestStringConvertible, Sendable {
    let entry: String
    let path: String
    let largest: String
    let above: String
    let name: String
    var testDescription: String { "\(entry): \(path)" }

    init(_ entry: String, _ path: String, _ largest: String, _ above: String, as name: String? = nil) {
      self.entry = entry
      self.path = path
      self.largest = largest
      self.above = above
      self.name = name ?? path
    }
  }

  static let rates = ["intent", "ordered", "applied", "delivered", "reduced"].map {
    Bound($0, "rate", "1000000 mL/h", "1000000.000001 mL/h")
  }

  static let volumes =
    [
      ("ordered", "vtbi"), ("counter-broke", "counter"), ("delivered", "at_least"), ("delivered", "at_most"),
      ("delivered", "account.settled_at_least"), ("delivered", "account.settled_at_most"), ("delivered", "account.base"),
      ("delivered", "account.last"), ("delivered", "account.resolution"),
    ].map { Bound($0.0, $0.1, "1000000000 mL", "1000000000.000001 mL") }

  static let ceilings = ["soft", "hard"].flatMap { name in
    [
      ("dose_rate", "5 mg/kg/h", "5.000000001 mg/kg/h"), ("mass_rate", "500 mg/h", "500.000001 mg/h"),
      ("flow_rate", "1200 mL/h", "1200.000001 mL/h"), ("session_mass", "2000 mg", "2000.000001 mg"),
      ("session_mass_per_kg", "20 mg", "20.000001 mg"), ("duration", "1440 min", "86400.000000001 s"),
      ("step_up", "1 mg/kg/h", "1.000000001 mg/kg/h"), ("predicted_concentration", "1200 ng/mL", "1200.001 ng/mL"),
    ].map { Bound("prepared", "order.drug.\(name).\($0.0)", $0.1, $0.2, as: "\(name).\($0.0)") }
  }

  static let floors = ["soft_floors", "hard_floors"].flatMap { name in
    [
      ("dose_rate", "5 mg/kg/h", "5.000000001 mg/kg/h"), ("mass_rate", "500 mg/h", "500.000001 mg/h"),
      ("duration", "1440 min", "86400.000000001 s"),
    ].map { Bound("prepared", "order.drug.\(name).\($0.0)", $0.1, $0.2, as: "\(name).\($0.0)") }
  }

  static let others = [
    Bound("prepared", "order.drug.concentration", "10 mg/mL", "10.000001 mg/mL", as: "concentration"),
    Bound("prepared", "order.drug.concentration", "0.2 mg/mL", "0.199999 mg/mL", as: "concentration"),
    Bound("prepared", "order.drug.concentration", "10 mg/mL", "9000000000000 mg/mL", as: "concentration"),
    Bound(
      "prepared", "order.drug.second_person.dose_rate", "5 mg/kg/h", "5.000000001 mg/kg/h", as: "second_person.dose_rate"),
    Bound(
      "prepared", "order.drug.second_person.predicted_concentration", "1200 ng/mL", "1200.001 ng/mL",
      as: "second_person.predicted_concentration"),
    Bound("prepared", "order.respiration_above", "5 mg/kg/h", "5.000000001 mg/kg/h", as: "respiration_above"),
    Bound("prepared", "order.steps.1.rate", "1000000 mL/h", "1000000.000001 mL/h", as: "steps.rate"),
    Bound("prepared", "order.steps.0.duration", "1440 min", "86400.000000001 s", as: "steps.duration"),
    Bound("prepared", "order.total", "1000000000 mL", "1000000000.000001 mL", as: "total"),
    Bound("prepared", "order.patient.weight", "250 kg", "250.001 kg", as: "weight"),
  ]

  static func content(of entry: String) throws -> JournalContent {
    switch entry {
    case "intent": JournalContent(.intent(.start, rate: slow, by: nurse, command: someCommand), order: nil)
    case "ordered": JournalContent(.ordered(rate: slow, vtbi: .zero, sequence: 1), order: nil)
    case "applied": JournalContent(.receipt(.applied(slow), sequence: 1), order: nil)
    case "reduced": JournalContent(.reduced(to: slow, cause: .sedation), order: nil)
    case "counter-broke": JournalContent(.counterBroke(at: .zero), order: nil)
    case "delivered": JournalContent(.delivered(delivery()), order: nil)
    default: JournalContent(.prepared(by: nurse), order: try order())
    }
  }

  /// The content again, with another value at a path of its body; nil takes the value away.
  static func read(_ content: JournalContent, _ path: String, _ value: String?) throws -> JournalContent {
    func changed(_ node: Any?, _ keys: ArraySlice<Substring>) throws -> Any? {
      guard let key = keys.first else { return value }
      if var list = node as? [Any] {
        let index = try #require(Int(key))
        list[index] = try #require(try changed(list[index], keys.dropFirst()))
        return list
      }
      var table = try #require(node as? [String: Any], "\(path)")
      table[String(key)] = try changed(table[String(key)], keys.dropFirst())
      return table
    }
    let object = try JSONSerialization.jsonObject(with: Data(try EntryBody(content).json().utf8))
    let table = try #require(try changed(object, path.split(separator: ".")[...]))
    let json = String(decoding: try JSONSerialization.data(withJSONObject: table), as: UTF8.self)
    return try EntryBody(json: json).content(kind: content.kind, actor: content.actor)
  }

  @Test(arguments: rates + volumes + ceilings + floors + others)
  func `a value at its bound is read, and one above it is a fault that names it`(bound: Bound) throws {
    let content = try Self.content(of: bound.entry)
    _ = try Self.read(content, bound.path, bound.largest)
    let fault = #expect(throws: BodyFault.self) { try Self.read(content, bound.path, bound.above) }
    #expect(fault?.detail.contains(bound.name) == true, "\(fault?.detail ?? "")")
  }

  @Test func `what is read at every bound is computed with and does not overflow`() throws {
    for concentration in [DrugEntry.acceptedConcentration.lowerBound, DrugEntry.acceptedConcentration.upperBound] {
      for weight in [Patient.acceptedWeight.lowerBound, Patient.acceptedWeight.upperBound] {
        let (rate, volume) = (TherapyProgram.fastestStep, TherapyProgram.largestTotal)
        let mass = rate.massRate(at: concentration)
        #expect(mass.doseRate(for: weight) > .zero)
        #expect(volume.mass(at: concentration) > .zero)
        #expect(DoseCeilings.outermost.doseRate.massRate(for: weight).flowRate(at: concentration) > .zero)
        #expect(DoseCeilings.outermost.fastestFlow(for: weight, at: concentration) > .zero)
        #expect(DoseCeilings.outermost.sessionMass(for: weight) > .zero)
      }
    }
  }

  @Test func `a volume that no pump has given is written as the largest that is read again`() throws {
    let most = TherapyProgram.largestTotal
    let absurd = Volume(nanoliters: .max)
    var account = CounterAccount()
    (account.settledAtMost, account.base, account.last, account.resolution) = (absurd, absurd, absurd, absurd)
    let written: [ControlEvent] = [
      .delivered(DeliveryRecord(atLeast: absurd, atMost: absurd, elapsed: .zero, rate: slow, account: account)),
      .counterBroke(at: absurd),
    ]
    for event in written {
      let content = JournalContent(event, order: nil)
      switch try EntryBody(json: try EntryBody(content).json()).content(kind: content.kind, actor: nil) {
      case .delivered(let record):
        #expect((record.atLeast, record.atMost) == (most, most))
        #expect(record.account.isPossible)
        #expect((record.account.base, record.account.last) == (most, most))
      case .counterBroke(let volume): #expect(volume == most)
      default: Issue.record("another kind came back")
      }
    }
  }

  @Test func `nothing of a delivery record has a default`() throws {
    let content = JournalContent(.delivered(delivery()), order: nil)
    let keys = [
      "at_least", "at_most", "elapsed", "rate", "account", "step", "step_began", "automatic_pauses", "account.last",
      "account.settled_at_least", "account.settled_at_most", "account.resolution",
    ]
    for key in keys {
      #expect(throws: BodyFault.self, "\(key)") { try Self.read(content, key, nil) }
    }
  }

  @Test(arguments: [(1_000_000_000_000, true), (1_000_000_000_001, false), (Int64.max, false)])
  func `a journal whose session numbers leave no room for another is damaged`(number: Int64, isSound: Bool) throws {
    let fixture = try Fixture()
    let journal = try fixture.open()
    try journal.append([note(1, .remark("x"), session: SessionID(number: UInt64(number)))])
    guard !isSound else {
      #expect(try fixture.killed().open().nextSession() == SessionID(number: UInt64(number) + 1))
      return
    }
    let left = try fixture.killed()
    let error = #expect(throws: JournalError.self) { try left.open() }
    #expect(error == .corrupt(path: left.path, detail: "the session number \(number) is out of range"))
  }
}

import Foundation
@testable import HardwareSim
import Quantities
import Testing
import Therapy

@Suite("Persons who can be drawn")
struct PersonTests {
  @Test("the same number is the same person, another number another one, and the typical one has every factor at 1")
  func numbered() {
    let (first, again, other) = (Population.persons(3)[2], Population.persons(3)[2], Population.persons(4)[3])
    #expect(first == again && first.number == 3)
    #expect(first.kinetics != other.kinetics && first.rest != other.rest && first.sensitivity != other.sensitivity)
    let typical = Person.typical(weight: Population.weight)
    #expect(typical.kinetics == Person.Kinetics() && typical.number == nil)
    #expect(typical.model.rates[3] == 0.693_147_180_559_945_3 / 6.1)
    var random = Random(seed: 3)
    var drawn = Person.drawn(weight: Population.weight, using: &random)
    drawn.number = 3
    #expect(drawn == first)
  }

  @Test("person 1 is this one to the last bit, on every machine and in every build")
  func golden() {
    let person = Person.numbered(1, weight: Population.weight)
    let bits = [
      person.kinetics.elimination, person.kinetics.exchange, person.kinetics.volumes, person.kinetics.effectHalfTime,
      person.rest.saturation, person.rest.diastolic, person.sensitivity.dissociationExtent, person.sensitivity.nausea,
    ].map(\.bitPattern)
    #expect(
      bits == [
        4_609_245_944_721_004_477, 4_609_081_767_194_025_021, 4_611_981_183_749_537_905, 4_620_948_711_839_635_185,
        4_636_545_672_409_635_905, 4_634_818_465_986_523_387, 4_609_673_978_068_281_681, 4_600_296_312_376_579_981,
      ])
  }

  @Test("the typical prediction misses a person's level at the end of an infusion by 23 % in the median, and is in the middle")
  func error() {
    let typical = Person.typical(weight: Population.weight)
    for infusion in [Population.mood, Population.fourHours] {
      let predicted = Population.end(of: infusion, in: typical).plasma
      let errors = Population.persons(4_000).map { Population.end(of: infusion, in: $0).plasma / predicted - 1 }
      #expect((0.215...0.245).contains(errors.map(\.magnitude).median))
      #expect((-0.03...0.03).contains(errors.median))
    }
  }

  @Test("half-times of the effect site are spread over 0 to 11.8 min with a mean of 6.1")
  func halfTimes() throws {
    let times = Population.persons(4_000).map(\.kinetics.effectHalfTime)
    #expect((6.0...6.2).contains(times.mean))
    #expect(try #require(times.min()) >= 0 && #require(times.min()) < 1)
    #expect(try #require(times.max()) <= 11.8 && #require(times.max()) > 10.8)
  }

  @Test("factors are centered on 1 and nobody is drawn beyond three spreads; nobody's rest is an alarm")
  func ranges() {
    let persons = Population.persons(4_000)
    for (factor, spread) in [
      (\Person.kinetics.elimination, 0.48), (\.kinetics.exchange, 0.53), (\.kinetics.volumes, 0.53),
      (\.sensitivity.breathing, 0.3), (\.sensitivity.saturation, 0.4), (\.sensitivity.heartRate, 0.4),
      (\.sensitivity.pressure, 0.4), (\.sensitivity.sedation, 0.2), (\.sensitivity.dissociation, 0.2),
      (\.sensitivity.dissociationExtent, 0.97), (\.sensitivity.distress, 0.6), (\.sensitivity.nausea, 0.6),
    ] as [(KeyPath<Person, Double>, Double)] {
      let factors = persons.map { $0[keyPath: factor] }
      #expect((0.93...1.07).contains(factors.median), "\(factor)")
      #expect(factors.allSatisfy { (exp(-3 * spread) * 0.999...exp(3 * spread) * 1.001).contains($0) }, "\(factor)")
    }
    for rest in persons.map(\.rest) {
      #expect((95.6...99.2).contains(rest.saturation) && (52.0...92.0).contains(rest.heartRate))
      #expect((10.5...17.5).contains(rest.respirationRate) && (33.0...43.0).contains(rest.carbonDioxide))
      #expect((98.0...146.0).contains(rest.systolic) && (60.0...92.0).contains(rest.diastolic))
      #expect(rest.systolic - rest.diastolic > 20)
    }
  }

  @Test("the exponential is the mathematics library's to 15 figures, the Hill curve a half at one and whole at infinity")
  func curves() {
    for x in stride(from: -30.0, through: 30, by: 0.37) { #expect(abs(exponential(x) / exp(x) - 1) < 1e-14) }
    for power in 1...3 {
      #expect(hill(0, power: power) == 0 && hill(1, power: power) == 0.5)
      #expect(hill(1e200, power: power) == 1 && hill(.infinity, power: power) == 1 && hill(-1, power: power) == 0)
    }
  }

  @Test("an effect site exactly as fast as one of the body's modes still has a finite level")
  func equalRates() {
    var person = Person.typical(weight: Population.weight)
    for rate in (0..<3).map({ person.model.rates[$0] }) {
      person.kinetics.effectHalfTime = 0.693_147_180_559_945_3 / rate
      let level = Population.end(of: Population.mood, in: person)
      #expect(level.effectSite > 0 && level.effectSite < level.plasma)
    }
  }
}

import Quantities
import Testing

// Our own broken invariants trap: an amount that is wrong must not reach a pump.

@Suite struct TrapTests {
  @Test("a negative amount traps, of every quantity")
  func negative() async {
    await #expect(processExitsWith: .failure) { _ = Volume(nanoliters: -1) }
    await #expect(processExitsWith: .failure) { _ = Mass(nanograms: -1) }
    await #expect(processExitsWith: .failure) { _ = FlowRate(nanolitersPerHour: -1) }
    await #expect(processExitsWith: .failure) { _ = DoseRate(picogramsPerKilogramPerHour: -1) }
    await #expect(processExitsWith: .failure) { _ = BodyMass(grams: -1) }
    await #expect(processExitsWith: .failure) { _ = Concentration(nanogramsPerMilliliter: -1) }
    await #expect(processExitsWith: .failure) { _ = MassRate(nanogramsPerHour: -1) }
    await #expect(processExitsWith: .failure) { _ = Interval(nanoseconds: -1) }
    await #expect(processExitsWith: .failure) { _ = Instant(nanoseconds: -1) }
  }

  @Test("a difference below zero, a sum and a product that do not fit trap")
  func range() async {
    await #expect(processExitsWith: .failure) { _ = Volume(nanoliters: 1) - Volume(nanoliters: 2) }
    await #expect(processExitsWith: .failure) { _ = Volume(nanoliters: .max) + Volume(nanoliters: 1) }
    await #expect(processExitsWith: .failure) { _ = Volume(microliters: .max) }
    await #expect(processExitsWith: .failure) { _ = FlowRate(nanolitersPerHour: .max) * .seconds(7_200) }
    await #expect(processExitsWith: .failure) { _ = Instant(nanoseconds: .max) + Interval(nanoseconds: 1) }
  }

  @Test("a division by nothing, and an unknown unit asked for by ourselves, trap")
  func division() async {
    await #expect(processExitsWith: .failure) { _ = Volume(nanoliters: 1).divided(by: 0) }
    await #expect(processExitsWith: .failure) { _ = Volume(nanoliters: 1).roundedDown(to: .zero) }
    await #expect(processExitsWith: .failure) { _ = scaledDown(1, times: 1, over: 0) }
    await #expect(processExitsWith: .failure) { _ = MassRate(nanogramsPerHour: 1).flowRate(at: .zero) }
    await #expect(processExitsWith: .failure) { _ = Volume(nanoliters: 1).text(in: "gallon", decimals: 1) }
  }

  @Test("an integrator whose sum does not fit traps")
  func integrator() async {
    await #expect(processExitsWith: .failure) {
      var integrator = VolumeIntegrator(from: Volume(nanoliters: .max))
      integrator.add(FlowRate(nanolitersPerHour: 1), for: .hour)
    }
  }
}

import Quantities
import Testing
import Therapy

private func rate(_ milliliters: Int64) -> FlowRate { FlowRate(microlitersPerHour: milliliters * 1_000) }

private func step(_ milliliters: Int64, _ time: Interval) -> ProgramStep {
  ProgramStep(rate: rate(milliliters), duration: time)
}

private let total = Volume(microliters: 40_000)

@Suite struct ProgramTests {
  @Test("a program's duration is that of its steps together, its fastest rate the highest of theirs")
  func sums() throws {
    let program = try #require(
      TherapyProgram(steps: [step(5, .minutes(15)), step(10, .minutes(30)), step(7, .minutes(15))], total: total))
    #expect(program.duration == .hour)
    #expect(program.fastestRate == rate(10))
  }

  @Test("the planned volume is exact over the steps, rounded down once")
  func plannedVolume() throws {
    let third = ProgramStep(rate: FlowRate(nanolitersPerHour: 1), duration: .minutes(20))
    #expect(try #require(TherapyProgram(steps: [third, third, third], total: total)).plannedVolume == Volume(nanoliters: 1))
    #expect(try #require(TherapyProgram(steps: [third, third], total: total)).plannedVolume == .zero)
    let long = try #require(TherapyProgram(steps: [step(10, .seconds(14_400))], total: total))
    #expect(long.plannedVolume == Volume(microliters: 40_000))
  }

  @Test("a program has 1 to 8 steps, each with flow and time, and a total")
  func refused() {
    let one = step(5, .minutes(1))
    #expect(TherapyProgram(steps: [], total: total) == nil)
    #expect(TherapyProgram(steps: [one], total: .zero) == nil)
    #expect(TherapyProgram(steps: [one, step(0, .minutes(1))], total: total) == nil)
    #expect(TherapyProgram(steps: [one, step(5, .zero)], total: total) == nil)
    #expect(TherapyProgram(steps: Array(repeating: one, count: 8), total: total)?.stepCount == 8)
    #expect(TherapyProgram(steps: Array(repeating: one, count: 9), total: total) == nil)
  }

  @Test("SR-015: rates, times and totals beyond any pump are no program, so that no product of them can overflow")
  func bounded() throws {
    #expect(TherapyProgram(steps: [step(5, Interval(nanoseconds: .max))], total: total) == nil)
    #expect(TherapyProgram(steps: [step(5, .seconds(86_401))], total: total) == nil)
    #expect(TherapyProgram(steps: [step(5, .minutes(1))], total: Volume(nanoliters: .max)) == nil)
    let endless = ProgramStep(rate: FlowRate(nanolitersPerHour: .max), duration: .seconds(1))
    #expect(TherapyProgram(steps: [endless], total: total) == nil)
    let extreme = ProgramStep(rate: TherapyProgram.fastestStep, duration: TherapyProgram.longestStep)
    let program = try #require(
      TherapyProgram(steps: Array(repeating: extreme, count: 8), total: TherapyProgram.largestTotal))
    #expect(program.plannedVolume.nanoliters == 8 * 24 * TherapyProgram.fastestStep.nanolitersPerHour)
    #expect(program.total.mass(at: Concentration(nanogramsPerMilliliter: 100_000_000)) > .zero)
  }

  @Test("a step that does not exist traps")
  func noSuchStep() async {
    await #expect(processExitsWith: .failure) {
      let only = ProgramStep(rate: FlowRate(nanolitersPerHour: 1), duration: .hour)
      _ = TherapyProgram(steps: [only], total: Volume(nanoliters: 1))?.step(at: 1)
    }
  }
}

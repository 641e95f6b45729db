import Quantities
import Safety
import Testing
import Therapy

/// The ceilings of `limits.tsv` for one patient and one drug, in whole nanoliters by multiplication alone: nothing is rounded.
private struct Ceilings {
  /// Grams.
  let weight: Int64
  /// Nanograms per milliliter.
  let concentration: Int64

  private static let rows = Table("limits").rows

  static func figure(_ name: String) -> Int64 { rows.first { $0["limit"] == name }!.number("figure")! }

  static func demand(_ name: String, _ isMet: Bool) -> Demand {
    let row = rows.first { $0["limit"] == name }!
    guard isMet else { return Demand() }
    let priorities: [String: AlarmPriority] = ["low": .low, "medium": .medium, "high": .high]
    return Demand(level: row["response"] == "hold" ? .warn : Level(row["response"]), priority: priorities[row["priority"]])
  }

  /// Whether `flow` (nL/h) is above the limit of that name; one at the limit is not.
  func isAbove(_ name: String, _ flow: Int64) -> Bool {
    let figure = Ceilings.figure(name)
    return switch name {
    // mg/kg/h: nL/h x ng/mL is 1 pg/kg/h for each gram.
    case "dose rate": flow * concentration > figure * 1_000_000_000 * weight
    case "mass rate": flow * concentration > figure * 1_000_000_000_000
    default: flow > figure * 1_000_000
    }
  }

  static let rates = ["dose rate", "mass rate", "flow rate"]

  /// The highest flow in nL/h that is not above the limit.
  func highest(_ name: String) -> Int64 {
    let figure = Ceilings.figure(name)
    return switch name {
    case "dose rate": figure * 1_000_000_000 * weight / concentration
    case "mass rate": figure * 1_000_000_000_000 / concentration
    default: figure * 1_000_000
    }
  }

  /// What is to be sent when `flow` is asked for: not above any limit, in steps of the pump.
  func permitted(_ flow: Int64) -> Int64 {
    let most = ([flow] + Ceilings.rates.map(highest)).min()!
    return most / 100_000 * 100_000
  }

  /// Whether a volume in microliters holds `percent` of what a session may, by either limit, or more than that where the row of
  /// `name` says that the limit itself passes.
  func holds(_ percent: Int64, of name: String, _ volume: Int64) -> Bool {
    let passes = Ceilings.rows.first { $0["limit"] == name }!["reached"] == "no"
    let mass = volume * 1_000 * concentration * 100 - (passes ? 1 : 0)
    let (whole, scaled) = (Ceilings.figure("session mass"), Ceilings.figure("session mass per weight"))
    return mass >= percent * whole * 1_000_000_000_000 || mass >= percent * scaled * 1_000_000_000 * weight
  }

  /// The least volume in microliters that does.
  func least(_ percent: Int64) -> Int64 {
    let masses = [
      Ceilings.figure("session mass") * 1_000_000, Ceilings.figure("session mass per weight") * 1_000 * weight,
    ]
    let divisor = concentration * 100
    return (masses.min()! * 1_000 * percent + divisor - 1) / divisor
  }

  static let all: [Ceilings] = {
    let weights: [Int64] = [30_000, 40_000, 57_300, 70_000, 71_400, 99_900, 100_000, 100_100, 150_000, 250_000]
    let concentrations: [Int64] = [200_000, 500_000, 1_000_000, 2_000_000, 3_300_000, 10_000_000]
    return weights.flatMap { weight in concentrations.map { Ceilings(weight: weight, concentration: $0) } }
  }()

  var bench: Bench {
    func decimal(_ thousandths: Int64) -> String { thousandths.asDecimal }
    var bench = Bench(required: [])
    bench.situation.order = OrderTerms(
      Bench.order(required: [], weight: decimal(weight) + " kg", concentration: decimal(concentration / 1_000) + " mg/mL"))
    return bench
  }
}

extension Int64 {
  /// Thousandths as a decimal number that ends in no zero.
  fileprivate var asDecimal: String {
    var text = "\(self / 1_000).\(String(self % 1_000 + 1_000).dropFirst())"
    while text.hasSuffix("0") { text.removeLast() }
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }
}

@Suite struct DoseOracleTests {
  @Test("SR-002, SR-001: what is sent is above no limit and no lower than it has to be, for every weight and concentration")
  func rates() {
    var tally = Tally()
    let interlocks: [String: Interlock] = [
      "dose rate": .doseRateLimit, "mass rate": .massRateLimit, "flow rate": .flowRateLimit,
    ]
    for ceilings in Ceilings.all {
      var asked: Set<Int64> = [0, 1, 99_999, 100_000, 10_000_000]
      for edge in Ceilings.rates.map(ceilings.highest) {
        asked.formUnion([-100_000, -1, 0, 1, 2, 99_999, 100_000].map { edge + $0 })
        asked.formUnion([edge * 10, edge * 60])
      }
      for flow in asked where flow >= 0 {
        var bench = ceilings.bench
        bench.situation.requested = FlowRate(nanolitersPerHour: flow)
        let answer = bench.play(Story([], looks: [step]))[0]
        let example = "\(flow) nL/h, \(ceilings)"
        tally.compare(ceilings.permitted(flow), answer.rate.nanolitersPerHour, "permitted", example)
        for name in Ceilings.rates {
          let expected = Ceilings.demand(name, ceilings.isAbove(name, flow))
          tally.compare(expected, answer.demand(of: [interlocks[name]!]), name, example)
          let blocksStart = answer.startBlockers.contains(Int(interlocks[name]!.rawValue))
          tally.compare(ceilings.isAbove(name, flow), blocksStart, "\(name), start", example)
        }
      }
    }
    #expect(tally.report("rates"))
  }

  @Test("SR-012, SR-123: what a session may hold warns at nine tenths and stops beyond it, by the lower one of both limits")
  func masses() {
    var tally = Tally()
    let nearly = Ceilings.figure("approach, session mass")
    for ceilings in Ceilings.all {
      var volumes: Set<Int64> = [0, 1]
      for edge in [nearly, 100].map(ceilings.least) {
        volumes.formUnion([edge - 1_000, edge - 1, edge, edge + 1, edge * 2])
      }
      for volume in volumes {
        var bench = ceilings.bench
        let answer = bench.play(Story([(0, .dose(.given(microliters: volume)))], looks: [0]))[0]
        let example = "\(volume) uL, \(ceilings)"
        let stops = Ceilings.demand("session mass", ceilings.holds(100, of: "session mass", volume))
        tally.compare(stops, answer.demand(of: [.sessionMassLimit]), "session mass", example)
        let warns = Ceilings.demand("approach, session mass", ceilings.holds(nearly, of: "approach, session mass", volume))
        tally.compare(warns, answer.demand(of: [.limitApproach]), "approach", example)
        if stops.level == .stop { #expect(answer.rate == .zero, "\(example)") }
      }
    }
    #expect(tally.report("masses"))
  }

  @Test("SR-123: nine tenths of the infusion time or of the concentration are told, and each by itself")
  func approach() {
    var tally = Tally()
    let edge = Ceilings.figure("duration") * 60_000 * Ceilings.figure("approach, duration") / 100
    let concentration = 640_000 * Ceilings.figure("approach, concentration") / 100
    for elapsed in [0, edge - step, edge, edge + step, edge * 2] {
      for predicted in [nil, 0, concentration - 1, concentration, concentration + 1, 640_001] {
        var bench = Bench(required: [])
        let events: [(Moment, Happening)] = [
          (0, .dose(.elapsed(milliseconds: elapsed))), (0, .concentration(picogramsPerMilliliter: predicted)),
        ]
        let answer = bench.play(Story(events, looks: [0]))[0]
        let isNear = elapsed >= edge || predicted.map { $0 >= concentration } == true
        let expected = Ceilings.demand("approach, duration", isNear)
        tally.compare(expected, answer.demand(of: [.limitApproach]), "approach", "\(elapsed) ms, \(predicted ?? -1)")
      }
    }
    #expect(tally.report("approach"))
  }

  @Test("SR-061: while it is unknown what the pump did nothing is raised, and lowering is free")
  func uncertain() {
    var tally = Tally()
    for ordered in [Int64(0), 5_000, 10_000] {
      for asked in [Int64(0), 4_900, 5_000, 5_100, 9_900, 10_000, 10_100, 20_000] {
        for isUncertain in [true, false] {
          var bench = Bench(required: [])
          let events: [(Moment, Happening)] = [
            (0, .ordered(microlitersPerHour: ordered)), (1_000, .dose(.asked(microlitersPerHour: asked))),
            (1_000, .fact(.uncertain(isUncertain))),
          ]
          let looks: [Moment] = [1_000, 1_020, 4_000 - step, 4_000, 4_000 + step]
          for (look, answer) in zip(looks, bench.play(Story(events, looks: looks))) {
            let held = look < 4_000 ? min(asked, ordered) : 0
            let expected = isUncertain ? held : asked
            tally.compare(
              expected, answer.rate.nanolitersPerHour / 1_000, "uncertain \(isUncertain)", "\(ordered), \(asked) at \(look) ms")
          }
        }
      }
    }
    #expect(tally.report("uncertain delivery"))
  }
}

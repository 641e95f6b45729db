import CAllocationCount
import CKinetics
import Platform
import Quantities
import Therapy

/// One model, its step of a minute, and the body.
private struct OneModel {
  let model: CompartmentModel
  let step: KineticStep
  var state = KineticState()

  init(_ kind: KineticModel, weight: BodyMass) {
    model = CompartmentModel(kind.parameters(for: weight))
    step = model.step(minutes: 1)
  }

  /// Takes the step and reads plasma and effect site; returns the sum of the two, ng/mL.
  @inline(__always)
  mutating func takeStep(rate: Double) -> Double {
    state.advance(by: step, rate: rate)
    return state.plasma(model) + state.effectSite(model)
  }
}

/// The four models at 70 kg, stepped by ours and by a C loop from the same numbers.
private struct FourModels {
  private var kamp = OneModel(.kamp, weight: weight)
  private var kampLinear = OneModel(.kampLinear, weight: weight)
  private var clements = OneModel(.clements, weight: weight)
  private var domino = OneModel(.domino, weight: weight)
  /// The same for C.
  private let peers: [kinetics_model]
  private let bodyModels: BodyModels
  private static let weight = BodyMass(grams: 70_000)

  /// The rates of the fixed steps, mg/min: each step has another one, so that no step can be left out.
  private let rates: [Double] = (0..<64).map { 0.2 + 0.005 * Double($0 * 29 % 64) }
  /// The lengths of the free steps: from a quarter of a second to 16 s.
  private let times: [Interval] = (0..<64).map { .milliseconds(250 * Int64(1 + $0 * 37 % 64)) }
  private let minutes: [Double]
  /// What arrives in each of them: about 2 mL/h.
  private let volumes: [Volume]
  private let milligrams: [Double]
  private let concentration = Concentration(baseUnits: 10_000_000)

  private var drug = DrugInBody()
  private var fixedPeer = kinetics_body()
  private var freePeer = kinetics_body()

  init() {
    peers = [kamp, kampLinear, clements, domino].map { one in
      kinetics_model(
        rates: Self.lanes(one.model.rates), plasma_weights: Self.lanes(one.model.plasmaWeights),
        effect_weights: Self.lanes(one.model.effectWeights), left: Self.lanes(one.step.left), gain: Self.lanes(one.step.gain))
    }
    bodyModels = BodyModels(weight: Self.weight)
    minutes = times.map { Double($0.nanoseconds) / 60e9 }
    volumes = times.enumerated().map { Volume(baseUnits: $1.nanoseconds / 1_800_000 + Int64($0)) }
    milligrams = volumes.map { Double($0.nanoliters) * 1e-5 }
  }

  private static func lanes(_ lanes: SIMD4<Double>) -> (Double, Double, Double, Double) {
    (lanes[0], lanes[1], lanes[2], lanes[3])
  }

  /// Takes fixed steps and reads plasma and effect site of each model after each; returns the sum of what was read, ng/mL.
  @inline(never)
  mutating func takeFixedSteps(_ count: Int) -> Double {
    // Copies that nothing else points to may stay in registers, as in C.
    var (kamp, kampLinear, clements, domino) = (kamp, kampLinear, clements, domino)
    var (sum, next) = (0.0, 0)
    for _ in 0..<count {
      let rate = rates[next]
      next = next + 1 < rates.count ? next + 1 : 0
      let kamps = kamp.takeStep(rate: rate) + kampLinear.takeStep(rate: rate)
      sum += kamps + (clements.takeStep(rate: rate) + domino.takeStep(rate: rate))
    }
    (self.kamp, self.kampLinear, self.clements, self.domino) = (kamp, kampLinear, clements, domino)
    return sum
  }

  /// The same in C.
  mutating func takeFixedStepsInC(_ count: Int) -> Double {
    kinetics_fixed_steps(&fixedPeer, peers, rates, rates.count, count)
  }

  /// Takes steps of lengths that are not known before, as the controller does; returns the sum of the shown model's plasma,
  /// ng/mL.
  @inline(never)
  mutating func takeFreeSteps(_ count: Int) -> Double {
    var (sum, next) = (Int64(0), 0)
    for _ in 0..<count {
      drug.advance(by: times[next], receiving: volumes[next], at: concentration, bodyModels)
      next = next + 1 < times.count ? next + 1 : 0
      sum += drug.shown(bodyModels, isLeast: false).plasma.picogramsPerMilliliter
    }
    return Double(sum) / 1_000
  }

  /// The same in C, with the exponentials of its library.
  mutating func takeFreeStepsInC(_ count: Int) -> Double {
    kinetics_free_steps(&freePeer, peers, minutes, milligrams, minutes.count, count)
  }
}

/// One step of the four models, of a fixed length and of any length, in nanoseconds beside C.
func measureKinetics() throws -> [Measurement] {
  let (batches, count) = (201, 10_000)
  var models = FourModels()
  let fixed = try alternate(
    batches: batches, steps: count, apart: 1e-9, { models.takeFixedSteps(count) }, { models.takeFixedStepsInC(count) })
  // Ours is rounded up to whole pg/mL after each step.
  let free = try alternate(
    batches: batches, steps: count, apart: 1e-4, { models.takeFreeSteps(count) }, { models.takeFreeStepsInC(count) })
  let method = "median of \(batches) batches of \(count) steps, ours and C in turn, both with the same sum of what was read; "
  return [
    Measurement(
      name: "kinetics, step of four models", ours: fixed.ours, peer: fixed.peer, unit: "ns", peerName: "C -O2, same arithmetic",
      method: method + "target 100 ns; steps of 1 min made once; plasma and effect site of each model read after each step"),
    Measurement(
      name: "kinetics, step of any length", ours: free.ours, peer: free.peer, unit: "ns",
      peerName: "C -O2 with exp and expm1 of libm",
      method: method + "four models, 0.25 to 16 s, 16 exponentials a step; plasma of the shown model read after each"),
  ]
}

/// Runs two loops in turn; gives the median nanoseconds of a step of each. What they return must agree, as a share of it.
private func alternate(
  batches: Int, steps: Int, apart: Double, _ ours: () -> Double, _ peer: () -> Double
) throws -> (ours: Double, peer: Double) {
  var times: (ours: [Int64], peer: [Int64]) = ([], [])
  for _ in 0..<batches {
    let began = SystemClock.now()
    let sum = ours()
    let between = SystemClock.now()
    let peerSum = peer()
    let ended = SystemClock.now()
    guard abs(sum - peerSum) <= apart * peerSum else {
      throw BenchmarkFailure(reason: "the kinetics differ: ours \(sum), C \(peerSum)")
    }
    times.ours.append(between.since(began).nanoseconds)
    times.peer.append(ended.since(between).nanoseconds)
  }
  return (Double(percentile(times.ours, 50)) / Double(steps), Double(percentile(times.peer, 50)) / Double(steps))
}

/// Heap allocations in 10,000 steps of fixed length and as many of any length, four models each.
func countKineticAllocations() -> Int {
  var models = FourModels()
  var sum = models.takeFixedSteps(100) + models.takeFreeSteps(100)
  let before = allocation_count()
  sum += models.takeFixedSteps(10_000) + models.takeFreeSteps(10_000)
  let count = Int(allocation_count() - before)
  precondition(sum > 0)
  return count
}

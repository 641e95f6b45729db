import Quantities
import Safety
import SplitMix
import Therapy

/// Situations of every kind, likely or not: what must hold in all of them holds whatever a session, a pump or a person does.
struct AnySituation {
  var random: SplitMix

  init(seed: UInt64) { random = SplitMix(seed: seed) }

  /// Whether a chance of one in `many` comes true.
  mutating func happens(oneIn many: Int64) -> Bool { random.next(in: 1...many) == 1 }

  /// A bedside after up to 5 h, at which about one fact in `rarity` is strange.
  mutating func bedside(rarity: Int64) -> Bedside {
    let limits = happens(oneIn: 4) ? strictCeilings() : Bedside.hard
    let order = Bedside.order(
      weight: BodyMass(grams: random.next(in: 30_000...250_000)), soft: limits, hard: Bedside.hard,
      concentration: Concentration(nanogramsPerMilliliter: random.next(in: 200_000...10_000_000)),
      required: RequiredSignal.allCases.filter { _ in random.next(in: 0...1) == 0 })
    var bedside = Bedside(order: order)
    bedside.situation.now = time(random.next(in: 0...300))
    bedside.situation.requested = rate()
    bedside.situation.ordered = happens(oneIn: 3) ? bedside.situation.requested : rate()
    bedside.situation.pump.report = Bedside.report(.infusing, bedside.situation.ordered, at: bedside.situation.now)
    disturb(&bedside, rarity: rarity)
    return bedside
  }

  /// Changes about one fact in `rarity`.
  mutating func disturb(_ bedside: inout Bedside, rarity: Int64) {
    if happens(oneIn: rarity) { bedside.situation.requested = rate() }
    if happens(oneIn: rarity) { bedside.situation.deliveredAtMost = Volume(nanoliters: random.next(in: 0...60_000_000)) }
    if happens(oneIn: rarity) { bedside.saturation = (Int32(random.next(in: 70...100)), .good) }
    if happens(oneIn: rarity) { bedside.heartRate = (Int32(random.next(in: 30...180)), .good) }
    if happens(oneIn: rarity) { bedside.situation.pump.uncertainSince = past(bedside, seconds: 5) }
    if happens(oneIn: rarity) { bedside.situation.journal.failingSince = past(bedside, seconds: 40) }
    observe(&bedside, rarity: rarity)
    if happens(oneIn: rarity) { bedside.situation.flowBegan = past(bedside, seconds: 18_000) }
    if happens(oneIn: rarity) { bedside.situation.increasedAt = past(bedside, seconds: 18_000) }
    if happens(oneIn: rarity) { bedside.situation.elapsed = .seconds(random.next(in: 0...20_000)) }
    if happens(oneIn: rarity) {
      bedside.situation.predictedConcentration = PlasmaConcentration(picogramsPerMilliliter: random.next(in: 0...900_000))
    }
    if happens(oneIn: rarity) { bedside.situation.restGrowth = Volume(nanoliters: random.next(in: 0...200_000)) }
    if happens(oneIn: rarity) { bedside.situation.pausedFor = .seconds(random.next(in: 0...8_000)) }
    if happens(oneIn: rarity) {
      bedside.situation.automaticPauses = (Int(random.next(in: 0...3)), Int(random.next(in: 0...6)))
    }
    if happens(oneIn: rarity) { bedside.situation.isUnderLocalControl.toggle() }
    if happens(oneIn: rarity) { bedside.situation.waitsAtHoldPoint.toggle() }
    let states: [PumpState] = [.idle, .infusing, .paused, .bolus, .keepVeinOpen, .fault]
    if happens(oneIn: rarity) { bedside.situation.pump.report?.state = states[Int(random.next(in: 0...5))] }
  }

  private mutating func observe(_ bedside: inout Bedside, rarity: Int64) {
    if happens(oneIn: rarity) {
      bedside.situation.cuff = CuffReading(
        systolic: Int32(random.next(in: 60...230)), diastolic: Int32(random.next(in: 30...120)),
        mean: Int32(random.next(in: 50...140)), at: past(bedside, seconds: 1_500))
    }
    if happens(oneIn: rarity) { bedside.situation.baselineSystolic = Int32(random.next(in: 85...170)) }
    for scale in ClinicalScale.allCases where happens(oneIn: rarity) {
      let (low, high) = (Int64(scale.range.lowerBound), Int64(scale.range.upperBound))
      bedside.enter(scale, Int8(random.next(in: low...high)), at: past(bedside, seconds: 2_400))
    }
  }

  private mutating func rate() -> FlowRate { FlowRate(nanolitersPerHour: random.next(in: 0...200_000_000)) }

  private mutating func past(_ bedside: Bedside, seconds: Int64) -> Instant {
    Instant(nanoseconds: bedside.situation.now.nanoseconds - random.next(in: 0...min(seconds, 900)) * 1_000_000_000)
  }

  private func strictCeilings() -> DoseCeilings {
    var limits = Bedside.hard
    limits.predictedConcentration = PlasmaConcentration(picogramsPerMilliliter: 250_000)
    return limits
  }
}

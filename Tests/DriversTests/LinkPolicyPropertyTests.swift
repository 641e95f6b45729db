import Quantities
import Safety
import Testing
import Therapy

@testable import Drivers

/// Random schedules of orders, stops, late renewals, losses, restarts and exchanged pumps; the rules are checked at each frame.
struct LinkPolicyPropertyTests {
  @Test("the rules of the link hold at every frame of any schedule", arguments: UInt64(0)..<120)
  func rules(seed: UInt64) throws {
    let world = try RandomWorld(seed: seed)
    for _ in 0..<4_000 {
      world.stir()
      let clearedBefore = world.bench.policy.clearedStopGeneration
      let known = LinkKnowledge(world.bench.policy)
      let frame = world.bench.step()
      world.checkFlow()
      guard let frame else { continue }
      world.check(frame, known)
      world.checkCleared(from: clearedBefore)
    }
    world.calm()
    #expect(world.bench.policy.observation.uncertainSince == nil, "seed \(seed)")
    #expect(world.bench.policy.clearedStopGeneration == world.bench.stopGeneration ?? 0, "seed \(seed)")
    #expect(world.bench.pump.flow == .zero, "seed \(seed)")
  }
}

/// What the link had been told before a frame.
struct LinkKnowledge {
  let link: PumpLinkState
  let wasIdentified: Bool
  let wasWrong: Bool

  init(_ policy: borrowing LinkPolicy<RefPumpDriver>) {
    link = policy.observation.link
    wasIdentified = policy.identity != nil
    wasWrong = policy.observation.link == .wrongDevice
  }
}

final class RandomWorld {
  var bench: LinkBench
  var random: Seeded
  let seed: UInt64
  private var sequence: UInt64 = 0
  private var renewed = Instant.boot
  private var renews = true
  private var deadSequences: Set<UInt64> = []
  private var stopAskedAt: Int?
  private var lastGood: [Frame] = []
  private var spare: RegisterPump?
  private var exchangedAt: Instant?
  private var isFirstWrite = true
  private var aboveSince: Instant?

  init(seed: UInt64) throws {
    self.seed = seed
    random = Seeded(seed)
    bench = try LinkBench(lease: .seconds(Int64.random(in: 3...8, using: &random)))
    if random.chance(50) { bench.pump.state = .infusing }
    var line = Seeded(seed &+ 1_000)
    let quality = [0, 0, 3, 10, 40].randomElement(using: &random) ?? 0
    var outageEnds = Instant.boot
    bench.fate = { _, now in
      if line.chance(1), line.chance(20) { outageEnds = now + .seconds(Int64.random(in: 1...12, using: &line)) }
      if now < outageEnds { return line.chance(50) ? .loseRequest : .loseReply }
      guard line.chance(quality) else { return .deliver }
      return [.loseRequest, .loseReply, .corrupt, .notSent, .exception(4), .exception(6)].randomElement(using: &line) ?? .deliver
    }
  }

  private func nextSequence() -> UInt64 {
    sequence += 1
    return sequence
  }

  /// Lets the controller, the operator and fate act.
  func stir() {
    if let order = bench.order, order.isEngaged, bench.now >= order.leaseUntil { deadSequences.insert(order.sequence) }
    if bench.now.since(renewed) >= .seconds(1) {
      renewed = bench.now
      if renews { bench.renew() }
    }
    guard random.chance(3) else { return }
    switch Int.random(in: 0..<20, using: &random) {
    case 0..<6:
      let rate = FlowRate(microlitersPerHour: Int64.random(in: 1...200, using: &random) * 100)
      bench.orderRun(rate, nextSequence(), begins: Bool.random(using: &random) || bench.pump.flow == .zero)
    case 6..<9: bench.orderStop(nextSequence(), clearsAlarms: random.chance(50))
    case 9: bench.orderIdle(nextSequence())
    case 10, 11: bench.stopGeneration = (bench.stopGeneration ?? 0) + 1
    case 12: renews = false
    case 13, 14, 15: renews = true
    case 16: if random.chance(30) { bench.pump.reboot() }
    case 17: if random.chance(40) { exchange() }
    case 18: if random.chance(20) { bench.pump.latched |= 1 }
    default: bench.pump.latched = bench.pump.live
    }
  }

  /// Puts another pump at the address, or ours back.
  private func exchange() {
    if let ours = spare {
      bench.pump = ours
      spare = nil
    } else {
      spare = bench.pump
      bench.pump = RegisterPump(serial: 9)
      bench.pump.isReferencePump = random.chance(50)
    }
    bench.pump.advance(to: bench.now)
    exchangedAt = bench.now
  }

  /// Ends all trouble, orders zero and lets the link settle.
  func calm() {
    if spare != nil { exchange() }
    bench.fate = { _, _ in .deliver }
    bench.orderStop(nextSequence())
    bench.run(.seconds(30))
  }

  func check(_ frame: Frame, _ known: LinkKnowledge) {
    checkIdentity(frame, known)
    checkStop(frame, known)
    checkLease(frame)
    checkRate(frame)
  }

  /// No write to a device that was told as wrong; before the first identification nothing but a stop; the first write is a stop.
  private func checkIdentity(_ frame: Frame, _ known: LinkKnowledge) {
    guard frame.request.isWrite else { return }
    #expect(!known.wasWrong, "seed \(seed): a write to a wrong device")
    if !known.wasIdentified { #expect(frame.isStop, "seed \(seed): an unidentified device gets nothing but a stop") }
    if isFirstWrite { #expect(frame.isStop, "seed \(seed): the first write is the stop") }
    isFirstWrite = false
    // Another pump at the address is noticed at the next good reading, at most a poll and its retries later.
    guard spare != nil, let exchangedAt, frame.began.since(exchangedAt) > .seconds(3) else { return }
    #expect(frame.isStop || frame.isLost, "seed \(seed): written to an exchanged pump")
  }

  /// A request that no stop answers yet is answered by the next frame, unless identity must come first.
  private func checkStop(_ frame: Frame, _ known: LinkKnowledge) {
    guard let asked = frame.stopGeneration, asked > bench.policy.clearedStopGeneration, !known.wasWrong else { return }
    let wasSent = bench.frames.dropLast().contains {
      $0.isStop && $0.reply != .notSent && ($0.stopGeneration ?? 0) >= asked
    }
    let hasFailed = bench.frames.dropLast().contains { $0.isStop }
    if !wasSent, known.wasIdentified || hasFailed, bench.frames.dropLast().last?.reply != .notSent {
      #expect(frame.isStop, "seed \(seed): a stop request waits behind \(frame.request)")
    }
    if frame.request.isWrite { #expect(frame.isStop, "seed \(seed): another write while a stop is pending") }
  }

  /// After the lease: stop and read, nothing else; no feeding without a live lease.
  private func checkLease(_ frame: Frame) {
    guard frame.request.isWrite, !frame.isStop else { return }
    guard let order = frame.order else { Issue.record("seed \(seed): a write without an order"); return }
    #expect(frame.began < order.leaseUntil, "seed \(seed): \(frame.request) after the lease")
    #expect(!deadSequences.contains(order.sequence), "seed \(seed): \(frame.request) under a dead order")
    if frame.isFeed { #expect(order.isEngaged, "seed \(seed): fed without a session") }
  }

  /// No frame makes the pump run faster than the order in force, and none is committed or started twice for one order.
  private func checkRate(_ frame: Frame) {
    guard frame.isCommit || frame.isStart || frame.isStage else { return }
    let rate = frame.order?.rate ?? .zero
    #expect(rate > .zero, "seed \(seed): run without a rate")
    if frame.isCommit || frame.isStart, frame.reply == .written, spare == nil {
      #expect(bench.pump.flow <= rate, "seed \(seed): runs at \(bench.pump.flow), ordered \(rate)")
    }
    let twice = bench.frames.dropLast().contains {
      $0.request == frame.request && $0.order?.sequence == frame.order?.sequence && $0.reply != .notSent
    }
    #expect(!twice, "seed \(seed): \(frame.request) twice for one order")
  }

  /// Whatever happens on the line, a pump under its watchdog does not run above its order for longer than the watchdog's time,
  /// the time that a run may take and the time to notice.
  func checkFlow() {
    guard spare == nil, bench.pump.flow > bench.order?.rate ?? .zero, bench.pump.watchdogSeconds > 0 else {
      aboveSince = nil
      return
    }
    aboveSince = aboveSince ?? bench.now
    let longest = bench.policy.settings.watchdog + .seconds(4)
    #expect(bench.now.since(aboveSince ?? bench.now) <= longest, "seed \(seed): above its order for too long")
  }

  /// A stop generation is cleared only by a zero from a read begun after a stop that was sent for it.
  func checkCleared(from before: UInt64) {
    let cleared = bench.policy.clearedStopGeneration
    guard cleared > before else { return }
    guard let read = bench.frames.last, let report = bench.policy.observation.report else { return }
    #expect(report.isAtZero && report.readBegan == read.began, "seed \(seed): cleared without a zero")
    let stopped = bench.frames.dropLast().contains {
      $0.isStop && $0.reply != .notSent && ($0.stopGeneration ?? 0) >= cleared && $0.ended <= read.began
    }
    #expect(stopped, "seed \(seed): cleared without its stop")
  }
}

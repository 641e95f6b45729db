import Quantities
import Therapy

// The one task that makes the pump run: look, stage, read back, commit, read back, start, see it run (map, driver rule 3).

extension RefPumpDriver {
  enum RunStep: Hashable { case look, stage, staged, commit, committed, start, watch }

  /// What a run is to bring about.
  struct RunPlan: Hashable {
    let program: RefPumpProgram
    /// Whether the pump must stand and is to be started; otherwise it must run already, and the commit changes its rate.
    let needsStart: Bool
    /// Until when the rate must be reached.
    var deadline = Instant.boot
  }

  /// How long the pump may take to reach the rate.
  private static var reachTime: Interval { .seconds(2) }

  mutating func beginRun(_ rate: FlowRate, _ vtbi: Volume, begins: Bool) -> [BusAction] {
    programNumber &+= 1
    guard let program = RefPumpProgram(rate: rate, vtbi: vtbi, occlusionLimit: occlusionLimit, number: programNumber),
      let limits, (limits.slowest...limits.fastest).contains(program.rate), vtbi <= limits.largestVTBI
    else { return finish(.refused(.value)) }
    return read(.run(.look, RunPlan(program: program, needsStart: begins)), Self.statusRequest)
  }

  mutating func runAnswered(
    _ step: RunStep, _ plan: RunPlan, _ reply: BusReply, _ began: Instant, _ ended: Instant
  ) -> [BusAction] {
    switch step {
    case .look: return looked(plan, reply, began, ended)
    case .staged: return stagedAnswered(plan, reply)
    case .committed: return committedAnswered(plan, reply, ended)
    case .watch: return watched(plan, reply, began, ended)
    case .stage, .commit, .start: break
    }
    switch WriteEnd(reply) {
    case .exception(let code): return refused(code)
    case .notSent: return finish(step == .stage ? .noAnswer : .refused(.notReached))
    // Lost or confirmed, the next thing is to read what the pump holds; that read decides.
    case .confirmed, .lost: break
    }
    switch step {
    case .stage: return readProgram(.staged, plan, RefPumpMap.stagedAddress)
    case .commit: return readProgram(.committed, plan, RefPumpMap.committedAddress)
    case .start, .look, .staged, .committed, .watch: return watch(plan, from: ended)
    }
  }

  private mutating func looked(_ plan: RunPlan, _ reply: BusReply, _ began: Instant, _ ended: Instant) -> [BusAction] {
    let status: RefPumpStatus
    switch self.status(in: reply, began, ended) {
    case .good(let good): status = good
    case .again: return again()
    case .failed: return finish(.noAnswer)
    case .foreign(let what): return finish(.wrongDevice(what))
    }
    let report = BusAction.report(status.report(began: began, ended: ended))
    switch status.state {
    // Flow that this start did not make is somebody else's; a pump that somebody stopped is not started by a change of rate.
    case .infusing where plan.needsStart: return [report] + finish(.refused(.state))
    case .idle where !plan.needsStart, .paused where !plan.needsStart: return [report] + finish(.refused(.state))
    case .infusing, .idle, .paused: break
    case .alarmStopped: return [report] + finish(.refused(.interlock))
    case .off, .selfTest, .bolus, .keepVeinOpen, .fault: return [report] + finish(.refused(.state))
    }
    guard status.isRemotelyOwned else { return [report] + finish(.refused(.owner)) }
    guard status.watchdogRemaining > .zero else { return [report] + finish(.refused(.interlock)) }
    let write = BusRequest.writeRegisters(address: RefPumpMap.stagedAddress, values: plan.program.registers)
    return [report] + send(.run(.stage, plan), write)
  }

  private mutating func readProgram(_ step: RunStep, _ plan: RunPlan, _ address: UInt16) -> [BusAction] {
    read(.run(step, plan), .readHoldingRegisters(address: address, count: RefPumpMap.programCount))
  }

  private mutating func stagedAnswered(_ plan: RunPlan, _ reply: BusReply) -> [BusAction] {
    guard case .registers(let registers) = reply, registers.count == Int(RefPumpMap.programCount) else {
      return mayRepeat ? again() : finish(.uncertain)
    }
    guard registers == plan.program.registers else { return finish(.refused(.readBack)) }
    return send(.run(.commit, plan), .writeCoil(address: RefPumpMap.commitCoil, isOn: true))
  }

  private mutating func committedAnswered(_ plan: RunPlan, _ reply: BusReply, _ ended: Instant) -> [BusAction] {
    guard case .registers(let registers) = reply, registers.count == Int(RefPumpMap.programCount) else {
      return mayRepeat ? again() : finish(.uncertain)
    }
    // The program's number is in it: an older program of the same rate does not pass for this one.
    guard registers == plan.program.registers else { return finish(.refused(.readBack)) }
    guard plan.needsStart else { return watch(plan, from: ended) }
    return send(.run(.start, plan), .writeCoil(address: RefPumpMap.startCoil, isOn: true))
  }

  private mutating func watch(_ plan: RunPlan, from now: Instant) -> [BusAction] {
    var plan = plan
    plan.deadline = now + Self.reachTime
    return read(.run(.watch, plan), Self.statusRequest)
  }

  private mutating func watched(_ plan: RunPlan, _ reply: BusReply, _ began: Instant, _ ended: Instant) -> [BusAction] {
    let isLate = ended >= plan.deadline
    let later = ended + RefPumpMap.cycle
    switch status(in: reply, began, ended) {
    case .good(let status):
      let report = BusAction.report(status.report(began: began, ended: ended))
      if status.runs(at: plan.program.rate) { return [report] + finish(.done) }
      if isLate { return [report] + finish(.refused(.notReached)) }
      return [report] + read(.run(.watch, plan), Self.statusRequest, notBefore: later)
    case .again: return again()
    case .failed:
      if isLate { return finish(.uncertain) }
      return read(.run(.watch, plan), Self.statusRequest, notBefore: later)
    case .foreign(let what): return finish(.wrongDevice(what))
    }
  }
}

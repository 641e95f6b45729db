public import Drivers
public import Platform
import Quantities
public import Safety

/// The main sounder: the body of its thread. It plays what the signal asks for, and has no opinions (`SounderPlan` has them).
///
/// A sound card's driver, or the server behind a device's name, may make the thread wait for as long as it likes. So nobody waits
/// for this thread and the service's watchdog does not ask after it: a state that is not renewed tells of the loss.
public final class Sounder: Sendable {
  /// The device's name in ALSA.
  public let device: String
  /// Rung when the thread is to end.
  public let doorbell: Doorbell
  /// Beats while the thread moves.
  public let heartbeat = Heartbeat()
  private let signals: Mailbox<AlarmSignal>
  private let state: Mailbox<AnnunciatorState>
  private let notices: @Sendable (String) -> Void

  /// A sounder on a device that is not open yet; `notices` takes sentences for the log.
  public init(
    device: String, signals: Mailbox<AlarmSignal>, state: Mailbox<AnnunciatorState>, doorbell: Doorbell,
    notices: @escaping @Sendable (String) -> Void
  ) {
    self.device = device
    self.signals = signals
    self.state = state
    self.doorbell = doorbell
    self.notices = notices
  }

  /// Sounds until `shouldEnd` says so; then it falls silent.
  public func run(until shouldEnd: @Sendable () -> Bool) {
    let output = SoundOutput(device: device)
    var plan = SounderPlan(rate: output.rate, buffer: SoundOutput.buffer, at: SystemClock.now())
    let bench = Bench(output: output)
    var (problem, isTold) = ("", false)
    while !shouldEnd() {
      heartbeat.beat()
      let action = plan.next(signals.peek(), at: SystemClock.now())
      switch action {
      case .wait(let until): _ = doorbell.wait(timeout: until.since(SystemClock.now()))
      case .close:
        output.close()
        problem = "the sound device \"\(device)\" takes nothing"
      case .open, .cut, .feed, .prove:
        do throws(SoundError) { plan.completed(action, try bench.carryOut(action), at: SystemClock.now()) } catch {
          problem = error.description
          plan.completed(action, .failed, at: SystemClock.now())
        }
      }
      state.post(AnnunciatorState(checkedAt: SystemClock.now(), lostSince: plan.lostSince, hasWorked: plan.hasWorked))
      if isTold != (plan.lostSince != nil) {
        isTold.toggle()
        notices(
          isTold
            ? "\(problem). No alarm is heard there; it is tried again every second"
            : "the sound device \"\(device)\" sounds again")
      }
    }
    output.close()
  }
}

/// A device with the samples that it is fed.
private final class Bench {
  private let output: SoundOutput
  private let low: [Int16]
  private let medium: [Int16]
  private let high: [Int16]
  private let silence: [Int16]

  init(output: SoundOutput) {
    self.output = output
    low = ToneSynthesis.samples(of: .low, rate: output.rate)
    medium = ToneSynthesis.samples(of: .medium, rate: output.rate)
    high = ToneSynthesis.samples(of: .high, rate: output.rate)
    silence = [Int16](repeating: 0, count: output.rate)
  }

  func carryOut(_ action: SounderAction) throws(SoundError) -> SounderOutcome {
    switch action {
    case .open: try output.open()
    case .cut: try output.cut()
    case .feed(let priority, let from, let count):
      return .took(try output.write(samples(of: priority), from: from, count: count))
    case .prove: try output.prove()
    case .close, .wait: break
    }
    return .done
  }

  private func samples(of priority: AlarmPriority?) -> [Int16] {
    switch priority {
    case .low: low
    case .medium: medium
    case .high: high
    case nil: silence
    }
  }
}

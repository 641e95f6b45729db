import Controller
import Platform
import Quantities
import Synchronization

/// Where answers of the control thread meet the requests that wait for them.
final class ReplyDesk: Sendable {
  /// A command of one person: another person's may have the same id.
  struct Key: Hashable {
    let user: UserID
    let command: CommandID
  }

  private struct Waiting {
    var continuation: CheckedContinuation<CommandOutcome?, Never>
    var until: Instant
  }

  private struct State {
    var outcomes: [Key: CommandOutcome] = [:]
    var order: [Key] = []
    var waiting: [Key: [Waiting]] = [:]
  }

  /// How many outcomes are remembered for whoever asks again.
  private static let memory = 512
  /// How long a request waits for the control thread: the journal's 2 s and what a loaded machine needs.
  private static let patience = Interval.seconds(5)

  private let loop: ControlLoop
  private let state = Mutex(State())
  let heartbeat = Heartbeat()

  private let board: NoticeBoard

  init(loop: ControlLoop, board: NoticeBoard) {
    self.loop = loop
    self.board = board
  }

  /// The outcome of a command, now or within five seconds; nil when it did not come.
  func outcome(of command: Key) async -> CommandOutcome? {
    await withCheckedContinuation { continuation in
      let known = state.withLock { state -> CommandOutcome? in
        if let outcome = state.outcomes[command] { return outcome }
        let waiting = Waiting(continuation: continuation, until: SystemClock.now() + Self.patience)
        state.waiting[command, default: []].append(waiting)
        return nil
      }
      if let known { continuation.resume(returning: known) }
    }
  }

  /// The body of the desk's thread: hands out answers as they come, nil to who waited too long, and notices to the log.
  func run(until shouldEnd: @Sendable () -> Bool) {
    while !shouldEnd() {
      heartbeat.beat()
      _ = loop.replyDoorbell.wait(timeout: .milliseconds(100))
      while let reply = loop.replies.pop() { deliver(reply.outcome, to: Key(user: reply.user, command: reply.command)) }
      dismiss { $0.until <= SystemClock.now() }
      board.writeOut()
    }
    dismiss { _ in true }
    board.writeOut()
  }

  private func deliver(_ outcome: CommandOutcome, to command: Key) {
    let waiting = state.withLock { state -> [Waiting] in
      if state.outcomes.updateValue(outcome, forKey: command) == nil { state.order.append(command) }
      if state.order.count > Self.memory { state.outcomes[state.order.removeFirst()] = nil }
      return state.waiting.removeValue(forKey: command) ?? []
    }
    for each in waiting { each.continuation.resume(returning: outcome) }
  }

  private func dismiss(_ isOver: (Waiting) -> Bool) {
    let dismissed = state.withLock { state -> [Waiting] in
      var all: [Waiting] = []
      for (command, waiting) in state.waiting {
        all += waiting.filter(isOver)
        let left = waiting.filter { !isOver($0) }
        state.waiting[command] = left.isEmpty ? nil : left
      }
      return all
    }
    for each in dismissed { each.continuation.resume(returning: nil) }
  }
}

import Controller
import Synchronization

/// Remembers recent commands and their answers, so that a retry gets the same answer and never acts twice, also when the daemon
/// restarted in between (SR-029).
///
/// Memory is bounded: the newest `capacity` commands of each standing. Those who may only pause and stop have a share of their
/// own, so that they cannot push out what others need.
final class CommandLedger: Sendable {
  /// Whose command it is: one user's ids never meet another's.
  struct Key: Hashable, Sendable {
    let user: UserID
    let command: CommandID
  }

  /// What was asked for: the endpoint and the body as it came.
  struct Fingerprint: Hashable, Sendable {
    let endpoint: Endpoint
    let body: [UInt8]
  }

  /// What became of the first step of a command.
  enum Step: Sendable {
    /// Nothing was handed over: the answer is given and forgotten or kept, as it says itself.
    case finished(Answer)
    /// It was handed over; this waits for its answer and may be called again after a passing one.
    case handedOver(@Sendable () async -> Answer)
  }

  private enum Entry {
    /// A command of this start of the daemon.
    case own(OwnEntry)
    /// A command of an earlier one.
    case remembered(RememberedCommand)
  }

  private struct OwnEntry {
    let fingerprint: Fingerprint
    var wait: (@Sendable () async -> Answer)?
    var task: Task<Answer, Never>?
  }

  private struct State {
    var entries: [Key: Entry] = [:]
    /// The keys of each standing, oldest first.
    var order: [Bool: [Key]] = [:]

    mutating func put(_ entry: Entry, at key: Key, isTrusted: Bool, capacity: Int) {
      remove(key)
      entries[key] = entry
      order[isTrusted, default: []].append(key)
      while let oldest = order[isTrusted]?.first, order[isTrusted, default: []].count > capacity {
        order[isTrusted]?.removeFirst()
        entries[oldest] = nil
      }
    }

    mutating func remove(_ key: Key) {
      guard entries.removeValue(forKey: key) != nil else { return }
      for isTrusted in [true, false] { order[isTrusted]?.removeAll { $0 == key } }
    }

    /// Changes an entry of this start, where it is still remembered.
    mutating func change(_ key: Key, _ change: (inout OwnEntry) -> Void) {
      guard case .own(var entry) = entries[key] else { return }
      change(&entry)
      entries[key] = .own(entry)
    }
  }

  private let state: Mutex<State>
  private let capacity: Int

  /// A ledger for the newest `capacity` commands of those who are trusted with more than pause and stop, and as many of all
  /// others; it begins with what is remembered of the time before, oldest first.
  init(capacity: Int, remembered: [RememberedCommand] = []) {
    self.capacity = capacity
    var state = State()
    for command in remembered {
      let key = Key(user: command.user, command: command.id)
      state.put(.remembered(command), at: key, isTrusted: !command.kind.isHalt, capacity: capacity)
    }
    self.state = Mutex(state)
  }

  /// The answer to a command: that of `act` when the command is new, that of the first time when it is a retry.
  ///
  /// A retry while the first is still waiting waits with it. A command that was handed over and got no answer in time is
  /// asked about again, never handed over again. A pause or stop from before a restart is new: it acts, and names its person.
  func answer(
    to key: Key, _ fingerprint: Fingerprint, isTrusted: Bool, act: @escaping @Sendable () async -> Step
  ) async -> Answer {
    let reused = Answer(.idReused, command: key.command)
    let found: Found = state.withLock { state in
      switch state.entries[key] {
      case .own(let entry):
        guard entry.fingerprint == fingerprint else { return .answer(reused) }
        if let task = entry.task { return .task(task) }
        guard let wait = entry.wait else { return .answer(reused) }
        let task = Task { [self] in await settled(key, wait) }
        state.change(key) { $0.task = task }
        return .task(task)
      case .remembered(let command) where !command.isSame(as: fingerprint.endpoint): return .answer(reused)
      case .remembered(let command) where !command.kind.isHalt: return .answer(command.answer)
      case .remembered, nil:
        let task = Task { [self] in await first(key, act) }
        state.put(.own(OwnEntry(fingerprint: fingerprint, task: task)), at: key, isTrusted: isTrusted, capacity: capacity)
        return .task(task)
      }
    }
    switch found {
    case .answer(let answer): return answer
    case .task(let task): return await task.value
    }
  }

  private enum Found {
    case answer(Answer)
    case task(Task<Answer, Never>)
  }

  /// How many commands are remembered.
  var count: Int { state.withLock { $0.entries.count } }

  private func first(_ key: Key, _ act: @Sendable () async -> Step) async -> Answer {
    switch await act() {
    case .finished(let answer):
      if answer.isPassing { state.withLock { $0.remove(key) } }
      return answer
    case .handedOver(let wait):
      state.withLock { $0.change(key) { $0.wait = wait } }
      return await settled(key, wait)
    }
  }

  /// Waits for the answer; when it does not come, the next retry asks again.
  private func settled(_ key: Key, _ wait: @Sendable () async -> Answer) async -> Answer {
    let answer = await wait()
    if answer.isPassing { state.withLock { $0.change(key) { $0.task = nil } } }
    return answer
  }
}

extension CommandKind {
  /// Whether it asks for 0 mL/h: what acts every time that it is asked for.
  var isHalt: Bool { self == .pause || self == .stop }
}

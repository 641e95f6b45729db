import Controller
import Synchronization

/// Remembers recent commands and their answers, so that a retry gets the same answer and never acts twice (SR-029).
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

  private struct Entry {
    let fingerprint: Fingerprint
    let isTrusted: Bool
    var wait: (@Sendable () async -> Answer)?
    var task: Task<Answer, Never>?
  }

  private struct State {
    var entries: [Key: Entry] = [:]
    var order: [Bool: [Key]] = [:]
  }

  private let state = Mutex(State())
  private let capacity: Int

  /// A ledger for the newest `capacity` commands of those who are trusted with more than pause and stop, and as many of all
  /// others.
  init(capacity: Int) { self.capacity = capacity }

  /// The answer to a command: that of `act` when the command is new, that of the first time when it is a retry.
  ///
  /// A retry while the first is still waiting waits with it. A command that was handed over and got no answer in time is
  /// asked about again, never handed over again.
  func answer(
    to key: Key, _ fingerprint: Fingerprint, isTrusted: Bool, act: @escaping @Sendable () async -> Step
  ) async -> Answer {
    let task: Task<Answer, Never>? = state.withLock { state in
      if let entry = state.entries[key] {
        guard entry.fingerprint == fingerprint else { return nil }
        if let task = entry.task { return task }
        guard let wait = entry.wait else { return nil }
        let task = Task { [self] in await settled(key, wait) }
        state.entries[key]?.task = task
        return task
      }
      let task = Task { [self] in await first(key, act) }
      state.entries[key] = Entry(fingerprint: fingerprint, isTrusted: isTrusted, task: task)
      state.order[isTrusted, default: []].append(key)
      Self.forgetOldest(in: &state, isTrusted: isTrusted, capacity: capacity)
      return task
    }
    return await task?.value ?? Answer(.idReused, command: key.command)
  }

  /// How many commands are remembered.
  var count: Int { state.withLock { $0.entries.count } }

  private func first(_ key: Key, _ act: @Sendable () async -> Step) async -> Answer {
    switch await act() {
    case .finished(let answer):
      if answer.isPassing { forget(key) }
      return answer
    case .handedOver(let wait):
      state.withLock { $0.entries[key]?.wait = wait }
      return await settled(key, wait)
    }
  }

  /// Waits for the answer; when it does not come, the next retry asks again.
  private func settled(_ key: Key, _ wait: @Sendable () async -> Answer) async -> Answer {
    let answer = await wait()
    if answer.isPassing { state.withLock { $0.entries[key]?.task = nil } }
    return answer
  }

  private func forget(_ key: Key) {
    state.withLock { state in
      guard let entry = state.entries.removeValue(forKey: key) else { return }
      state.order[entry.isTrusted]?.removeAll { $0 == key }
    }
  }

  private static func forgetOldest(in state: inout State, isTrusted: Bool, capacity: Int) {
    while let oldest = state.order[isTrusted]?.first, state.order[isTrusted, default: []].count > capacity {
      state.order[isTrusted]?.removeFirst()
      state.entries[oldest] = nil
    }
  }
}

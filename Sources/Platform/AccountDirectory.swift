import Dispatch
public import Quantities
import Synchronization

/// The accounts of this machine for those who must not wait: names are looked up in the background and remembered.
///
/// A directory service that hangs holds up one thread here and nobody else. What it has not told yet is not known: whoever shows
/// a name shows the number until then.
public final class AccountDirectory: Sendable {
  /// Why an account was not looked up: the directory service did not answer in time, or too many wait for it already.
  public struct Late: Error, Sendable, Equatable {}

  private struct Entry {
    /// The newest name that was found; one that was found once is kept when the database cannot be read later.
    var name: String?
    var lookedUpAt: Instant?
    /// Those who wait for the look-up that is under way; nil while none is.
    var underway: DispatchGroup?
  }

  private struct State {
    var entries: [UInt32: Entry] = [:]
    /// How many wait for the number of a name.
    var waiting = 0
  }

  /// After this time a name is looked up again, the old one being shown meanwhile.
  private static let freshFor = Interval.minutes(1)
  /// How many numbers are remembered, far more than people who work here.
  private static let mostNames = 1_024
  /// How many wait for the number of a name at a time.
  private static let mostWaiting = 16

  private let state = Mutex(State())
  /// Not the threads that carry requests: as few as the machine has cores, and a stop needs one of them.
  private let queue = DispatchQueue(label: "accounts")
  private let timers = DispatchQueue(label: "account-timers")
  private let findName: @Sendable (UInt32) -> String?
  private let findNumber: @Sendable (String) -> UInt32?

  /// The accounts that these functions find; they may take as long as they like.
  public init(
    findName: @escaping @Sendable (UInt32) -> String? = UserAccount.name(of:),
    findNumber: @escaping @Sendable (String) -> UInt32? = UserAccount.number(named:)
  ) {
    self.findName = findName
    self.findNumber = findNumber
  }

  /// The name of the account with this number as far as it is known; never waits. Asking has it looked up.
  public func name(of number: UInt32) -> String? { look(number).name }

  /// The name of the account with this number, waited for until `deadline`: for threads that carry no stop.
  public func name(of number: UInt32, until deadline: Instant) -> String? {
    let entry = look(number)
    guard entry.name == nil, let underway = entry.underway else { return entry.name }
    let left = max(deadline.since(SystemClock.now()), .zero)
    _ = underway.wait(timeout: .now() + .nanoseconds(Int(left.nanoseconds)))
    return state.withLock { $0.entries[number]?.name }
  }

  /// The number of the account with this name, nil when there is none; waits without holding a thread, at most `patience`.
  ///
  /// Its name is looked up as well, so that it is known from then on.
  public func number(named name: String, within patience: Interval) async throws(Late) -> UInt32? {
    let mayWait = state.withLock { state in
      guard state.waiting < Self.mostWaiting else { return false }
      state.waiting += 1
      return true
    }
    guard mayWait else { throw Late() }
    let found: Result<UInt32?, Late> = await withCheckedContinuation { continuation in
      let answer = OneAnswer(continuation)
      queue.async { [self] in
        let number = findNumber(name)
        if let number { keep(findName(number), of: number) }
        state.withLock { $0.waiting -= 1 }
        answer.give(.success(number))
      }
      timers.asyncAfter(deadline: .now() + .nanoseconds(Int(patience.nanoseconds))) {
        answer.give(.failure(Late()))
      }
    }
    return try found.get()
  }

  /// What is known, having had it looked up where it is not known or not fresh.
  private func look(_ number: UInt32) -> Entry {
    let now = SystemClock.now()
    let (entry, started) = state.withLock { state -> (Entry, DispatchGroup?) in
      var entry = state.entries[number] ?? Entry()
      let isFresh = entry.lookedUpAt.map { now.since($0) < Self.freshFor } ?? false
      guard !isFresh, entry.underway == nil else { return (entry, nil) }
      if state.entries.count >= Self.mostNames { state.entries = state.entries.filter { $0.value.underway != nil } }
      guard state.entries.count < Self.mostNames else { return (entry, nil) }
      let group = DispatchGroup()
      group.enter()
      entry.underway = group
      state.entries[number] = entry
      return (entry, group)
    }
    if let started {
      queue.async { [self] in
        keep(findName(number), of: number)
        started.leave()
      }
    }
    return entry
  }

  private func keep(_ name: String?, of number: UInt32) {
    let now = SystemClock.now()
    state.withLock { state in
      let known = state.entries[number]?.name
      state.entries[number] = Entry(name: name ?? known, lookedUpAt: now, underway: nil)
    }
  }
}

/// A continuation that two may resume: the first one does.
private final class OneAnswer<Value: Sendable>: Sendable {
  private let continuation: Mutex<CheckedContinuation<Value, Never>?>

  init(_ continuation: CheckedContinuation<Value, Never>) { self.continuation = Mutex(continuation) }

  func give(_ value: Value) {
    let waiting = continuation.withLock { waiting in
      defer { waiting = nil }
      return waiting
    }
    waiting?.resume(returning: value)
  }
}

import ConfigurationFiles
import ControlAPI
import ControlServer
import Controller
import Dispatch
import Drivers
import Journal
import Platform
import Quantities
import Safety
import Synchronization
import Therapy

/// What the server may ask of the daemon: each call is handed to the one place that knows.
struct OperatingRoom: ControlRoom {
  let daemon: Daemon
  private let accounts = AccountDirectory()
  let channels: [ChannelDescription]
  let alarmOutputs: [AlarmOutputDescription]

  init(_ daemon: Daemon) {
    self.daemon = daemon
    alarmOutputs = Self.alarmOutputs(daemon.configuration)
    channels = daemon.descriptions.map { channel in
      ChannelDescription(
        name: channel.name, isSimulated: channel.isSimulated,
        pump: DeviceDescription(
          name: channel.pump.name, driver: channel.pump.driver, maturity: Self.maturity(of: channel.pump.driver),
          path: "\(channel.bus.path) unit \(channel.pump.unit)", isSimulated: channel.pump.isSimulated),
        monitors: channel.monitors.map {
          DeviceDescription(
            name: $0.name, driver: $0.driver, maturity: Self.maturity(of: $0.driver), path: $0.path,
            isSimulated: $0.isSimulated)
        })
    }
  }

  private static func alarmOutputs(_ configuration: Configuration) -> [AlarmOutputDescription] {
    let sound = configuration.settings.alarmSound.map {
      // No loudspeaker was ever heard in a test of this project.
      DeviceDescription(name: "sound", driver: "alsa", maturity: "unproven", path: $0, isSimulated: false)
    }
    let tower = configuration.inventory.tower.map {
      DeviceDescription(
        name: $0.name, driver: $0.driver, maturity: maturity(of: $0.driver), path: "\($0.path) unit \($0.unit)",
        isSimulated: $0.isSimulated)
    }
    return [sound.map { AlarmOutputDescription(kind: .loudspeaker, device: $0) }].compactMap { $0 }
      + [tower.map { AlarmOutputDescription(kind: .tower, device: $0) }].compactMap { $0 }
  }

  private static func maturity(of driver: String) -> String {
    KnownDriver.all.first { $0.name == driver }?.isProven == true ? "proven" : "unproven"
  }

  var audioPause: Interval { daemon.configuration.settings.audioPause }

  func view(of channel: Int) -> ChannelView { daemon.loop.channels[channel].view.newest }

  func requestStop(channel: Int, kind: Halt) {
    let wiring = daemon.loop.channels[channel]
    switch kind {
    case .pause: wiring.stopBit.request(.pause)
    case .stop: wiring.stopBit.request(.stop)
    }
    // The link reads the bit itself: the control thread may be hung.
    wiring.busDoorbell.ring()
  }

  func submit(_ command: OperatorCommand) -> Bool {
    // Whoever commands is soon shown by name.
    _ = accounts.name(of: command.user.number)
    return daemon.submit(command)
  }

  func reply(to command: CommandID, of user: UserID) async -> CommandOutcome? {
    await daemon.desk.outcome(of: ReplyDesk.Key(user: user, command: command))
  }

  /// Told to whoever asks for what only the journal knows.
  static let noJournal = RequestRefusal(
    .unavailable, code: "journal-unavailable", sentence: "The journal cannot be used; the daemon's log says why.")

  func makeToken() -> Token { Token(bits: UInt64.random(in: .min ... .max)) }

  func prepareOrder(
    _ request: PreparationRequest, channel: Int
  ) async throws(RequestRefusal) -> PreparedOrder {
    let configuration = daemon.configuration
    guard let infusionProtocol = configuration.infusionProtocol(named: request.protocolName) else {
      let known = configuration.protocols.map(\.name.description).joined(separator: ", ")
      throw RequestRefusal(
        .refused, code: "unknown-protocol",
        sentence: "There is no protocol \"\(request.protocolName)\". There is: \(known.isEmpty ? "none" : known).")
    }
    guard let store = daemon.store else {
      throw RequestRefusal(
        .refused, code: "journal-unavailable",
        sentence: "The journal cannot be used, so nothing can be prepared; the daemon's log says why.")
    }
    let wanted = OrderRequest(
      infusionProtocol: infusionProtocol, patientCode: request.patient, weight: request.weight, rate: request.rate,
      duration: request.duration, concentration: request.concentration, history: try await history(of: request, store))
    do throws(OrderRefusal) {
      let order = try wanted.order(
        from: configuration.drugLibrary, resolution: daemon.descriptions[channel].pump.resolution)
      return PreparedOrder(order: order, session: store.nextSession())
    } catch {
      throw RequestRefusal(.refused, code: error.code, sentence: error.sentence)
    }
  }

  /// What earlier sessions of a patient mean; a code that is none has no earlier sessions, and is refused elsewhere.
  private func history(of request: PreparationRequest, _ store: JournalStore) async throws(RequestRefusal) -> PatientHistory {
    let weight = request.weight
    guard let patient = Label(request.patient), Patient.acceptedWeight.contains(weight) else { return PatientHistory() }
    let (now, wall) = (SystemClock.now(), SystemClock.wallTime())
    return try await reading { () throws(JournalError) in
      var history = try store.history(of: patient, before: wall)
      history.residual = try store.exposure(of: patient, weight: weight, at: now, wall: wall, isRestart: false).current
      return history
    }
  }

  /// Reads from the journal on a thread that may wait for the disk: never one that also carries stops.
  func reading<Found: Sendable>(
    on queue: DispatchQueue = readingQueue, _ read: @escaping @Sendable () throws(JournalError) -> Found
  ) async throws(RequestRefusal) -> Found {
    let found: Result<Found, JournalError> = await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: Result { () throws(JournalError) in try read() }) }
    }
    do throws(JournalError) { return try found.get() } catch {
      if case .unavailable("", _) = error {
        throw RequestRefusal(.notFound, code: "unknown-session", sentence: "There is no record of such a session.")
      }
      throw RequestRefusal(.unavailable, code: "journal-unavailable", sentence: error.description)
    }
  }

  func record(of query: RecordQuery) async throws(RequestRefusal) -> RecordDocument {
    guard let store = daemon.store else {
      throw Self.noJournal
    }
    let channels = channels
    return try await reading { () throws(JournalError) in
      let deadline = SystemClock.now() + Self.patienceForNames
      return try Self.read(query, from: store, channels) { name(of: $0, until: deadline) }
    }
  }

  /// How long a record or an explanation waits for names: they are read once, and a number says little.
  static let patienceForNames = Interval.seconds(1)

  static let readingQueue = DispatchQueue(label: "records")

  private static func read(
    _ query: RecordQuery, from store: JournalStore, _ channels: [ChannelDescription], name: (UserID) -> String
  ) throws(JournalError) -> RecordDocument {
    let session: SessionID? =
      switch query {
      case .session(let session): session
      case .newest(let channel): try store.newestSession(channel: channels[channel].name)
      }
    guard let session, let record = try store.sessionRecord(session) else {
      throw JournalError.unavailable(path: "", detail: "no such session")
    }
    let isSimulated = channels.first { $0.name == record.channel }?.isSimulated ?? record.isSimulation
    return RecordDocument(record, isSimulated: isSimulated, name: name)
  }

  func note(_ note: DoorNote) {
    let by = note.peer?.user ?? UserID(number: .max)
    let operation = note.kind?.name ?? "request"
    let session = note.channel.flatMap { view(of: $0).session }
    let content: JournalContent =
      switch note.content {
      case .refused(let code, let sentence):
        .turnedAway(operation: operation, code: code, sentence: sentence, by: by, command: note.command)
      case .reason(let text):
        if let kind = note.kind, let command = note.command {
          .reason(kind, text: text, by: by, command: command)
        } else {
          .remark("reason of user \(by.number): \(text)")
        }
      case .stoppedWithoutCommand: .remark("\(operation) by user \(by.number); the command ring was full")
      case .refusalsNotNoted(let count): .remark("\(count) refusals of users without a role were not noted one by one")
      }
    daemon.journal.add(content, channel: note.channel, session: session)
  }

  func user(named name: String) async throws(RequestRefusal) -> UserID? {
    do throws(AccountDirectory.Late) {
      return try await accounts.number(named: name, within: .seconds(3)).map(UserID.init(number:))
    } catch {
      throw RequestRefusal(
        .unavailable, code: "accounts-late",
        sentence: "The directory service that knows the accounts does not answer; nothing was done. Try again.")
    }
  }

  func name(of user: UserID) -> String { Self.shown(user) { accounts.name(of: $0) } }

  /// The same, waited for: on a thread that carries no stop.
  func name(of user: UserID, until deadline: Instant) -> String {
    Self.shown(user) { accounts.name(of: $0, until: deadline) }
  }

  private static func shown(_ user: UserID, _ name: (UInt32) -> String?) -> String {
    // The kernel did not say who sat at the other end of that connection.
    guard user.number != .max else { return "an unknown user" }
    return name(user.number) ?? String(user.number)
  }

  func now() -> Instant { SystemClock.now() }

  func wallTime(at instant: Instant) -> WallTime {
    let age = SystemClock.now().since(instant)
    return WallTime(microsecondsSince1970: SystemClock.wallTime().microsecondsSince1970 - age.nanoseconds / 1_000)
  }
}

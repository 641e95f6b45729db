public import ControlAPI
public import Controller
public import Quantities
public import Therapy

/// Everything that the server may ask of the rest of the daemon. It decides nothing itself but who may command.
///
/// Every call may come from any thread. None of the synchronous ones may wait for the control thread, the journal, a device or
/// a directory service, and none of the others may hold a thread of Swift's pool while it waits: a stop needs one.
public protocol ControlRoom: Sendable {
  /// The channels in the order of the configuration; at most `channelLimit`, fixed for the life of the daemon.
  var channels: [ChannelDescription] { get }

  /// What alarms are seen and heard on, fixed for the life of the daemon.
  var alarmOutputs: [AlarmOutputDescription] { get }

  /// For how long the audio of alarms is paused when nobody says for how long, 30 s to 10 min (SR-104).
  var audioPause: Interval { get }

  /// The newest snapshot of a channel; its `at` tells how old it is.
  func view(of channel: Int) -> ChannelView

  /// Sets the channel's sticky stop bit, at once and without waiting for anything.
  func requestStop(channel: Int, kind: Halt)

  /// Puts a command into the bounded ring; false when the ring is full, and then nothing will come of the command.
  func submit(_ command: OperatorCommand) -> Bool

  /// The outcome of a command that this user submitted: waits up to about 5 s for it, nil when it did not come.
  ///
  /// An outcome that came before it was asked for is kept, and may be asked for again after a nil. Stops and pauses are
  /// never asked for.
  func reply(to command: CommandID, of user: UserID) async -> CommandOutcome?

  /// A token of 64 random bits.
  func makeToken() -> Token

  /// The order that a request describes, and the number of a new session for it.
  func prepareOrder(_ request: PreparationRequest, channel: Int) async throws(RequestRefusal) -> PreparedOrder

  /// The record of a session.
  func record(of query: RecordQuery) async throws(RequestRefusal) -> RecordDocument

  /// What the journal tells, for an explanation; nil when it tells nothing of it.
  func recall(_ query: RecallQuery) async throws(RequestRefusal) -> Recollection?

  /// Takes a note for the journal; never waits, and is free to drop notes when too many come.
  func note(_ note: DoorNote)

  /// The Unix user of the account with this name; nil when there is none.
  func user(named name: String) async throws(RequestRefusal) -> UserID?

  /// The name of a user's account, or its number where it has none or its name is not known yet.
  func name(of user: UserID) -> String

  /// The machine's monotonic clock.
  func now() -> Instant

  /// The wall clock at an instant: a label.
  func wallTime(at instant: Instant) -> WallTime
}

/// What the configuration says about one channel.
public struct ChannelDescription: Hashable, Sendable {
  /// The channel's name.
  public var name: String
  /// Whether every device of the channel is declared simulated.
  public var isSimulated: Bool
  /// The infusion pump.
  public var pump: DeviceDescription
  /// The monitors.
  public var monitors: [DeviceDescription]

  /// A description with every field given.
  public init(name: String, isSimulated: Bool, pump: DeviceDescription, monitors: [DeviceDescription]) {
    self.name = name
    self.isSimulated = isSimulated
    self.pump = pump
    self.monitors = monitors
  }
}

/// What the inventory says about one device.
public struct DeviceDescription: Hashable, Sendable {
  /// The name in the inventory.
  public var name: String
  /// The driver.
  public var driver: String
  /// How far the driver was proven.
  public var maturity: String
  /// The path or address.
  public var path: String
  /// Whether the inventory declares it simulated.
  public var isSimulated: Bool

  /// A description with every field given.
  public init(name: String, driver: String, maturity: String, path: String, isSimulated: Bool) {
    self.name = name
    self.driver = driver
    self.maturity = maturity
    self.path = path
    self.isSimulated = isSimulated
  }
}

/// What the configuration says about one alarm output of the room.
public struct AlarmOutputDescription: Hashable, Sendable {
  /// The two kinds of output.
  public enum Kind: Hashable, Sendable {
    /// A loudspeaker on a sound device.
    case loudspeaker
    /// A signal tower.
    case tower
  }

  /// What it is.
  public var kind: Kind
  /// What the inventory or the settings say about it.
  public var device: DeviceDescription

  /// A description with every field given.
  public init(kind: Kind, device: DeviceDescription) {
    self.kind = kind
    self.device = device
  }
}

/// The two ways to ask for 0 mL/h.
public enum Halt: Hashable, Sendable {
  /// 0 mL/h, resumable.
  case pause
  /// 0 mL/h for this session.
  case stop

  /// The command that names the person behind it.
  var action: CommandAction {
    switch self {
    case .pause: .pause
    case .stop: .stop
    }
  }
}

/// What `prepare` asks for, read but not yet judged.
public struct PreparationRequest: Hashable, Sendable {
  /// The protocol's name as written, at most 64 bytes.
  public var protocolName: String
  /// The patient's code as written, at most 64 bytes.
  public var patient: String
  /// The weight; whether it is accepted is the room's to say (SR-008).
  public var weight: BodyMass
  /// Another rate than the protocol's.
  public var rate: RequestedRate?
  /// Another duration than the protocol's, at most 1,000 h.
  public var duration: Interval?
  /// The concentration, where the protocol leaves a choice; at most 1,000 mg/mL.
  public var concentration: Concentration?

  /// A request with every field given.
  public init(
    protocolName: String, patient: String, weight: BodyMass, rate: RequestedRate? = nil, duration: Interval? = nil,
    concentration: Concentration? = nil
  ) {
    self.protocolName = protocolName
    self.patient = patient
    self.weight = weight
    self.rate = rate
    self.duration = duration
    self.concentration = concentration
  }
}

/// An order ready to be read back.
public struct PreparedOrder: Sendable {
  /// The order.
  public var order: Order
  /// The new session's number.
  public var session: SessionID

  /// An order for a session.
  public init(order: Order, session: SessionID) {
    self.order = order
    self.session = session
  }
}

/// Which record is asked for.
public enum RecordQuery: Hashable, Sendable {
  /// The record of this session.
  case session(SessionID)
  /// The record of the newest session of the channel with this index.
  case newest(channel: Int)
}

/// Why the room does not do what a request asks for.
public struct RequestRefusal: Error, Hashable, Sendable {
  /// What kind of refusal it is.
  public enum Kind: Hashable, Sendable {
    /// The request is not well formed; HTTP 400.
    case malformed
    /// There is no such thing; HTTP 404.
    case notFound
    /// A rule forbids it; HTTP 409.
    case refused
    /// Not now; the same again may work; HTTP 503.
    case unavailable
  }

  /// What kind it is.
  public var kind: Kind
  /// The stable code, for example `unknown-protocol`.
  public var code: String
  /// What is the matter and what to do, for an operator.
  public var sentence: String

  /// A refusal.
  public init(_ kind: Kind, code: String, sentence: String) {
    self.kind = kind
    self.code = code
    self.sentence = sentence
  }
}

/// Who sits at the other end of a connection, as the kernel says (SR-134).
public struct Peer: Hashable, Sendable {
  /// The Unix user.
  public var user: UserID
  /// The Unix group.
  public var group: UInt32
  /// The number of the peer's Unix process.
  public var process: Int32
  /// The other Unix groups, as far as they are known, never root's: in the kernel's answer a 0 cannot be told from no group.
  public let supplementaryGroups: Set<UInt32>

  /// A peer; a 0 among the supplementary groups is left out.
  public init(user: UserID, group: UInt32, process: Int32, supplementaryGroups: [UInt32] = []) {
    self.user = user
    self.group = group
    self.process = process
    self.supplementaryGroups = Set(supplementaryGroups.filter { $0 != 0 })
  }

  /// Whether the peer is in the Unix group of this number, as far as is known.
  func isMember(of group: UInt32) -> Bool { self.group == group || supplementaryGroups.contains(group) }
}

/// Something that the journal must know and the control step does not.
public struct DoorNote: Hashable, Sendable {
  /// What it is.
  public enum Content: Hashable, Sendable {
    /// A command was refused before it reached the control step.
    case refused(code: String, sentence: String)
    /// The operator's reason for a command, 1 to 200 characters.
    case reason(String)
    /// The stop bit was set, but the ring was full: no command names the person, this note does.
    case stoppedWithoutCommand
    /// So many refusals of users without a role were not noted one by one.
    case refusalsNotNoted(Int)
  }

  /// When.
  public var at: Instant
  /// Who; nil when the kernel did not say.
  public var peer: Peer?
  /// The channel's index, where a known one was named.
  public var channel: Int?
  /// The kind of command, where it is known.
  public var kind: CommandKind?
  /// The command id, where there is one.
  public var command: CommandID?
  /// What it is.
  public var content: Content

  /// A note with every field given.
  public init(at: Instant, peer: Peer?, channel: Int?, kind: CommandKind?, command: CommandID?, content: Content) {
    self.at = at
    self.peer = peer
    self.channel = channel
    self.kind = kind
    self.command = command
    self.content = content
  }
}

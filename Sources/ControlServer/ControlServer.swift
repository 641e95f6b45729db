import Controller
import FoundationEssentials
import Hummingbird
public import Logging
import NIOCore
public import ServiceLifecycle
import Synchronization

/// The control interface: HTTP/1.1 and JSON over a Unix socket. Everyone on the machine may connect (mode 0666); the kernel
/// tells who it is.
public struct ControlServer: Service {
  /// How many commands are remembered, so that their ids act once: the newest of those who may do more than everyone, and as
  /// many of all others.
  public static let commandMemory = 512

  private let desk: ControlDesk
  private let socket: String
  private let logger: Logger
  private let onListening: @Sendable () async -> Void

  /// A server for `room` at the path `socket`, whose directory exists.
  ///
  /// `roles` are the Unix groups whose members may do more than look, pause and stop, now or once they are known. `remembered`
  /// are the commands of the time before, oldest first: their ids do not act again. `onListening` is called once, when clients
  /// can connect. An existing socket at the path is removed: whoever starts the server holds the lock that makes it the only
  /// daemon.
  public init(
    room: any ControlRoom, socket: String, roles: RoleBook, remembered: [RememberedCommand] = [], logger: Logger,
    onListening: @escaping @Sendable () async -> Void = {}
  ) {
    precondition(room.channels.count <= channelLimit)
    desk = ControlDesk(room: room, roles: roles, remembered: remembered)
    self.socket = socket
    self.logger = logger
    self.onListening = onListening
  }

  /// Serves until graceful shutdown; throws when the socket cannot be made.
  public func run() async throws {
    let (socket, logger, onListening) = (socket, logger, onListening)
    let opened = OpenedSocket()
    let application = Application(
      responder: DeskResponder(desk: desk),
      server: .http1(configuration: .init(idleTimeout: .seconds(30))),
      configuration: ApplicationConfiguration(address: .unixDomainSocket(path: socket)),
      onServerRunning: { channel in
        do {
          try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: socket)
          await onListening()
        } catch {
          // Without the mode nobody but the daemon's user could stop: that is no server.
          opened.fail(error)
          logger.error("the mode of the control socket cannot be set", metadata: ["socket": "\(socket)", "error": "\(error)"])
          channel.close(promise: nil)
        }
      },
      logger: logger)
    try await application.run()
    try opened.check()
  }
}

/// What went wrong between the socket's opening and its first client.
private final class OpenedSocket: Sendable {
  private let failure = Mutex<(any Error)?>(nil)

  func fail(_ error: any Error) { failure.withLock { $0 = error } }

  func check() throws {
    if let error = failure.withLock({ $0 }) { throw error }
  }
}

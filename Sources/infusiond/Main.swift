import ArgumentParser
import ConfigurationFiles
import ControlServer
import Controller
import Dispatch
import Glibc
import Logging
import Platform
import Quantities
import ServiceLifecycle
import UnixSignals

/// The infusion-pump controller daemon.
@main struct Infusiond: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "infusiond",
    abstract: "Infusion-pump controller daemon. Not a medical device.",
    discussion: "Exit codes: 0 done, 64 bad arguments or configuration, 1 any other failure.")

  @Option(help: "The main configuration file.")
  var config = "/etc/infusiond/infusiond.toml"

  @Flag(help: "Check the configuration, open nothing, and end.")
  var check = false

  func run() async throws {
    let configuration: Configuration
    do throws(ConfigurationError) { configuration = try Configuration.load(path: config) } catch {
      complain(error.description)
      throw ExitCode(64)
    }
    for warning in configuration.warnings { complain("warning: \(warning)") }
    if check {
      let channels = configuration.inventory.channels.map(\.name).joined(separator: ", ")
      print("\(config): good. Channels: \(channels). Protocols: \(configuration.protocols.count).")
      print("digest \(configuration.digest)")
      return
    }
    do { try await serve(configuration) } catch let error as any CustomStringConvertible & Error {
      complain("\(error)")
      throw ExitCode(1)
    }
  }

  private func serve(_ configuration: Configuration) async throws {
    try StopSignal.unblock()
    // The record is nobody else's to read; the control socket gets its own mode.
    _ = umask(0o077)
    LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
    let log = Logger(label: "infusiond")
    // One daemon at a time: the lock comes before anything is opened, and goes last.
    let lock = try FileLock(directory: configuration.settings.stateDirectory)
    defer { lock.release() }
    // The server removes whatever socket it finds: another daemon's would take its operators' stop away.
    let socketLock = try FileLock(lockFile: configuration.settings.controlSocket + ".lock")
    defer { socketLock.release() }
    let daemon = try Daemon(configuration, log: log)
    try daemon.start()
    let room = OperatingRoom(daemon)
    if room.channels.contains(where: \.isSimulated) { log.notice("SIMULATION: at least one channel has simulated devices only") }
    let roles = lookUpRoles(configuration.settings.roles, log: log)
    let server = ControlServer(
      room: room, socket: configuration.settings.controlSocket, roles: roles, remembered: daemon.remembered, logger: log,
      onListening: {
        log.notice("ready on \(configuration.settings.controlSocket)")
        do { try ServiceNotification.ready() } catch { log.error("the service manager was not told: \(error)") }
      })
    let watch = Watch(
      heartbeats: daemon.heartbeats, status: { daemon.statusLine }, log: { log.error("\($0)") },
      onEnding: { daemon.requestZero() })
    var services = ServiceGroupConfiguration(
      services: [server, watch], gracefulShutdownSignals: [.sigterm, .sigint], logger: log)
    // A client that holds a connection open does not hold up the end.
    services.maximumGracefulShutdownDuration = .seconds(2)
    let group = ServiceGroup(configuration: services)
    let failure: (any Error)?
    do {
      try await group.run()
      failure = nil
    } catch {
      failure = error
    }
    let unconfirmed = daemon.shutDown()
    if !unconfirmed.isEmpty {
      log.critical("0 mL/h was not confirmed on \(unconfirmed.joined(separator: ", ")): press the pump's own stop")
    }
    if let failure { throw failure }
    if !unconfirmed.isEmpty { throw ExitCode(1) }
  }

  /// The groups that give roles. A directory service that hangs does not keep anybody from stopping a pump: after a second the
  /// socket is served without them, and they are filled in when they come.
  private func lookUpRoles(_ names: RoleGroupNames, log: Logger) -> RoleBook {
    let (roles, found) = (RoleBook(), DispatchSemaphore(value: 0))
    DispatchQueue(label: "groups").async {
      roles.fill(RoleGroup.all(names, log: log))
      log.notice("the Unix groups that give roles are known")
      found.signal()
    }
    // Nothing is served yet: this thread is nobody's.
    if found.wait(timeout: .now() + .seconds(1)) == .timedOut {
      log.error("the directory service does not tell the Unix groups: until it does, nobody but root holds a role")
    }
    return roles
  }

  private func complain(_ text: String) {
    let line = "\(text)\n"
    // Nobody is left to tell when the standard error is gone.
    _ = unsafe line.withCString { unsafe write(STDERR_FILENO, $0, line.utf8.count) }
  }
}

import FoundationEssentials
import HardwareSim
import Platform
import Quantities

/// A room behind pseudo-terminals and a control socket, run by one loop.
struct ServedRoom {
  private var room: Room
  private let directory: RoomDirectory
  private let lock: FileLock
  private let pump: ServedLine
  private let monitor: ServedLine
  private let secondMonitor: ServedLine?
  private let tower: ServedLine
  private let listener: UnixListener
  private var clients: [Int32: ControlClient] = [:]
  private var poller = Poller()

  /// The longest time between two looks at the room; a third of the monitor's frame time.
  private static var tick: Interval { .milliseconds(5) }
  /// More clients than this wait until others have gone.
  private static var mostClients: Int { 16 }

  /// Makes everything in `directory`; throws a sentence, and leaves nothing, when another simulator serves there.
  init(_ furnishing: Room.Furnishing, in directory: RoomDirectory, wireLog: Bool) throws {
    try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
    do throws(FileLockError) {
      lock = try FileLock(directory: directory.path, name: "sim.lock")
    } catch {
      guard case .held(_, let holder) = error else { throw error }
      throw OutputError(
        description: "A simulator\(holder.map { " (process \($0))" } ?? "") already serves \(directory.path): "
          + "end it, or choose another directory.")
    }
    self.directory = directory
    pump = try ServedLine(Room.Member.pump.rawValue, in: directory, wireLog: wireLog)
    monitor = try ServedLine(Room.Member.monitor.rawValue, in: directory, wireLog: wireLog)
    secondMonitor =
      furnishing.monitors > 1 ? try ServedLine(Room.Member.secondMonitor.rawValue, in: directory, wireLog: wireLog) : nil
    tower = try ServedLine(Room.Member.tower.rawValue, in: directory, wireLog: wireLog)
    listener = try UnixListener(path: directory.socket)
    try Inventory(directory: directory, furnishing: furnishing).write()
    room = Room(furnishing, start: SystemClock.now())
    poller.watch(pump.descriptor)
    poller.watch(monitor.descriptor)
    if let secondMonitor { poller.watch(secondMonitor.descriptor) }
    poller.watch(tower.descriptor)
    poller.watch(listener.descriptor)
  }

  /// One line per device, then "ready".
  func announce() throws {
    try LineWriter.output.write("pump-1 refpump \(directory.link("pump-1")) (Modbus RTU, unit 1, 19200 baud)")
    for name in ["oximeter-1"] + (secondMonitor == nil ? [] : ["oximeter-2"]) {
      try LineWriter.output.write("\(name) nonin-df2 \(directory.link(name)) (Nonin data format 2, 9600 baud)")
    }
    try LineWriter.output.write("tower-1 signal-tower \(directory.link("tower-1")) (Modbus RTU, unit 1, 19200 baud)")
    try LineWriter.output.write("ready")
  }

  /// Runs until the signal comes.
  mutating func run(until signal: StopSignal) throws {
    poller.watch(signal.descriptor)
    while signal.received == nil {
      for event in try poller.wait(timeout: Self.tick) { try serve(event) }
      let now = SystemClock.now()
      room.advance(to: now)
      try pump.send(room.takePumpBytes(), at: now)
      try monitor.send(room.takeMonitorBytes(), at: now)
      try secondMonitor?.send(room.takeSecondMonitorBytes(), at: now)
      try tower.send(room.takeTowerBytes(), at: now)
    }
  }

  private mutating func serve(_ event: Poller.Event) throws {
    switch event.descriptor {
    case pump.descriptor:
      let now = SystemClock.now()
      let bytes = try pump.receive(at: now)
      room.pumpReceives(bytes, at: now)
      try pump.send(room.takePumpBytes(), at: now)
    case tower.descriptor:
      let now = SystemClock.now()
      room.towerReceives(try tower.receive(at: now), at: now)
      try tower.send(room.takeTowerBytes(), at: now)
    case monitor.descriptor:
      // An OEM III takes no commands: what it is sent is logged and goes nowhere.
      _ = try monitor.receive(at: SystemClock.now())
    case secondMonitor?.descriptor: _ = try secondMonitor?.receive(at: SystemClock.now())
    case listener.descriptor:
      guard let stream = try listener.accept() else { return }
      guard clients.count < Self.mostClients else { return stream.close() }
      clients[stream.descriptor] = ControlClient(stream)
      poller.watch(stream.descriptor)
    case let descriptor:
      serve(clientAt: descriptor)
    }
  }

  private mutating func serve(clientAt descriptor: Int32) {
    guard var client = clients.removeValue(forKey: descriptor) else { return }
    room.advance(to: SystemClock.now())
    if client.serve(&room) {
      clients[descriptor] = client
    } else {
      poller.remove(descriptor)
      client.close()
    }
  }

  /// Removes the links, the socket and the inventory, and frees the directory; the lock's file stays, see `FileLock`.
  func close() {
    for client in clients.values { client.close() }
    listener.close()
    for line in [pump, monitor, secondMonitor, tower] { line?.close() }
    // What somebody else removed already needs no removing.
    try? FileManager.default.removeItem(atPath: directory.inventory)
    lock.release()
  }
}

/// A device's pseudo-terminal with its link and, where wanted, its wire log.
final class ServedLine {
  private let terminal: PseudoTerminal
  private let link: String
  private let log: LineWriter?
  private var isOpen = false

  /// The most that may wait unread: a real line to which nobody listens loses what it carries, and a listener that comes later
  /// must not be served the past.
  private static var mostUnread: Int { 512 }

  init(_ name: String, in directory: RoomDirectory, wireLog: Bool) throws {
    terminal = try PseudoTerminal()
    link = directory.link(name)
    log = wireLog ? try LineWriter(creating: directory.wireLog(name)) : nil
    let files = FileManager.default
    // A simulator that was killed leaves its links; anything else by that name is not ours to remove.
    if (try? files.destinationOfSymbolicLink(atPath: link)) != nil { try files.removeItem(atPath: link) }
    try files.createSymbolicLink(atPath: link, withDestinationPath: terminal.path)
    isOpen = true
  }

  deinit { close() }

  var descriptor: Int32 { terminal.masterDescriptor }

  /// What has arrived from the daemon.
  func receive(at now: Instant) throws -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 1_024)
    guard case .bytes(let count) = try terminal.read(into: &buffer) else { return [] }
    try record(buffer[..<count], ">", at: now)
    return Array(buffer[..<count])
  }

  /// Puts bytes on the line; what the line cannot take is lost, as on a real one.
  func send(_ bytes: [UInt8], at now: Instant) throws {
    guard !bytes.isEmpty else { return }
    if try terminal.unreadBytes() > Self.mostUnread { try terminal.discardUnread() }
    let count = try terminal.write(bytes)
    try record(bytes[..<count], "<", at: now)
  }

  private func record(_ bytes: ArraySlice<UInt8>, _ direction: String, at now: Instant) throws {
    guard let log, !bytes.isEmpty else { return }
    let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    try log.write("\(now.nanoseconds) \(direction) \(hex)")
  }

  /// Unplugs the device and removes its link.
  func close() {
    guard isOpen else { return }
    isOpen = false
    try? FileManager.default.removeItem(atPath: link)
    terminal.close()
  }
}

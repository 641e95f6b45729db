public import Quantities

/// What `infusiond.toml` and its drop-ins say: where things are, how fast control runs, and whose word counts.
public struct DaemonSettings: Hashable, Sendable {
  /// Where the journal and the lock are; default `/var/lib/infusiond`.
  public var stateDirectory = "/var/lib/infusiond"
  /// The Unix socket of the control interface; default `/run/infusiond/control.sock`.
  public var controlSocket = "/run/infusiond/control.sock"
  /// The inventory file; default `/etc/infusiond/inventory.toml`.
  public var inventory = "/etc/infusiond/inventory.toml"
  /// The drug library file; default `/etc/infusiond/drug-library.toml`.
  public var drugLibrary = "/etc/infusiond/drug-library.toml"
  /// The folder of protocol files; default `/etc/infusiond/protocols`.
  public var protocols = "/etc/infusiond/protocols"
  /// The control period, 10 ms to 100 ms; default 20 ms.
  public var period = Interval.milliseconds(20)
  /// How long an order lives without renewal, 3 s to 15 s; default 5 s (SR-054).
  public var lease = Interval.seconds(5)
  /// What each pump's own communication watchdog is armed to: whole seconds, 4 s to 60 s, at most twice the lease, which is
  /// the default (SR-054).
  public var watchdog = Interval.seconds(10)
  /// Which Unix group gives which role.
  public var roles = RoleGroupNames()
  /// The clinic's limits of vital signs; default the clinical defaults (SR-042, SR-111).
  public var limits = ClinicLimits()

  /// The defaults.
  public init() {}

  /// The longest path that a Unix socket can be bound to, in bytes (unix(7)).
  static let longestSocketPath = 107

  /// Reads the main file and its drop-ins, which lie in the folder of the same name ending in `.d` and override it key by
  /// key in name order; a relative path is relative to the file that names it.
  init(path: String, problems: ProblemList) {
    self.init()
    var files = [path]
    if path.hasSuffix(".toml") { files += tomlFiles(in: path.dropLast(5) + ".d", required: false, problems: problems) }
    var watchdogPlace: (file: String, value: Interval)?
    var limitReader = LimitReader()
    for path in files {
      guard let file = ConfigurationFile(path: path, problems: problems) else { continue }
      var table = KeyedTable(file, problems: problems)
      takePaths(&table)
      if var control = table.optionalTable("control") {
        period = control.optionalQuantity("period", in: .milliseconds(10) ... .milliseconds(100)) ?? period
        lease = control.optionalQuantity("lease", in: .seconds(3) ... .seconds(15)) ?? lease
        if let value = control.optionalQuantity("watchdog", in: Interval.seconds(4) ... .seconds(60)) {
          watchdogPlace = (path, value)
        }
        control.refuseUnknownKeys()
      }
      if var table = table.optionalTable("roles") {
        roles.take(&table)
        table.refuseUnknownKeys()
      }
      if var table = table.optionalTable("limits") { limitReader.take(&table) }
      table.refuseUnknownKeys()
    }
    watchdog = .seconds((lease + lease).wholeSeconds)
    limitReader.judgeOrder(problems)
    limits = limitReader.limits
    if let (file, value) = watchdogPlace { takeWatchdog(value, file: file, problems: problems) }
  }

  private mutating func takePaths(_ table: inout KeyedTable) {
    let folder = folder(of: table.file)
    func take(_ key: String, _ current: String, _ table: inout KeyedTable) -> String {
      guard table.has(key), let path = table.text(key, expected: "a path") else { return current }
      return resolved(path, in: folder)
    }
    stateDirectory = take("state_directory", stateDirectory, &table)
    controlSocket = take("control_socket", controlSocket, &table)
    inventory = take("inventory", inventory, &table)
    drugLibrary = take("drug_library", drugLibrary, &table)
    protocols = take("protocols", protocols, &table)
    if controlSocket.utf8.count > Self.longestSocketPath {
      table.fault("control_socket", "\(controlSocket) is too long; expected at most \(Self.longestSocketPath) bytes")
    }
  }

  /// The watchdog is judged when every file was read: a drop-in may have changed the lease.
  private mutating func takeWatchdog(_ value: Interval, file: String, problems: ProblemList) {
    func fault(_ message: String) {
      problems.add(ConfigurationProblem(file: file, place: .key("control.watchdog"), message: message))
    }
    if value > lease + lease {
      fault("\(value) is longer than twice the lease; expected at most \(lease + lease)")
    } else if value != .seconds(value.wholeSeconds) {
      fault("\(value) is not a whole number of seconds, which is all that pumps take; expected for example \"10 s\"")
    } else {
      watchdog = value
    }
  }
}

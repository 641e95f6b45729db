import Controller
import Quantities
public import Therapy

/// The clinic's limits of vital signs, which every session begins with (SR-111): the clinical defaults, with what the files set
/// in their place.
public struct ClinicLimits: Hashable, Sendable {
  private var limits = LimitedSignal.allCases.map(SignalLimits.standard)

  /// The clinical defaults.
  public init() {}

  /// The limits of a vital sign.
  public internal(set) subscript(signal: LimitedSignal) -> SignalLimits {
    get { limits[Int(signal.rawValue)] }
    set { limits[Int(signal.rawValue)] = newValue }
  }

  /// The same as the controller takes them.
  public var vitalLimits: VitalLimits {
    var vital = VitalLimits()
    for signal in LimitedSignal.allCases { vital[signal] = self[signal] }
    return vital
  }
}

/// Reads the tables `[limits.SIGNAL]` of the main file and its drop-ins. Each value is held against its bounds where it stands
/// (SR-042); whether a warning comes before its pause is judged when every file was read, since a drop-in may have set either.
struct LimitReader {
  private(set) var limits = ClinicLimits()
  private var files: [LimitedSignal: [LimitKey: String]] = [:]

  /// Takes the table `limits` of one file; what it does not name stays as it is.
  mutating func take(_ table: inout KeyedTable) {
    for signal in LimitedSignal.allCases {
      guard var table = table.optionalTable(signal.name) else { continue }
      for key in LimitKey.allCases where LimitBounds.has(key, signal) {
        guard let value = table.optionalLimit(key, of: signal) else { continue }
        limits[signal][key] = value
        files[signal, default: [:]][key] = table.file
      }
      table.refuseUnknownKeys()
    }
    table.refuseUnknownKeys()
  }

  /// Refuses a warning that lies beyond its pause, where the newest of the two was set.
  func judgeOrder(_ problems: ProblemList) {
    for signal in LimitedSignal.allCases {
      guard let fault = limits[signal].fault(of: signal), case .outOfOrder(let warning, let pause) = fault else { continue }
      let (key, file) = files[signal]?[warning].map { (warning, $0) } ?? (pause, files[signal]?[pause] ?? "")
      let place = ConfigurationProblem.Place.key("limits.\(signal.name).\(key.fileName)")
      problems.add(ConfigurationProblem(file: file, place: place, message: message(signal, warning, pause)))
    }
  }

  private func message(_ signal: LimitedSignal, _ warning: LimitKey, _ pause: LimitKey) -> String {
    func value(_ key: LimitKey) -> String { limits[signal][key].map { key.text($0, of: signal) } ?? "none" }
    return "\(warning.fileName) of \(value(warning)) lies beyond \(pause.fileName) of \(value(pause)): the infusion would pause "
      + "before it warns; expected the warning at or before the pause"
  }
}

extension LimitKey {
  /// The key as these files write it.
  fileprivate var fileName: String { name.replacing("-", with: "_") }
}

extension KeyedTable {
  /// A limit within its bounds, written as in a command; nil without a problem when the key is absent.
  fileprivate mutating func optionalLimit(_ key: LimitKey, of signal: LimitedSignal) -> Int32? {
    let (name, bounds) = (key.fileName, LimitBounds.range(of: key, signal))
    guard has(name) else { return nil }
    let expected =
      "a text with number and unit from \(key.text(bounds.least, of: signal)) to \(key.text(bounds.most, of: signal)); "
      + "nobody can cross these bounds (SR-042)"
    guard let text = text(name, expected: expected) else { return nil }
    do throws(LimitTextFault) {
      let value = try key.value(parsing: text, of: signal)
      if value >= bounds.least, value <= bounds.most { return value }
      fault(name, "\"\(text)\" is out of bounds; expected \(expected)")
    } catch {
      fault(name, error.sentence)
    }
    return nil
  }
}

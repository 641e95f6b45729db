import Drivers

/// A device driver that an inventory may name.
public struct KnownDriver: Hashable, Sendable {
  /// What a driver drives.
  public enum Kind: Hashable, Sendable {
    case pump, monitor, tower
  }

  /// The name in the inventory.
  public let name: String
  /// What it drives.
  public let kind: Kind
  /// Whether it was proven on the real device; if not, each use needs `accept_unproven = true` (SR-153).
  public let isProven: Bool

  /// A driver with every field given.
  public init(name: String, kind: Kind, isProven: Bool) {
    self.name = name
    self.kind = kind
    self.isProven = isProven
  }

  /// The drivers of this version, as the catalogue lists them.
  public static let all = DriverCatalogue.entries.map { entry in
    let kind: Kind =
      switch entry.kind {
      case .pump: .pump
      case .monitor: .monitor
      case .tower: .tower
      }
    return KnownDriver(name: entry.name, kind: kind, isProven: entry.maturity == .proven)
  }
}

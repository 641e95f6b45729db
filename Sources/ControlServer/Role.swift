import Synchronization

/// What a person is to the daemon: given by membership in a Unix group (SR-134). One person may hold several roles, or none.
public enum Role: String, CaseIterable, Hashable, Sendable {
  /// Looks.
  case viewer
  /// Runs sessions.
  case nurse
  /// Runs sessions and answers for what is ordered.
  case physician
  /// Cares for the devices.
  case technician
  /// Checks the records.
  case auditor

  /// The role's name in the configuration and in messages.
  public var name: String { rawValue }
}

/// The Unix group whose members hold a role.
public struct RoleGroup: Hashable, Sendable {
  /// The role.
  public let role: Role
  /// The group's name in the configuration.
  public let name: String
  /// The group's number; nil when this machine has no such group, and then nobody holds the role by it.
  public let number: UInt32?

  /// A group of this name and number for a role.
  public init(_ role: Role, name: String, number: UInt32?) {
    self.role = role
    self.name = name
    self.number = number
  }
}

/// The groups that give roles, once they are known: a directory service may take its time to tell them.
public final class RoleBook: Sendable {
  private let state: Mutex<[RoleGroup]?>

  /// These groups; nil while they are not known, and then nobody but root holds a role.
  public init(_ groups: [RoleGroup]? = nil) { state = Mutex(groups) }

  /// The groups; nil while they are not known.
  public var groups: [RoleGroup]? { state.withLock { $0 } }

  /// Makes the groups known.
  public func fill(_ groups: [RoleGroup]) { state.withLock { $0 = groups } }
}

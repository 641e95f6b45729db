import ConfigurationFiles
import ControlServer
import Logging
import Platform

extension RoleGroup {
  /// The configured groups with their numbers on this machine. What is amiss is told to `log` and gives nobody a role.
  ///
  /// Looked up once: a group that is made later is found by the next start of the daemon, a member that is added later by that
  /// member's next login.
  static func all(_ names: RoleGroupNames, log: Logger) -> [RoleGroup] {
    var missing: [String] = []
    let groups = Role.allCases.map { role -> RoleGroup in
      let name = names.name(of: role)
      var number: UInt32?
      do throws(SystemError) {
        number = try UnixGroup.number(named: name)
        if number == nil { missing.append("\(name) (\(role.name))") }
      } catch {
        log.error("\(error.description) Until the next start nobody but root holds the role \(role.name).")
      }
      return RoleGroup(role, name: name, number: number)
    }
    if !missing.isEmpty {
      log.warning("this machine has no Unix group \(missing.joined(separator: ", ")): nobody but root holds these roles")
    }
    for group in groups where group.number == 0 {
      log.warning("the group \(group.name) gives the role \(group.role.name) only to those whose primary group it is")
    }
    return groups
  }
}

extension RoleGroupNames {
  /// The name of the group that gives this role.
  fileprivate func name(of role: Role) -> String {
    switch role {
    case .viewer: viewer
    case .nurse: nurse
    case .physician: physician
    case .technician: technician
    case .auditor: auditor
    }
  }
}

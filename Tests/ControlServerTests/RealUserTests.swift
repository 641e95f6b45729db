import ControlAPI
@testable import ControlServer
import Controller
import Foundation
import Synchronization
import Testing

/// A real user, and how it comes to its roles.
private struct RealUser {
  let name: String
  let number: UInt32
  let roles: [Role]
  /// What `setpriv` is told of its groups.
  let groups: [String]

  /// The options of `setpriv` that act as this user.
  var identity: [String] { ["--reuid=\(name)"] + groups }
}

@Suite struct RealUserTests {
  @Test(
    "SR-134 SR-027: real users may what the table says: every command, every role by primary and by supplementary group",
    .enabled(if: TestAccounts.isPossible, "needs root, curl, setpriv and useradd"))
  func everyCell() async throws {
    let accounts = TestAccounts()
    do {
      try await everyCell(accounts)
    } catch {
      await accounts.remove()
      throw error
    }
    await accounts.remove()
  }

  private func everyCell(_ accounts: TestAccounts) async throws {
    let none = try await accounts.group("none")
    var groups: [RoleGroup] = []
    for role in Role.allCases {
      let group = try await accounts.group(role.name)
      groups.append(RoleGroup(role, name: group.name, number: group.number))
    }
    var users: [RealUser] = []
    func add(_ name: String, group: String, supplementary: [String], roles: [Role], _ options: [String]) async throws {
      let user = try await accounts.user(name, group: group, supplementary: supplementary)
      users.append(RealUser(name: user.name, number: user.number, roles: roles, groups: ["--regid=\(group)"] + options))
    }
    for group in groups {
      try await add("p-\(group.role.name)", group: group.name, supplementary: [], roles: [group.role], ["--clear-groups"])
      try await add("s-\(group.role.name)", group: none.name, supplementary: [group.name], roles: [group.role], ["--init-groups"])
    }
    try await add("none", group: none.name, supplementary: [], roles: [], ["--init-groups"])
    try await add(
      "two", group: groups[0].name, supplementary: [groups[3].name], roles: [.viewer, .technician], ["--init-groups"])

    let room = ModelRoom()
    room.answerCommands(readingBack)
    let cells = Mutex(0)
    let untrusted = Mutex(0)
    try await withServer(room: room, roles: groups) { client, room in
      for user in users {
        let answers = try await statuses(as: user.identity, CommandKind.allCases, at: client.socket)
        try #require(answers.count == CommandKind.allCases.count, "\(user)")
        for (kind, status) in zip(CommandKind.allCases, answers) {
          let mayCommand = everyones.contains(kind) || user.roles.contains { isWritten(kind, for: $0) }
          #expect(status == (mayCommand ? 200 : 403), "\(kind.name) as \(user)")
          cells.withLock { $0 += 1 }
        }
        let given = room.submitted.filter { $0.user.number == user.number }.map(\.action.kind)
        #expect(given == zip(CommandKind.allCases, answers).filter { $0.1 == 200 }.map(\.0), "\(user)")
        let refusals = room.notes.filter { note in
          guard case .refused("not-permitted", _) = note.content else { return false }
          return note.peer?.user.number == user.number
        }
        let refused = zip(CommandKind.allCases, answers).filter { $0.1 == 403 }.map(\.0)
        // Of those who may command nothing only the first ones are noted one by one, the rest are counted.
        let isTrusted = user.roles.contains { $0 != .viewer && $0 != .auditor }
        #expect(isTrusted ? refusals.map(\.kind) == refused : refusals.count <= refused.count, "\(user)")
        untrusted.withLock { $0 += isTrusted ? 0 : refusals.count }
      }
    }
    #expect(untrusted.withLock { $0 } >= Int(RefusalBudget.burst))
    #expect(cells.withLock { $0 } == CommandKind.allCases.count * (Role.allCases.count * 2 + 2))
  }

  @Test(
    "SR-134: groups that the kernel cannot name in full give no role, the primary one still does, and group 0 only as that",
    .enabled(if: TestAccounts.isPossible, "needs root, curl, setpriv and useradd"))
  func manyGroups() async throws {
    let nurses = [RoleGroup(.nurse, name: "nurses", number: 20_256)]
    try await withServer(roles: nurses) { client, _ in
      let full = (20_001...20_256).map(String.init)
      for (kind, group, others, expected) in [
        (CommandKind.reset, 65_534, full, 200), (.reset, 65_534, ["20000"] + full, 403), (.pause, 65_534, ["20000"] + full, 200),
        (.close, 20_256, ["20000"] + full, 200),
      ] {
        let identity = ["--reuid=65534", "--regid=\(group)", "--groups=\(others.joined(separator: ","))"]
        let answers = try await statuses(as: identity, [kind], at: client.socket)
        #expect(answers == [expected], "\(kind.name), primary group \(group), \(others.count) others")
      }
    }
    try await withServer(roles: [RoleGroup(.nurse, name: "root", number: 0)]) { client, _ in
      for (groups, expected) in [(["--regid=65534", "--groups=0,5"], 403), (["--regid=0", "--clear-groups"], 200)] {
        let answers = try await statuses(as: ["--reuid=65534"] + groups, [.reset, .stop], at: client.socket)
        #expect(answers == [expected, 200], "\(groups)")
      }
    }
  }
}

/// The HTTP status of each command, all given by one run of `curl` as somebody else.
private func statuses(as identity: [String], _ kinds: [CommandKind], at socket: String) async throws -> [Int] {
  var arguments = identity + ["curl"]
  for (index, kind) in kinds.enumerated() {
    if index > 0 { arguments.append("--next") }
    let id = String(repeating: "0", count: 28) + String(1_000 + Int(kind.rawValue))
    arguments += ["--silent", "--output", "/dev/null", "--write-out", "%{http_code}\n", "--unix-socket", socket]
    arguments += ["--data", goodBody(kind, id: id), "http://localhost\(path(kind))"]
  }
  let (status, text) = try await programOutput("/usr/bin/setpriv", arguments)
  try #require(status == 0, "\(text)")
  return text.split(separator: "\n").compactMap { Int($0) }
}

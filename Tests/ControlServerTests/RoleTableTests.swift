import Controller
import Testing

@testable import ControlServer

/// Who may do what, written a second time and in another form: a change of the table must be meant in both places.
private let matrix: [(kind: CommandKind, viewer: Bool, nurse: Bool, physician: Bool, technician: Bool, auditor: Bool)] = [
  (.prepare, false, true, true, false, false),
  (.start, false, true, true, false, false),
  (.setRate, false, true, true, false, false),
  (.confirm, false, true, true, false, false),
  (.pause, true, true, true, true, true),
  (.stop, true, true, true, true, true),
  (.prepareResume, false, true, true, false, false),
  (.resume, false, true, true, false, false),
  (.reconcile, false, true, true, false, false),
  (.reset, false, true, true, false, false),
  (.close, false, true, true, false, false),
  (.acknowledge, false, true, true, true, false),
  (.nextStep, false, true, true, false, false),
  (.second, false, true, true, false, false),
  (.score, false, true, true, false, false),
  (.vitals, false, true, true, false, false),
  (.handover, false, true, true, false, false),
  (.approve, false, false, true, false, false),
  (.closeEarly, false, false, true, false, false),
  (.setLimit, false, true, true, false, false),
  (.pauseAudio, false, true, true, true, false),
  (.testAlarms, false, true, true, true, false),
  (.confirmAlarmTest, false, true, true, true, false),
]

/// What the second writing says about a command and a role.
func isWritten(_ kind: CommandKind, for role: Role) -> Bool {
  guard let row = matrix.first(where: { $0.kind == kind }) else { return false }
  switch role {
  case .viewer: return row.viewer
  case .nurse: return row.nurse
  case .physician: return row.physician
  case .technician: return row.technician
  case .auditor: return row.auditor
  }
}

/// The commands that everyone may give.
let everyones: Set<CommandKind> = [.pause, .stop]

@Suite struct RoleTableTests {
  private static let table = RoleTable(groups: wardGroups)

  @Test("SR-134: the table has a written cell for every command and every role, and no other") func complete() {
    #expect(Set(matrix.map(\.kind)) == Set(CommandKind.allCases))
    #expect(matrix.count == CommandKind.allCases.count)
    #expect(Role.allCases.count == 5)
  }

  @Test("SR-134: every cell of command and role is as written", arguments: CommandKind.allCases, Role.allCases)
  func cell(kind: CommandKind, role: Role) {
    let group = wardGroups.first { $0.role == role }!.number!
    let supplementary = Peer(user: UserID(number: 1_001), group: 1_001, process: 1, supplementaryGroups: [5, group, 6])
    let primary = Peer(user: UserID(number: 1_001), group: group, process: 1)
    #expect(RoleTable.permits(kind, to: [role]) == isWritten(kind, for: role))
    for peer in [supplementary, primary] {
      #expect(Self.table.roles(of: peer) == [role])
      #expect(Self.table.permits(kind, to: peer) == isWritten(kind, for: role))
    }
  }

  @Test("SR-134: who holds several roles may what any of them may: all 32 sets of roles", arguments: CommandKind.allCases)
  func sets(kind: CommandKind) {
    for bits in 0..<32 {
      let roles = Role.allCases.enumerated().filter { bits & (1 << $0.offset) != 0 }.map(\.element)
      let groups = wardGroups.filter { roles.contains($0.role) }.compactMap(\.number)
      let peer = Peer(user: UserID(number: 1_001), group: 1_001, process: 1, supplementaryGroups: groups)
      #expect(Self.table.roles(of: peer) == roles)
      let isPermitted = everyones.contains(kind) || roles.contains { isWritten(kind, for: $0) }
      #expect(Self.table.permits(kind, to: peer) == isPermitted, "\(roles)")
    }
  }

  @Test("SR-134: root holds every role, also on a machine without any of the groups", arguments: CommandKind.allCases)
  func rootMay(kind: CommandKind) {
    #expect(RoleTable(groups: []).permits(kind, to: root))
    #expect(RoleTable(groups: []).roles(of: root) == Role.allCases)
  }

  @Test(
    "SR-134: without a role, or without a name from the kernel, only pause and stop are left", arguments: CommandKind.allCases)
  func nobody(kind: CommandKind) {
    for peer in [stranger, nil] { #expect(Self.table.permits(kind, to: peer) == everyones.contains(kind)) }
  }

  @Test("SR-134: a group that the machine does not have gives its role to nobody, whatever groups they are in")
  func missingGroup() {
    let table = RoleTable(groups: [RoleGroup(.nurse, name: "gone", number: nil), wardGroups[2]])
    let everywhere = Peer(user: UserID(number: 1), group: 0, process: 1, supplementaryGroups: Array(0...255) + [.max, 2_002])
    #expect(table.roles(of: everywhere) == [])
    #expect(table.roles(of: person(1, .nurse, .physician)) == [.physician])
  }

  @Test("SR-134: group 0 gives a role as the primary group only: the kernel's answer cannot tell it from no group")
  func groupZero() {
    let table = RoleTable(groups: [RoleGroup(.nurse, name: "root", number: 0)])
    let supplementary = Peer(user: UserID(number: 1), group: 1, process: 1, supplementaryGroups: [0, 0, 4])
    #expect(table.roles(of: supplementary) == [])
    #expect(table.roles(of: Peer(user: UserID(number: 1), group: 0, process: 1)) == [.nurse])
  }

  @Test("SR-134: a user's number never gives a role") func userNumber() {
    let numbered = Peer(user: UserID(number: 2_002), group: 100, process: 2_002)
    #expect(Self.table.roles(of: numbered) == [])
  }

  @Test("One group may give several roles, and one role may come by several groups") func shared() {
    let table = RoleTable(groups: [
      RoleGroup(.nurse, name: "a", number: 7), RoleGroup(.physician, name: "a", number: 7),
      RoleGroup(.nurse, name: "b", number: 8),
    ])
    #expect(table.roles(of: Peer(user: UserID(number: 1), group: 7, process: 1)) == [.nurse, .physician])
    #expect(table.roles(of: Peer(user: UserID(number: 1), group: 8, process: 1)) == [.nurse])
  }
}

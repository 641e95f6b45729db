/// Which Unix group gives which role (SR-134): names only. Whether this machine has such groups is seen when the daemon starts.
public struct RoleGroupNames: Hashable, Sendable {
  /// The group of those who look; default `infusion-viewer`.
  public var viewer = "infusion-viewer"
  /// The group of the nurses; default `infusion-nurse`.
  public var nurse = "infusion-nurse"
  /// The group of the physicians; default `infusion-physician`.
  public var physician = "infusion-physician"
  /// The group of those who care for the devices; default `infusion-technician`.
  public var technician = "infusion-technician"
  /// The group of those who check the records; default `infusion-auditor`.
  public var auditor = "infusion-auditor"

  /// The defaults.
  public init() {}

  /// Takes what the table `[roles]` says; a role that it does not name keeps its group.
  mutating func take(_ table: inout KeyedTable) {
    viewer = table.optionalGroupName("viewer") ?? viewer
    nurse = table.optionalGroupName("nurse") ?? nurse
    physician = table.optionalGroupName("physician") ?? physician
    technician = table.optionalGroupName("technician") ?? technician
    auditor = table.optionalGroupName("auditor") ?? auditor
  }
}

extension KeyedTable {
  /// The most bytes in the name of a group; longer ones exist nowhere.
  private static var longestGroupName: Int { 256 }

  /// The name of a Unix group; nil without a problem when the key is absent.
  ///
  /// Directory services allow more than `groupadd` does, so only what no group can be named, or what looks like a number or an
  /// option, is refused.
  fileprivate mutating func optionalGroupName(_ key: String) -> String? {
    let expected = "the name of a Unix group, such as \"infusion-nurse\""
    guard has(key), let name = text(key, expected: expected) else { return nil }
    guard name.utf8.count <= Self.longestGroupName, !name.contains(where: { ":,/".contains($0) }), !name.hasPrefix("-"),
      !name.hasPrefix(" "), !name.hasSuffix(" "), !name.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else {
      fault(key, "\"\(name.prefix(40))\" is not a name; expected \(expected): no number, no ':', ',' or '/'")
      return nil
    }
    return name
  }
}

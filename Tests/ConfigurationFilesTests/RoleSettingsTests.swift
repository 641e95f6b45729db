import ConfigurationFiles
import Testing

@Suite struct RoleSettingsTests {
  @Test func `SR-134: without a table of roles each role has the group of its own name`() throws {
    let roles = try Fixture().load().settings.roles
    #expect(roles == RoleGroupNames())
    #expect(
      [roles.viewer, roles.nurse, roles.physician, roles.technician, roles.auditor] == [
        "infusion-viewer", "infusion-nurse", "infusion-physician", "infusion-technician", "infusion-auditor",
      ])
  }

  @Test func `SR-134: a role gets the group that is written, also from a drop-in, and two may share one`() throws {
    let fixture = try Fixture()
    try fixture.write(
      "infusiond.toml", Fixture.main + "\n[roles]\nnurse = \"ward-3\"\nphysician = \"ward-3\"\nauditor = \"audit\"")
    try fixture.write("infusiond.d/10.toml", "[roles]\nnurse = 'CLINIC\\domain nurses'")
    var expected = RoleGroupNames()
    expected.nurse = "CLINIC\\domain nurses"
    expected.physician = "ward-3"
    expected.auditor = "audit"
    #expect(try fixture.load().settings.roles == expected)
  }

  @Test(arguments: [
    "\"\"", "\"a:b\"", "\"a,b\"", "\"a/b\"", "\"-a\"", "\" a\"", "\"a \"", "\"1001\"", "\"a\\nb\"", "1001", "true",
    "[\"nurses\"]", "\"" + String(repeating: "x", count: 257) + "\"",
  ])
  func `SR-134: what no group can be named is refused by its key`(value: String) throws {
    let fixture = try Fixture()
    try fixture.write("infusiond.toml", Fixture.main + "\n[roles]\nnurse = \(value)")
    try #require(fixture.problems().count == 1)
    #expect(fixture.problems()[0].hasPrefix("infusiond.toml: roles.nurse: "))
    #expect(fixture.problems()[0].contains("expected the name of a Unix group"))
  }

  @Test func `SR-134: a role that does not exist is refused with the list of those that do`() throws {
    let fixture = try Fixture()
    try fixture.write("infusiond.d/10.toml", "[roles]\ndoctor = \"doctors\"")
    #expect(
      fixture.problems() == [
        "infusiond.d/10.toml: roles.doctor: unknown key; expected one of: viewer, nurse, physician, technician, auditor"
      ])
    try fixture.write("infusiond.d/10.toml", "roles = \"nurse\"")
    #expect(fixture.problems() == ["infusiond.d/10.toml: roles: is a text; expected a table [roles]"])
  }

  @Test func `SR-134: groups are not looked up when a configuration is read: the machine may be another one`() throws {
    let fixture = try Fixture()
    try fixture.write("infusiond.d/10.toml", "[roles]\nnurse = \"infusion-nosuch-group\"")
    let configuration = try fixture.load()
    #expect(configuration.settings.roles.nurse == "infusion-nosuch-group")
    #expect(configuration.warnings.isEmpty)
  }
}

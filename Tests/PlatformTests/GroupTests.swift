import CLinux
import Glibc
import Platform
import Testing

@Suite struct GroupTests {
  @Test func `SR-134: a group is found by its name`() throws {
    #expect(try UnixGroup.number(named: "root") == 0)
    // Somewhere, as in a container, the tests may be run with a group that has no name.
    guard let own = getgrgid(getgid()) else { return }
    #expect(try UnixGroup.number(named: String(cString: own.pointee.gr_name)) == getgid())
  }

  @Test(arguments: ["infusion-nosuch-group", "", "0", " root", "ROOT", "root:x", String(repeating: "x", count: 5_000)])
  func `SR-134: a group that does not exist is no error and no group`(name: String) throws {
    #expect(try UnixGroup.number(named: name) == nil)
  }

  @Test func `a group with more members than the first buffer holds is found with a larger one`() {
    var number: UInt32 = .max
    #expect(clinux_group_number("root", 1, &number) == 1)
    #expect(number == 0)
  }
}

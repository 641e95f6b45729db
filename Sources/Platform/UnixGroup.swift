import CLinux

/// The groups of this machine, from wherever it has them: files or a directory service (getgrnam(3)).
public enum UnixGroup {
  /// The number of the group with this name; nil when this machine knows no such group.
  ///
  /// May wait for a directory service: nothing for a thread that somebody relies on.
  public static func number(named name: String) throws(SystemError) -> UInt32? {
    var number: UInt32 = 0
    do throws(ErrorNumber) {
      return try ErrorNumber.check(unsafe clinux_group_number(name, 4_096, &number)) == 1 ? number : nil
    } catch {
      throw SystemError(
        "look up the Unix group \(name)", error, advice: "Check /etc/group, /etc/nsswitch.conf and the directory service.")
    }
  }
}

import Glibc

/// The Unix accounts of this machine, asked from the system's account database.
///
/// A look-up may wait for a directory service, for as long as that likes: nothing for a thread that carries requests, because a
/// stop may need it next. `AccountDirectory` asks in the background.
public enum UserAccount {
  /// The number of the account with this name; nil when there is none, or the database cannot be read.
  public static func number(named name: String) -> UInt32? {
    guard (1...256).contains(name.utf8.count) else { return nil }
    return unsafe read {
      unsafe getpwnam_r(name, $0, $1, $2, $3)
    } take: {
      unsafe $0.pw_uid
    }
  }

  /// The name of the account with this number; nil when there is none, or the database cannot be read.
  public static func name(of number: UInt32) -> String? {
    unsafe read {
      unsafe getpwuid_r(number, $0, $1, $2, $3)
    } take: {
      unsafe String(cString: $0.pw_name)
    }
  }

  private typealias Lookup = (
    UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int, UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
  ) -> Int32

  /// Asks with a buffer that grows until the entry fits, up to 1 MiB.
  private static func read<Found>(_ look: Lookup, take: (passwd) -> Found) -> Found? {
    var size = 1_024
    while size <= 1 << 20 {
      var entry = unsafe passwd()
      var found: UnsafeMutablePointer<passwd>? = nil
      var taken: Found?
      let result = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { buffer in
        guard let base = buffer.baseAddress else { return ENOMEM }
        let result = unsafe look(&entry, base, size, &found)
        if result == 0, unsafe found != nil { taken = unsafe take(entry) }
        return result
      }
      guard result == ERANGE else { return taken }
      size *= 4
    }
    return nil
  }
}

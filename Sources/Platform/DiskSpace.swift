import CLinux

/// How much room there is on the file system that a folder lies on (statvfs(3)).
public struct DiskSpace: Hashable, Sendable {
  /// What a program without privileges can still write, in bytes.
  public let availableBytes: UInt64
  /// The size of the whole, in bytes.
  public let totalBytes: UInt64

  /// Asks the kernel; waits as long as the file system lets it wait.
  public init(at path: String) throws(SystemError) {
    var space = clinux_disk_space()
    do throws(ErrorNumber) { try ErrorNumber.check(unsafe clinux_disk_space(path, &space)) } catch {
      throw SystemError("tell the free space at \(path)", error, advice: "Check that the folder exists and its disk works.")
    }
    availableBytes = space.available_bytes
    totalBytes = space.total_bytes
  }
}

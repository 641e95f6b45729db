import CLinux

/// What tells without reading it that a file was probably not touched: two equal marks, and it has the same content unless
/// somebody took pains to hide a change.
public struct FileMark: Hashable, Sendable {
  /// Its size in bytes.
  public let size: UInt64
  /// Whether it is a regular file: reading anything else may wait for ever.
  public let isRegular: Bool
  private let device: UInt64
  private let inode: UInt64
  private let changedSeconds: Int64
  private let changedNanoseconds: Int64

  /// The mark of the file at `path`, links followed.
  public init(of path: String) throws(SystemError) {
    var mark = clinux_file_mark()
    do throws(ErrorNumber) { try ErrorNumber.check(unsafe clinux_mark_file(path, &mark)) } catch {
      throw SystemError("look at \(path)", error, advice: "Check that it exists and that this user may read it.")
    }
    size = mark.size
    isRegular = mark.is_regular
    (device, inode) = (mark.device, mark.inode)
    (changedSeconds, changedNanoseconds) = (mark.changed_seconds, mark.changed_nanoseconds)
  }
}

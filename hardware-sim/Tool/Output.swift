import Glibc

/// A file or stream that is written line by line, each line at once and whole.
///
/// The C library directly: a wire log has to be on disk before the next byte is looked at, and a reader of a pipe must see
/// "ready" when it is written.
struct LineWriter {
  /// Standard output.
  static let output = LineWriter(descriptor: 1)
  /// Standard error.
  static let error = LineWriter(descriptor: 2)

  private let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  /// A new, empty file at `path`.
  init(creating path: String) throws(OutputError) {
    descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw OutputError(description: "Cannot create \(path): \(unsafe String(cString: strerror(errno))).")
    }
  }

  /// Writes `line` and a line end; throws when the disk is full or the reader has gone.
  func write(_ line: String) throws(OutputError) {
    let bytes = Array("\(line)\n".utf8)
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { all in
        unsafe Glibc.write(descriptor, all.baseAddress?.advanced(by: written), all.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        throw OutputError(description: "Cannot write a line of output: \(unsafe String(cString: strerror(errno))).")
      }
      written += count
    }
  }
}

/// Why output could not be written, as a sentence.
struct OutputError: Error, CustomStringConvertible {
  let description: String
}

import Glibc
import Quantities
import Therapy

/// A file of rates for `predict --steps`: one `TIME RATE` a line, for example `97.5 min 0.25 mg/kg/h`; a comma may stand
/// between the two. Empty lines and lines that begin with `#` are passed over.
struct StepsFile {
  /// What is wrong, with the file and the line where there is one.
  struct Fault: Error, Hashable {
    let sentence: String
  }

  /// The changes, in the order of time.
  let changes: [Regimen.Change]
  /// The number of each change's line, from 1.
  private let lines: [Int]
  private let name: String

  /// The most bytes that are read, and the most lines that count: far above any course.
  static let mostBytes = 1 << 20
  static let mostChanges = 10_000
  private static let example = "one TIME RATE a line, for example \"97.5 min 0.25 mg/kg/h\""

  /// Reads the file at `path`.
  init(path: String) throws(Fault) {
    let bytes = try Self.bytes(at: path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Fault(sentence: "\(printable(path)): is not UTF-8 text; expected \(Self.example)")
    }
    try self.init(text: text, name: printable(path))
  }

  /// Reads a text; `name` is what messages call it.
  init(text: String, name: String) throws(Fault) {
    var (changes, lines) = ([Regimen.Change](), [Int]())
    // Some editors begin a file with a mark that nobody sees.
    let text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let words = line.split { $0 == " " || $0 == "\t" || $0 == "," }
      guard let first = words.first, !first.hasPrefix("#") else { continue }
      func fault(_ sentence: String) -> Fault { Fault(sentence: "\(name):\(index + 1): \(sentence)") }
      do throws(Fault) {
        let change = try Self.change(words.map(String.init))
        if let last = changes.last, change.at == last.at {
          throw Fault(sentence: "\(change.at.text(in: "min", decimals: 6)) has a rate already; each time may stand once")
        }
        if let last = changes.last, change.at < last.at {
          throw Fault(
            sentence: "\(change.at.text(in: "min", decimals: 6)) is before \(last.at.text(in: "min", decimals: 6)) of the line "
              + "above; put the lines in the order of time")
        }
        changes.append(change)
        lines.append(index + 1)
      } catch {
        throw fault(error.sentence)
      }
      guard changes.count <= Self.mostChanges else { throw fault("more than \(Self.mostChanges) rates; split the course") }
    }
    guard !changes.isEmpty else { throw Fault(sentence: "\(name): has no rate; expected \(Self.example)") }
    self.changes = changes
    self.lines = lines
    self.name = name
  }

  /// A fault of the change at `index`.
  func fault(at index: Int, _ sentence: String) -> Fault { Fault(sentence: "\(name):\(lines[index]): \(sentence)") }

  /// The changes of the whole course, and when it ends: `rate` holds from the beginning, `duration` is the end.
  func course(rate: PlannedRate?, duration: Interval?) throws(Fault) -> (changes: [Regimen.Change], end: Interval) {
    if let rate, changes[0].at == .zero, changes[0].rate != rate {
      throw fault(at: 0, "is a rate for the beginning, and --rate is another; leave one of them out")
    }
    let first = rate.flatMap { changes[0].at > .zero ? [Regimen.Change(at: .zero, rate: $0)] : nil } ?? []
    guard let duration else {
      // An infusion ends with the first of several zeros.
      var changes = changes
      while changes.count > 1, changes[changes.count - 2].rate.isZero, changes[changes.count - 1].rate.isZero {
        changes.removeLast()
      }
      guard let last = changes.last, last.rate.isZero, last.at > .zero else {
        throw fault(
          at: lines.count - 1, "does not end the infusion; end it with a rate of 0 mg/kg/h, or give --duration")
      }
      return (first + changes.dropLast(), last.at)
    }
    if let late = changes.firstIndex(where: { $0.at >= duration }) {
      throw fault(
        at: late,
        "\(changes[late].at.text(in: "min", decimals: 6)) is not before the end of the infusion, "
          + "\(duration.text(in: "min", decimals: 6)); give a longer --duration or none")
    }
    return (first + changes, duration)
  }

  /// A time and a rate: two quantities, each of one word or of two.
  private static func change(_ words: [String]) throws(Fault) -> Regimen.Change {
    var rest = words[...]
    func quantity() -> String {
      guard let number = rest.popFirst() else { return "" }
      guard let last = number.utf8.last, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(last), let unit = rest.first else {
        return number
      }
      rest.removeFirst()
      return "\(number) \(unit)"
    }
    let (time, rate) = (quantity(), quantity())
    guard !rate.isEmpty, rest.isEmpty else {
      throw Fault(
        sentence:
          "\"\(printable(String(words.joined(separator: " ").prefix(60))))\" is not a time and a rate; expected \(example)")
    }
    let at: Interval
    do throws(QuantityError) { at = try Interval(parsing: time) } catch { throw Fault(sentence: "time \(error.description)") }
    if let reason = PredictBounds.fault(ofTime: at, "time") { throw Fault(sentence: reason) }
    do throws(PredictBounds.Fault) {
      return Regimen.Change(at: at, rate: try PredictBounds.rate(rate))
    } catch {
      throw Fault(sentence: "rate \(error.sentence)")
    }
  }

  private static func bytes(at path: String) throws(Fault) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Fault(sentence: "\(printable(path)): cannot be read: \(reason(errno))") }
    defer { close(descriptor) }
    var (bytes, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
    while true {
      let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
      guard count >= 0 else { throw Fault(sentence: "\(printable(path)): cannot be read: \(reason(errno))") }
      guard count > 0 else { return bytes }
      bytes += buffer.prefix(count)
      guard bytes.count <= mostBytes else {
        throw Fault(sentence: "\(printable(path)): is larger than \(mostBytes) bytes; expected \(example)")
      }
    }
  }

  private static func reason(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
}

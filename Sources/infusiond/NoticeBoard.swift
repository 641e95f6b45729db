import Logging
import Synchronization

/// Sentences of the device threads on their way to the log: a thread that serves a pump does not wait for a pipe.
final class NoticeBoard: Sendable {
  private let log: Logger
  private let sentences = Mutex<[String]>([])

  /// The most sentences that wait at a time; a line that is gone says so once.
  private static let limit = 64

  init(log: Logger) { self.log = log }

  func post(_ sentence: String) {
    sentences.withLock { if $0.count < Self.limit { $0.append(sentence) } }
  }

  /// Logs what was posted since the last call.
  func writeOut() {
    let posted = sentences.withLock { sentences in
      defer { sentences = [] }
      return sentences
    }
    for sentence in posted { log.warning("\(sentence)") }
  }
}

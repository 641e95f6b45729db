/// Why the journal cannot be used; each case says where and what to do.
public enum JournalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file is there but is not a whole journal of ours. Nothing was changed or moved; every pump counts as open.
  case corrupt(path: String, detail: String)
  /// The file was written by another version of this program.
  case otherVersion(path: String, version: Int)
  /// The inventory lacks a channel of which the journal holds an open session, or a pump that was given up.
  case channelMissing(path: String, channel: String)
  /// No space is left; nothing of the batch was stored.
  case full(path: String)
  /// The file cannot be opened, read or written; nothing of the batch was stored.
  case unavailable(path: String, detail: String)

  /// A sentence for a person.
  public var description: String {
    switch self {
    case .corrupt(let path, let detail):
      "the journal \(path) is damaged: \(detail). Keep the file, look at every pump, then move the file away by hand"
    case .otherVersion(let path, let version):
      "the journal \(path) has format \(version), and this version reads only \(JournalSchema.version). "
        + "Run the version that wrote it; or, when no session is open, keep the file and move it away by hand: "
        + "earlier weights and the counts of sessions in 14 days are not known then"
    case .channelMissing(let path, let channel):
      "the journal \(path) holds an open session of channel \(channel), or a pump of it that was given up, but the inventory has "
        + "no such channel. Put \(channel) back, reconcile it and close its session, then rename or remove it"
    case .full(let path): "no space is left for the journal \(path). Free some"
    case .unavailable(let path, let detail): "the journal \(path) cannot be used: \(detail). Check disk and permissions"
    }
  }

  /// Whether the file is there but its content cannot be relied on.
  public var isCorruption: Bool {
    switch self {
    case .corrupt, .otherVersion: true
    case .channelMissing, .full, .unavailable: false
    }
  }
}

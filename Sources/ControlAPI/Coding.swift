import FoundationEssentials

/// How the documents of the control interface become JSON and come back: keys in snake case, sorted, one line.
public enum APICoding {
  /// The largest request body that the daemon reads, bytes.
  public static let longestBody = 64 * 1024
  /// The media type of a problem (RFC 9457).
  public static let problemType = "application/problem+json"
  /// The media type of every other document.
  public static let documentType = "application/json"

  /// The JSON of `document`, with sorted keys so that equal documents have equal bytes.
  public static func encode(_ document: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(document))
    } catch {
      // Our documents hold strings, whole numbers and booleans: every one of them has a JSON form.
      preconditionFailure("a document of ours cannot be encoded: \(error)")
    }
  }

  /// The document that `bytes` hold; unknown members of answers are ignored, so that an older client reads a newer daemon.
  public static func decode<Document: Decodable>(_ type: Document.Type, from bytes: [UInt8]) throws(CodingFault) -> Document {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(type, from: Data(bytes))
    } catch {
      throw CodingFault(error)
    }
  }

  /// The request that `bytes` hold; a member that the request does not know is refused. No bytes at all are `{}`.
  public static func decode<Request: RequestBody>(request type: Request.Type, from bytes: [UInt8]) throws(CodingFault) -> Request
  {
    let body = bytes.isEmpty ? Array("{}".utf8) : bytes
    let names = try decode(MemberNames.self, from: body)
    // The decoder gives the names as Swift writes them.
    let known = Set(Request.members.map(camelCased))
    if let unknown = names.names.sorted().first(where: { !known.contains($0) }) {
      throw CodingFault(
        kind: .unknownField,
        sentence:
          "The member \"\(CodingFault.shown(unknown))\" is not known here. Known: \(Request.members.joined(separator: ", ")).")
    }
    return try decode(type, from: body)
  }
}

/// `warn_low` as `warnLow`.
private func camelCased(_ name: String) -> String {
  let words = name.split(separator: "_")
  return words.dropFirst().reduce(String(words.first ?? "")) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
}

/// A request body: a flat JSON object of strings whose members are all known by name.
public protocol RequestBody: Codable, Sendable {
  /// Every member that the request may have.
  static var members: [String] { get }
}

/// Why a body is not the document that it should be.
public struct CodingFault: Error, Hashable, Sendable {
  /// What is wrong, for programs.
  public enum Kind: Hashable, Sendable { case malformed, missingField, unknownField }
  /// What is wrong, for programs.
  public let kind: Kind
  /// What is wrong, for people.
  public let sentence: String

  init(kind: Kind, sentence: String) {
    self.kind = kind
    self.sentence = sentence
  }

  init(_ error: any Error) {
    switch error as? DecodingError {
    case .keyNotFound(let key, let context):
      self.init(kind: .missingField, sentence: "The member \"\(Self.path(context.codingPath + [key]))\" is missing.")
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      let place = context.codingPath.isEmpty ? "The body" : "The member \"\(Self.path(context.codingPath))\""
      self.init(kind: .malformed, sentence: "\(place) has the wrong type. A JSON object of strings is expected.")
    case .dataCorrupted, nil: self.init(kind: .malformed, sentence: "The body is not JSON.")
    @unknown default: self.init(kind: .malformed, sentence: "The body is not JSON.")
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    shown(keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: "."))
  }

  /// A name from outside, short and without control characters, fit for a sentence.
  static func shown(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.prefix(40).map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }))
  }
}

/// The names of an object's members and nothing else.
private struct MemberNames: Decodable {
  let names: [String]

  init(from decoder: any Decoder) throws {
    names = try decoder.container(keyedBy: AnyName.self).allKeys.map(\.stringValue)
  }

  private struct AnyName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { return nil }
  }
}

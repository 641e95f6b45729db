import FoundationEssentials

/// One figure beside its peer of the same run.
struct Measurement: Encodable {
  var name: String
  var ours: Double
  var peer: Double
  var unit: String
  var peerName: String
  var method: String
  var ratio: Double { peer == 0 ? 0 : ours / peer }

  private enum Key: String, CodingKey { case name, ours, peer, unit, ratio, peerName = "peer_name", method }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(name, forKey: .name)
    try values.encode(ours, forKey: .ours)
    try values.encode(peer, forKey: .peer)
    try values.encode(unit, forKey: .unit)
    try values.encode(ratio, forKey: .ratio)
    try values.encode(peerName, forKey: .peerName)
    try values.encode(method, forKey: .method)
  }

  /// Prints the figure and writes it as JSON into `directory`.
  func publish(in directory: String) throws {
    func rounded(_ number: Double) -> Double { (number * 1_000).rounded() / 1_000 }
    print("\(name): \(rounded(ours)) \(unit) (\(peerName): \(rounded(peer)) \(unit), ratio \(rounded(ratio)))\n  \(method)")
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let file = name.map { $0.isLetter || $0.isNumber ? String($0) : "-" }.joined()
    try encoder.encode(self).write(to: URL(filePath: "\(directory)/\(file).json"), options: .atomic)
  }
}

import Therapy

/// One entry of a score.
struct Entry: CustomStringConvertible {
  let at: Moment
  let scale: ClinicalScale
  let value: Int8

  init(_ at: Moment, _ scale: ClinicalScale, _ value: Int8) {
    self.at = at
    self.scale = scale
    self.value = value
  }

  var happening: Happening { .score(scale, value) }
  var description: String { "\(scale.name) \(value) at \(at) ms" }
}

/// `scores.tsv`.
enum ScoreTable {
  private static let levels: [String: [Int8: Level]] = {
    var levels: [String: [Int8: Level]] = [:]
    for row in Table("scores").rows {
      for value in Int8(row.number("from")!)...Int8(row.number("to")!) {
        precondition(levels[row["scale"]]?[value] == nil, "\(row["scale"]) \(value) has two rows")
        levels[row["scale"], default: [:]][value] = Level(row["response"])
      }
    }
    return levels
  }()

  /// What a value asks for; nil where the table does not have it.
  static func level(_ scale: ClinicalScale, _ value: Int8) -> Level? { levels[scale.name]?[value] }
}

/// What the tables demand by each kind of score, after all of `entries` at `now`.
struct ScoreResponse: Equatable {
  var sedation = Level.none
  var distress = Level.none
  var nausea = Level.none
  var dissociation = Level.none

  init() {}

  init(after all: [Entry], at now: Moment) {
    let entries = all.filter { $0.at <= now }
    // The newest entry on a scale replaces the one before.
    func newest(_ scale: ClinicalScale) -> Entry? { entries.last { $0.scale == scale } }
    func level(_ entry: Entry) -> Level { ScoreTable.level(entry.scale, entry.value)! }
    let sedations = ClinicalScale.allCases.filter(\.isSedation).compactMap(newest)
    let latest = sedations.map(\.at).max()
    let deciding = sedations.filter { $0.at == latest }.max { level($0) < level($1) }
    if let deciding { sedation = Self.acting(deciding, level(deciding), all, now) }
    if let entry = newest(.distress) { distress = Self.acting(entry, level(entry), all, now) }
    dissociation = [.cadss, .cadss6].compactMap(newest).map(level).max() ?? .none
    nausea = newest(.nausea).map(level) ?? .none
    guard let vomiting = newest(.vomiting), now - vomiting.at < 1_800_000 else { return }
    nausea = max(nausea, level(vomiting))
    // special.tsv: vomiting while sedated.
    let limits: [ClinicalScale: ClosedRange<Int8>] = [.poss: 3...4, .rass: -5 ... -2, .moaas: 0...4]
    guard vomiting.value == 1, let entry = deciding else { return }
    if limits[entry.scale]?.contains(entry.value) == true { nausea = .pause }
  }

  /// A cut is made once for each entry; the second one up to 10 min after another is a pause.
  private static func acting(_ entry: Entry, _ level: Level, _ all: [Entry], _ now: Moment) -> Level {
    guard level == .reduce else { return level }
    guard now == entry.at else { return .warn }
    let earlier = all.filter { $0.at < entry.at }
    let cuts = Set(earlier.map(\.at)).filter { moment in
      let response = ScoreResponse(after: earlier, at: moment)
      return max(response.sedation, response.distress) == .reduce
    }
    return cuts.contains { entry.at - $0 < 600_000 } ? .pause : .reduce
  }
}

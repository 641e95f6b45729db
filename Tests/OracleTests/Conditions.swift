/// The conditions that the tables have, each as rule and condition of `mcdc.tsv`: what has to have a pair.
enum Conditions {
  typealias Condition = String

  static func name(_ rule: String, _ condition: String) -> Condition { "\(rule): \(condition)" }

  static var all: Set<Condition> {
    Set(
      continuous + special + pressures + scores + staleness + devices("pump") + devices("machine") + facts + sources + limits)
  }

  private static var continuous: [Condition] {
    Table("continuous").rows.flatMap { row -> [Condition] in
      let signal = row["signal"]
      var conditions: [Condition] = []
      for band in ["warn", "pause", "severe"] where row[band + "-after-s"] != "-" {
        let hasAbove = band != "severe" && row[band + "-above"] != "-"
        // That EtCO2 is too low pauses by a rule of its own.
        if row[band + "-below"] != "-" {
          conditions.append(name("\(signal) \(band)", "value below"))
          if band != "severe" { conditions.append(name("\(signal) \(band)", "clear by, low side")) }
        }
        if hasAbove { conditions += ["value above", "clear by, high side"].map { name("\(signal) \(band)", $0) } }
        conditions.append(name("\(signal) \(band)", "time"))
        // What is severe clears with the pause.
        if band != "severe" { conditions.append(name("\(signal) \(band)", "clear for")) }
      }
      conditions += [
        "good value ends the wait", "missing value does not end the wait", "sensor off does not end the wait",
        "impossible value is a missing one", "questionable value does not clear", "missing value does not clear",
        "questionable value acts", "hole while clearing",
      ].map { name(signal, $0) }
      return conditions
        + ["warn time", "pause time", "questionable is not good", "sensor off", "sensor off, time", "sensor on, time"]
        .map { name("\(signal) absence", $0) }
    }
  }

  /// Each "and", "or" and time of a rule of its own.
  private static let parts: [String: [String]] = [
    "apnea": ["when", "time", "clears when", "clear for"],
    "EtCO2 with no breath": [
      "when, EtCO2", "when, breath", "when, breath is good", "when, breath is known", "time", "clears when, EtCO2",
      "clears when, breath", "clear for",
    ],
    "call button": ["when", "clears when"],
    "predicted concentration, warn": ["when", "clears when"],
    "predicted concentration, pause": ["when", "clears when"],
    "second reduce": ["when, an earlier one", "when, this one", "when, 10 min"],
    "vomiting while sedated": [
      "when, vomiting", "when, POSS", "when, RASS", "when, MOAA/S", "when, 30 min", "clears when",
    ],
    "source away": ["when, RR", "when, EtCO2", "time"],
  ]

  private static var special: [Condition] {
    Table("special").rows.flatMap { row in parts[row["rule"]]!.map { name(row["rule"], $0) } }
  }

  private static var pressures: [Condition] {
    Table("pressures").rows.flatMap { row -> [Condition] in
      var conditions = ["warn below", "warn above"]
      for side in ["below", "above"] {
        conditions += ["first", "second", "confirm within"].map { "pause \(side), \($0)" }
        conditions += ["clear by, warn \(side)", "clear by, pause \(side)"]
        if row["at-once-\(side)"] != "-" { conditions.append("at once \(side)") }
      }
      if row["warn-above-baseline-%"] != "-" { conditions += ["warn above baseline", "baseline"] }
      if row["start-block-from"] != "-" { conditions.append("start block") }
      return conditions.map { name(row["value"], $0) }
    }
  }

  private static var facts: [Condition] {
    var before: [String: Table.Row] = [:]
    return Table("facts").rows.filter { $0["open"] == "-" }.flatMap { row -> [Condition] in
      let known = before.updateValue(row, forKey: row["fact"])
      let isTimed = !["-", "0"].contains(row["after-s"])
      let says = { (row: Table.Row) in "\(row["response"]) \(row["priority"])" }
      var conditions: [String] = []
      if row["response"] != "none" || row["start"] == "free" { conditions.append("present") }
      if isTimed, known.map(says) != says(row) { conditions.append("time") }
      // A pause blocks a start anyway, and what blocked it before goes on.
      let isBlocking = row["start"] == "blocked" && ["none", "warn"].contains(row["response"])
      if isBlocking, known?["start"] != "blocked" { conditions.append("start") }
      return conditions.map { name(isTimed ? "\(row["fact"]) \(row["after-s"])" : row["fact"], $0) }
    }
  }

  /// The rules of their own that two monitors can break.
  private static let twice: [String: [String]] = [
    "apnea of two": ["first is worse", "second is worse"],
    "EtCO2 with no breath of two": ["second EtCO2", "first breath", "second breath"],
  ]

  private static var sources: [Condition] {
    twice.flatMap { rule, conditions in conditions.map { name(rule, $0) } }
      + Table("sources").rows.flatMap { row -> [Condition] in
        let signal = row["signal"]
        let worse = [
          "first is worse", "second is worse", "one after the other", "both clear", "bad is not taken back",
          "inside by less is not taken back", "until it is lost", "a doubtful value is lost as a missing one is",
        ].map { name("\(signal) of two", $0) }
        guard row["difference"] != "-" else { return worse }
        let differs = ["limit", "time", "both are good", "a hole ends no wait", "agree for"]
        return worse + ["one is fresh", "sensor of one off"].map { name("\(signal) of two, absence", $0) }
          + differs.map { name("\(signal) difference", $0) }
          + ["one has no value", "the other has one", "time", "agree for"].map { name("\(signal) one lost", $0) }
      }
  }

  /// What decides about each limit besides its figure.
  private static let deciding: [String: [String]] = [
    "dose rate": ["limit", "held", "weight"], "mass rate": ["limit", "held"], "session mass per weight": ["limit", "weight"],
    "approach, session mass": ["limit", "while drug flows"], "duration": [], "delivery uncertain, rate": ["held"],
    "no prediction": ["present"],
  ]

  private static var limits: [Condition] {
    Table("limits").rows.flatMap { row in (deciding[row["limit"]] ?? ["limit"]).map { name(row["limit"], $0) } }
  }

  private static var scores: [Condition] {
    let rows = Table("scores").rows.sorted { ($0["scale"], $0.number("from")!) < ($1["scale"], $1.number("from")!) }
    return zip(rows, rows.dropFirst()).compactMap { below, above in
      guard below["scale"] == above["scale"], below["response"] != above["response"] else { return nil }
      return name(above["scale"], "from \(above["from"])")
    }
  }

  private static var staleness: [Condition] {
    Table("staleness").rows.flatMap { row -> [Condition] in
      let phase = row["phase"].prefix { $0 != " " }
      let isPressure = row["observation"] == "blood pressure"
      let rule = isPressure ? "blood pressure, \(phase)" : row["observation"] + (row["observation"].contains(" ") ? "" : ", age")
      var conditions = ["low"]
      if row["medium-min"] != row["pause-min"] { conditions.append("medium") }
      if row["pause-min"] != "-" { conditions.append("pause") }
      if isPressure, phase == "first" { conditions += ["phase, start", "phase, raise"] }
      return conditions.map { name(rule, $0) }
    }
  }

  private static func devices(_ table: String) -> [Condition] {
    Table(table).rows.filter { $0["open"] == "-" }.flatMap { row -> [Condition] in
      let figures = table == "pump" ? row["seconds"] : [row["limit"], row["seconds"]].first { $0 != "-" && $0 != "0" } ?? ""
      var conditions = ["present"]
      if table == "pump", row["limit-absolute"] != "-" { conditions.append("limit") }
      if table == "pump", row["limit-relative-%"] != "-" { conditions.append("limit relative") }
      if table == "pump", row["direction"] == "either" {
        conditions.append(row["condition"] == "rate mismatch" ? "limit, too slow" : "limit, too little")
      }
      if table == "machine", row["limit"] != "-" { conditions.append("limit") }
      if row["time"] == "after" { conditions.append("time") }
      return conditions.map { name("\(row["condition"]) \(figures)".trimming(), $0) }
    }
  }
}

extension String {
  fileprivate func trimming() -> String { hasSuffix(" ") ? String(dropLast()) : self }
}

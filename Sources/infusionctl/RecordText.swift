import ControlAPI

/// How a record reads.
enum RecordText {
  /// The record, line by line; `[#12]` is what `explain '#12'` takes.
  static func lines(_ record: RecordDocument) -> [String] {
    let order = record.order
    var lines = [
      "\(record.simulation ? "SIMULATION " : "")RECORD of session \(record.session) on \(printable(record.channel)): "
        + (record.closed == nil ? printable(record.phase) : "closed")
    ]
    func add(_ name: String, _ text: String) { lines.append("  " + ChannelText.padded(name, 13) + printable(text)) }
    add("patient", "\(order.patient), \(order.weight)")
    add("drug", "\(order.drug) \(order.concentration), protocol \(order.protocol)")
    add("ordered", "\(Figures.amount(order.total)) in \(Figures.time(order.duration))")
    let volume = Figures.deliveredVolume(record.delivered)
    add("delivered", Figures.deliveredMass(record.delivered).map { "\($0) (\(volume))" } ?? volume)
    add("infused for", Figures.time(record.elapsed))
    if let highest = record.highestPrediction { add("predicted", "highest: \(PredictedText.record(highest))") }
    if let last = record.lastPrediction, last != record.highestPrediction { add("", "last: \(PredictedText.record(last))") }
    if let ending = record.ending { add("outcome", ending) }
    let times = [
      ("prepared", record.prepared), ("started", record.started), ("ended", record.ended), ("closed", record.closed),
    ]
    for (name, time) in times { if let time { add(name, Figures.moment(time)) } }
    for (index, digest) in record.configurations.enumerated() {
      add(index == 0 ? "files" : "then", index == 0 ? digest : "\(digest) after a restart")
    }
    func section(_ name: String, _ entries: [String]) {
      lines.append("  \(name)" + (entries.isEmpty ? ": none" : ""))
      for entry in entries { lines.append("    \(printable(entry))") }
    }
    section("pauses", record.pauses.map(pause))
    section(
      "reductions",
      record.reductions.map { "\(Figures.moment($0.at)) cut to \(Figures.rate($0.rate)): \($0.causeText)\(entry($0.entry))" })
    section("alarms", record.alarms.flatMap { AlarmLogText.lines($0, isClosed: record.closed != nil) })
    section("audio pauses", record.audioPauses.map(AlarmLogText.line))
    section("alarm tests", record.alarmTests.map(AlarmLogText.line))
    section("changed limits", record.limitChanges.map(AlarmLogText.line))
    section(
      "observations",
      record.observations.map { "\(Figures.moment($0.at)) \($0.name) \($0.value)\($0.unit.map { " \($0)" } ?? "") by \($0.by)" })
    section("handovers", record.handovers.map { "\(Figures.moment($0.at)) \($0.from.map { "\($0) to " } ?? "to ")\($0.to)" })
    section("rates", record.rates.map { "\(Figures.moment($0.at)) \(Figures.rate($0.rate))" })
    section("commands", record.commands.map(command))
    return lines
  }

  private static func pause(_ pause: PauseDocument) -> String {
    var text = "\(Figures.moment(pause.from)) to \(pause.until.map(Figures.moment) ?? "now"): \(pause.causeText)"
    if let rate = pause.resumedRate { text += "; resumed at \(Figures.rate(rate))" }
    if pause.resumedRate != nil, let by = pause.resumedBy { text += " by \(by)" }
    return text + entry(pause.entry)
  }

  private static func command(_ command: RecordedCommandDocument) -> String {
    let by = command.byName ?? command.by.map { "user \($0)" }
    return "\(Figures.moment(command.at)) \(command.kind)\(by.map { " by \($0)" } ?? ""): \(command.outcome)"
      + (command.text.map { " (\($0))" } ?? "") + entry(command.entry)
  }

  /// The number of an entry, for `explain`.
  static func entry(_ number: UInt64?) -> String { number.map { " [#\($0)]" } ?? "" }
}

import ArgumentParser
import ControlAPI

/// `record`.
struct RecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record", abstract: "Shows records of sessions.", subcommands: [RecordShowCommand.self])
}

/// `record show`.
struct RecordShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows the record of a session.",
    discussion: "A number is a session; anything else is a channel, whose newest session is shown.")

  @Argument(help: "The session's number, or a channel; may be left out where there is one channel.") var session: String?
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let (record, bytes) = try await options.get(RecordDocument.self, try await path())
    if options.json { return Terminal.say(json: bytes) }
    RecordText.lines(record).forEach(Terminal.say)
  }

  private func path() async throws -> String {
    if let session { return UInt64(session).map(APIPath.record) ?? APIPath.newestRecord(channel: session) }
    let channels = try await options.get(StatusDocument.self, APIPath.status).document.channels
    guard channels.count == 1 else {
      Terminal.complain(
        "infusionctl: name a session's number or one of these channels: \(channels.map(\.channel).joined(separator: ", "))")
      throw Exit.usage
    }
    return APIPath.newestRecord(channel: channels[0].channel)
  }
}

/// How a record reads.
enum RecordText {
  /// The record, line by line.
  static func lines(_ record: RecordDocument) -> [String] {
    let order = record.order
    var lines = [
      "\(record.simulation ? "SIMULATION " : "")RECORD of session \(record.session) on \(printable(record.channel)): "
        + (record.closed == nil ? record.phase : "closed") + (record.causeText.isEmpty ? "" : " (\(record.causeText))")
    ]
    func add(_ name: String, _ text: String) { lines.append("  " + ChannelText.padded(name, 13) + printable(text)) }
    add("patient", "\(order.patient), \(order.weight)")
    add("drug", "\(order.drug) \(order.concentration), protocol \(order.protocol)")
    add("ordered", "\(Figures.amount(order.total)) in \(Figures.time(order.duration))")
    let volume = Figures.deliveredVolume(record.delivered)
    add("delivered", Figures.deliveredMass(record.delivered).map { "\($0) (\(volume))" } ?? volume)
    add("infused for", Figures.time(record.elapsed))
    for (name, time) in [("prepared", record.prepared), ("started", record.started), ("closed", record.closed)] {
      if let time { add(name, time) }
    }
    section("pauses", record.pauses.map { "\($0.from) to \($0.until ?? "now"): \($0.causeText)" })
    // The record hears nothing of an alarm after its session was closed.
    let notEnded = record.closed == nil ? "still on or not acknowledged" : "still on or not acknowledged when closed"
    section(
      "alarms",
      record.alarms.map { alarm in
        let ends = [alarm.acknowledged.map { "acknowledged \($0)" }, alarm.ended.map { "ended \($0)" } ?? notEnded]
        let end = ends.compactMap { $0 }.joined(separator: ", ")
        return "\(ChannelText.padded(alarm.mark, 4))\(alarm.onset) \(alarm.sentence) (\(end))"
      })
    section("rates", record.rates.map { "\($0.at) \(Figures.rate($0.rate))" })
    section(
      "commands",
      record.commands.map { command in
        let by = command.by.map { " by user \($0)" } ?? ""
        return "\(command.at) \(command.kind)\(by): \(command.outcome)" + (command.text.map { " (\($0))" } ?? "")
      })
    func section(_ name: String, _ entries: [String]) {
      lines.append("  \(name)" + (entries.isEmpty ? ": none" : ""))
      for entry in entries { lines.append("    \(printable(entry))") }
    }
    return lines
  }
}

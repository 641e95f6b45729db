import ArgumentParser
import ControlAPI

/// `session reconcile`.
struct ReconcileCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile",
    abstract: "After uncertainty, link loss or a restart: shows what is believed and what the pump says, and accepts the pump.",
    discussion: "Look at the pump before you give this command.")

  @OptionGroup var target: ChannelOptions
  @OptionGroup var options: GlobalOptions

  func run() async throws {
    let commanding = Commanding(options, target)
    let before = try await options.get(ChannelDocument.self, APIPath.channel(target.channel)).document
    if !options.json {
      Terminal.say("believed: \(ChannelText.delivered(before)) delivered, \(Figures.rate(before.rate)) ordered")
      Terminal.say("pump:     \(ChannelText.pump(before.pump))")
    }
    try await commanding.send(
      "reconcile", PlainRequest(command: commanding.id), done: "reconciled: what the pump says is accepted.")
  }
}

import Quantities
import Safety
import Therapy

// The alarms of the room: one loudspeaker and one signal tower serve all channels, so what is seen and heard is decided here.

extension Controller {
  /// Carries out a command that concerns alarms, or the room and no channel; false when it concerns its channel's session.
  mutating func takeForRoom(_ command: OperatorCommand, _ tick: inout TickOutput) -> Bool {
    let index = Int(command.channel)
    switch command.action {
    case .acknowledge(let occurrence):
      channels[index].touchedAt = tick.now
      channels[index].acknowledge(occurrence, command, &watchfulness[index].alarms, &tick)
    case .pauseAudio(let time): pauseAudio(for: time, command, &tick)
    case .testAlarms(let token): testAlarms(token, command, &tick)
    case .confirmAlarmTest(let token): confirmAlarmTest(token, command, &tick)
    case .prepare, .start, .setRate, .nextStep, .confirm, .approve, .second, .pause, .stop, .prepareResume, .resume, .reconcile,
      .reset, .close, .closeEarly, .score, .vitals, .handover, .setLimit:
      return false
    }
    return true
  }

  private mutating func pauseAudio(for time: Interval, _ command: OperatorCommand, _ tick: inout TickOutput) {
    let index = Int(command.channel)
    guard isSounding else { return channels[index].refuse(command, .noAlarmSounds, &tick) }
    let time = min(time, Annunciation.longestAudioPause)
    annunciation.pauseAudio(for: time, now: tick.now)
    tick.record(.audioPaused(for: time, by: command.user), channel: command.channel, session: channels[index].session)
    channels[index].accept(command, &tick)
  }

  private mutating func testAlarms(_ token: Token, _ command: OperatorCommand, _ tick: inout TickOutput) {
    let index = Int(command.channel)
    guard !isSounding else { return channels[index].refuse(command, .alarmSounding, &tick) }
    guard tick.machine.annunciatorLostSince == nil else { return channels[index].refuse(command, .annunciatorLost, &tick) }
    annunciation.beginTest(now: tick.now)
    alarmTest = (token, command.user)
    channels[index].accept(command, &tick)
  }

  private mutating func confirmAlarmTest(_ token: Token, _ command: OperatorCommand, _ tick: inout TickOutput) {
    let index = Int(command.channel)
    if let refusal = confirmRefusal(token, command, tick) { return channels[index].refuse(command, refusal, &tick) }
    alarmTest = nil
    for index in 0..<channelCount { channels[index].alarmsAreTested = true }
    tick.record(.alarmsTested(by: command.user), channel: command.channel, session: channels[index].session)
    channels[index].accept(command, &tick)
  }

  /// Why the test is not confirmed: whoever began it saw and heard it to its end, a moment ago, on outputs that work (SR-112).
  private func confirmRefusal(_ token: Token, _ command: OperatorCommand, _ tick: borrowing TickOutput) -> Refusal? {
    guard let alarmTest, let test = annunciation.test else { return .alarmTestNotOver }
    guard alarmTest.token.bits == token.bits else { return .tokenUnknown }
    guard alarmTest.user == command.user else { return .tokenOfAnother }
    guard !test.isDisturbed else { return .alarmTestDisturbed }
    guard test.isComplete(at: tick.now) else { return .alarmTestNotOver }
    guard tick.now.since(test.beganAt) <= AlarmTest.length + Offer.life else { return .tokenExpired }
    guard tick.machine.annunciatorLostSince == nil else { return .annunciatorLost }
    return nil
  }
}

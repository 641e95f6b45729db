import Controller

extension CommandKind {
  /// Whether it may be answered with a read-back.
  var mayBeReadBack: Bool {
    switch self {
    case .prepare, .setRate, .nextStep, .prepareResume, .start, .confirm, .resume: true
    case .approve, .second, .pause, .stop, .reconcile, .reset, .close, .closeEarly, .acknowledge, .score, .vitals, .handover,
      .setLimit, .pauseAudio, .testAlarms, .confirmAlarmTest:
      false
    }
  }

  /// Whether it concerns the room and no channel: one loudspeaker and one signal tower serve all.
  var isForRoom: Bool {
    switch self {
    case .pauseAudio, .testAlarms, .confirmAlarmTest: true
    case .prepare, .start, .setRate, .confirm, .pause, .stop, .prepareResume, .resume, .reconcile, .reset, .close, .acknowledge,
      .nextStep, .approve, .second, .closeEarly, .score, .vitals, .handover, .setLimit:
      false
    }
  }

  /// Whether it confirms a read-back as the person who asked for it.
  var isConfirmation: Bool {
    switch self {
    case .start, .confirm, .resume: true
    case .prepare, .setRate, .nextStep, .prepareResume, .approve, .second, .pause, .stop, .reconcile, .reset, .close,
      .closeEarly, .acknowledge, .score, .vitals, .handover, .setLimit, .pauseAudio, .testAlarms, .confirmAlarmTest:
      false
    }
  }

  /// The command that confirms the read-back of this one.
  var confirmation: String {
    switch self {
    case .prepare, .start: CommandKind.start.name
    case .prepareResume, .resume: CommandKind.resume.name
    case .setRate, .nextStep, .confirm: CommandKind.confirm.name
    case .approve, .second, .pause, .stop, .reconcile, .reset, .close, .closeEarly, .acknowledge, .score, .vitals, .handover,
      .setLimit, .pauseAudio, .testAlarms, .confirmAlarmTest:
      preconditionFailure("\(name) is not read back")
    }
  }
}

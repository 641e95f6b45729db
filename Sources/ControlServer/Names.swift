import Controller

extension CommandKind {
  /// The command that confirms the read-back of this one.
  var confirmation: String {
    switch self {
    case .prepare, .start: CommandKind.start.name
    case .prepareResume, .resume: CommandKind.resume.name
    case .setRate, .nextStep, .confirm: CommandKind.confirm.name
    case .approve, .second, .pause, .stop, .reconcile, .reset, .close, .closeEarly, .acknowledge, .score, .vitals, .handover:
      preconditionFailure("\(name) is not read back")
    }
  }
}

import Controller

extension CommandKind {
  /// The command that confirms the read-back of this one.
  var confirmation: String {
    switch self {
    case .prepare: CommandKind.start.name
    case .prepareResume: CommandKind.resume.name
    case .setRate, .start, .confirm, .pause, .stop, .resume, .reconcile, .reset, .close, .acknowledge: CommandKind.confirm.name
    }
  }
}

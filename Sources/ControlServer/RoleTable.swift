import Controller

/// THE place that says who may command: command by peer (SR-134). Everyone who can connect may read.
///
/// Until there are roles, only root and the daemon's own user may do more than read, pause and stop.
struct RoleTable: Sendable {
  /// The user that the daemon runs as.
  let daemonUser: UserID

  /// Whether `peer` may give a command of this kind; nil is a peer that the kernel did not name.
  func permits(_ kind: CommandKind, to peer: Peer?) -> Bool {
    switch kind {
    case .pause, .stop: true
    case .prepare, .start, .setRate, .confirm, .prepareResume, .resume: isTrusted(peer)
    case .reconcile, .reset, .close, .acknowledge: isTrusted(peer)
    case .nextStep, .second, .score, .vitals, .handover, .approve, .closeEarly: isTrusted(peer)
    }
  }

  /// Whether `peer` is root or the daemon's own user.
  func isTrusted(_ peer: Peer?) -> Bool {
    guard let peer else { return false }
    return peer.user == UserID(number: 0) || peer.user == daemonUser
  }
}

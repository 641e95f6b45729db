public import Quantities
public import Therapy

/// The number of a session, unique in a journal.
public struct SessionID: Hashable, Sendable, BitwiseCopyable {
  /// The number, 1 or more.
  public let number: UInt64
  /// The session with this number.
  public init(number: UInt64) { self.number = number }
}

/// A Unix user, as the kernel named the peer of the connection (SR-134).
public struct UserID: Hashable, Sendable, BitwiseCopyable {
  /// The user id.
  public let number: UInt32
  /// The user with this id.
  public init(number: UInt32) { self.number = number }
}

/// The id that a client made for one command; the same id again is the same command (SR-029).
public struct CommandID: Hashable, Sendable, BitwiseCopyable {
  /// The upper half.
  public let high: UInt64
  /// The lower half.
  public let low: UInt64
  /// An id of these halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}

/// The proof that a read-back was seen: made by the server at random, kept in memory only (SR-021).
public struct Token: Hashable, Sendable, BitwiseCopyable {
  /// 64 random bits.
  public let bits: UInt64
  /// The token of these bits.
  public init(bits: UInt64) { self.bits = bits }
}

/// What an operator asks for; rates are absolute targets, never changes (SR-029).
public enum CommandAction: Sendable, BitwiseCopyable {
  /// Read back this order and hand out `token` for it.
  case prepare(Order, session: SessionID, token: Token)
  /// Start the prepared order; where the read-back has to be read again, `again` is the token for that.
  case start(Token, again: Token)
  /// Lower the rate at once, or read back a raise and hand out `token` for it.
  case setRate(FlowRate, token: Token)
  /// Read back the program's next step, at its hold point, and hand out `token` for it.
  case nextStep(token: Token)
  /// Confirm a raise or a next step that was read back; `again` as for a start.
  case confirm(Token, again: Token)
  /// Approve, as a physician, what is above a soft limit (SR-003).
  case approve(Token)
  /// Confirm, as another clinician, what is above the second-person threshold (SR-004).
  case second(Token)
  /// 0 mL/h, resumable; the stop bit has asked for it already, this names the person.
  case pause
  /// 0 mL/h for this session; likewise.
  case stop
  /// Read back a resume at this rate (nil: half the rate before the pause) and hand out `token` for it.
  case prepareResume(rate: FlowRate?, token: Token)
  /// Resume as read back; `again` as for a start.
  case resume(Token, again: Token)
  /// Accept what the pump says after an uncertainty, a link loss or a restart.
  case reconcile
  /// Clear the stop latch; never infuses (SR-027).
  case reset
  /// End the session's record.
  case close
  /// End it as a physician before the recovery is over, or with a pump that is gone (SR-034).
  case closeEarly
  /// Acknowledge the alarm with this occurrence number.
  case acknowledge(occurrence: UInt32)
  /// A score, by its scale.
  case score(ClinicalScale, Int8)
  /// A blood pressure by cuff, mmHg.
  case vitals(systolic: Int32, diastolic: Int32, mean: Int32)
  /// Hand the patient over to this person; the same from that person takes the patient (SR-126).
  case handover(to: UserID)
  /// Change limits of a vital sign for this session (SR-111).
  case setLimit(LimitedSignal, LimitChange)
  /// Pause the audio of the alarms that are on, for the whole room (SR-104).
  case pauseAudio(for: Interval)
  /// Test the alarm outputs of the room; `token` confirms that all were seen and heard (SR-112).
  case testAlarms(Token)
  /// Confirm the test.
  case confirmAlarmTest(Token)

  /// The kind, for records.
  public var kind: CommandKind {
    switch self {
    case .prepare: .prepare
    case .start: .start
    case .setRate: .setRate
    case .nextStep: .nextStep
    case .confirm: .confirm
    case .approve: .approve
    case .second: .second
    case .pause: .pause
    case .stop: .stop
    case .prepareResume: .prepareResume
    case .resume: .resume
    case .reconcile: .reconcile
    case .reset: .reset
    case .close: .close
    case .closeEarly: .closeEarly
    case .acknowledge: .acknowledge
    case .score: .score
    case .vitals: .vitals
    case .handover: .handover
    case .setLimit: .setLimit
    case .pauseAudio: .pauseAudio
    case .testAlarms: .testAlarms
    case .confirmAlarmTest: .confirmAlarmTest
    }
  }
}

/// The kind of a command, without what it carries.
public enum CommandKind: UInt8, CaseIterable, Sendable, BitwiseCopyable {
  case prepare, start, setRate, confirm, pause, stop, prepareResume, resume, reconcile, reset, close, acknowledge
  case nextStep, approve, second, closeEarly, score, vitals, handover
  case setLimit, pauseAudio, testAlarms, confirmAlarmTest

  /// The command's name in the control interface and in records.
  public var name: String {
    switch self {
    case .prepare: "prepare"
    case .start: "start"
    case .setRate: "set-rate"
    case .confirm: "confirm"
    case .pause: "pause"
    case .stop: "stop"
    case .prepareResume: "prepare-resume"
    case .resume: "resume"
    case .reconcile: "reconcile"
    case .reset: "reset"
    case .close: "close"
    case .acknowledge: "acknowledge"
    case .nextStep: "next-step"
    case .approve: "approve"
    case .second: "second"
    case .closeEarly: "close-early"
    case .score: "score"
    case .vitals: "vitals"
    case .handover: "handover"
    case .setLimit: "set-limit"
    case .pauseAudio: "pause-audio"
    case .testAlarms: "test-alarms"
    case .confirmAlarmTest: "confirm-alarm-test"
    }
  }
}

/// One command of one person for one channel.
public struct OperatorCommand: Sendable, BitwiseCopyable {
  /// The client's id for it.
  public let id: CommandID
  /// The channel's index in the configuration.
  public let channel: UInt8
  /// Who asks.
  public let user: UserID
  /// What is asked.
  public let action: CommandAction
  /// When the daemon took it; a confirmation that is 2 s old has expired (SR-029).
  public let takenAt: Instant

  /// A command with every field given.
  public init(id: CommandID, channel: UInt8, user: UserID, action: CommandAction, takenAt: Instant) {
    self.id = id
    self.takenAt = takenAt
    self.channel = channel
    self.user = user
    self.action = action
  }
}

/// What an operator must read before confirming.
public struct ReadBack: Hashable, Sendable, BitwiseCopyable {
  /// The rate that the confirmation brings.
  public let rate: FlowRate
  /// The rate ordered now.
  public let rateBefore: FlowRate
  /// The volume that may still be infused.
  public let remaining: Volume
  /// The infusing time left.
  public let timeLeft: Interval
  /// When the token dies.
  public let tokenUntil: Instant
  /// The channel's revision that the token is bound to.
  public let revision: UInt32
  /// The highest level of plasma or effect site that any model predicts for what is left of the order (SR-055).
  public var predictedPeak = PlasmaConcentration.zero
  /// What else has to be confirmed, and by whom.
  public var needs = Confirmations()
}

/// How a command ended.
public enum CommandOutcome: Hashable, Sendable, BitwiseCopyable {
  /// Done; for stop and pause: ordered, not yet observed.
  case done
  /// Read back; the token that came with the command is good now.
  case readBack(ReadBack)
  /// Refused; nothing changed.
  case refused(Refusal)
}

/// The answer to one command.
public struct CommandReply: Sendable, BitwiseCopyable {
  /// The command's id.
  public let command: CommandID
  /// Who gave it: another person's command may have the same id.
  public let user: UserID
  /// Its channel.
  public let channel: UInt8
  /// How it ended.
  public let outcome: CommandOutcome
}

import Annunciators
import ConfigurationFiles
import Controller
import Devices
import Drivers
import Platform
import Quantities
import Safety

/// The room's annunciators as the configuration names them: a sound device, a signal tower, both or none.
struct AlarmOutputs: Sendable {
  /// What the control thread has of one annunciator: where it puts the signal, and what it hears.
  struct Side<Heard: BitwiseCopyable & Sendable>: Sendable {
    let signals: Mailbox<AlarmSignal>
    let heard: Mailbox<Heard>
  }

  let sound: Side<AnnunciatorState>?
  let tower: Side<TowerReport>?
  let sounder: Sounder?
  let towerLine: TowerLine?

  /// Wires everything; nothing is opened yet.
  init(_ configuration: Configuration, notices: @escaping @Sendable (String) -> Void) throws {
    let now = SystemClock.now()
    if let device = configuration.settings.alarmSound {
      let side = Side(signals: Mailbox(AlarmSignal(at: now)), heard: Mailbox(AnnunciatorState(checkedAt: now)))
      sounder = Sounder(device: device, signals: side.signals, state: side.heard, doorbell: try Doorbell(), notices: notices)
      sound = side
    } else {
      (sounder, sound) = (nil, nil)
    }
    if let entry = configuration.inventory.tower {
      let side = Side(signals: Mailbox(AlarmSignal(at: now)), heard: Mailbox(TowerReport(at: now)))
      towerLine = TowerLine(
        name: entry.name, path: entry.path, baud: entry.baud, unit: entry.unit, isSimulated: entry.isSimulated,
        soundsBursts: configuration.settings.alarmSound == nil, signals: side.signals, reports: side.heard,
        doorbell: try Doorbell(), notices: notices)
      tower = side
    } else {
      (towerLine, tower) = (nil, nil)
    }
  }

  /// Makes every mailbox as young as `now`, before any thread of theirs is started: a journal that took its time to open is no
  /// loss of an annunciator and no silence of the control thread.
  func begin(at now: Instant) {
    post(AlarmSignal(at: now))
    sound?.heard.post(AnnunciatorState(checkedAt: now))
    tower?.heard.post(TowerReport(at: now))
  }

  /// Hands the newest signal to every annunciator. For the control thread.
  func post(_ signal: AlarmSignal) {
    sound?.signals.post(signal)
    tower?.signals.post(signal)
  }

  /// Whether every annunciator was seen to work since the daemon started. For the control thread.
  func haveAllWorked() -> Bool {
    (sound?.heard.peek().hasWorked ?? true) && (tower?.heard.peek().state.hasWorked ?? true)
  }

  /// What the annunciators tell: the call buttons, and which of them is lost since when (SR-112). For the control thread.
  func fill(_ input: inout TickInput, channels: Int) {
    let soundLost = sound?.heard.peek().lostSince(seenAt: input.now)
    let report = tower?.heard.peek()
    let towerLost = report?.state.lostSince(seenAt: input.now)
    (input.machine.isSounderLost, input.machine.isTowerLost) = (soundLost != nil, towerLost != nil)
    if let soundLost, let towerLost {
      input.machine.annunciatorLostSince = min(soundLost, towerLost)
    } else {
      input.machine.annunciatorLostSince = soundLost ?? towerLost
    }
    guard let report else { return }
    for index in 0..<channels { input.channels[index].isCalling = report.calls[index] }
  }
}

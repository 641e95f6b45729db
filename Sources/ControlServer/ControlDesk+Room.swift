import ControlAPI
import Controller
import Quantities
import Safety
import Therapy

// What everyone may read about the room's alarms and about limits.

extension ControlDesk {
  /// What is to be seen and heard in the room; every channel's view has it.
  func roomDocument() -> RoomDocument {
    let (view, now) = (room.view(of: 0), room.now())
    let signal = view.signal
    let alarmCount = room.channels.indices.reduce(0) { $0 + occurrences(room.view(of: $1)).count }
    return RoomDocument(
      takenAtMs: now.wholeMilliseconds, signalAge: now.since(signal.at).text(decimals: 1), alarmCount: alarmCount,
      lamp: signal.lamp.map(LampDocument.init),
      burst: signal.burst.map {
        BurstDocument(number: $0.number, priority: $0.priority.name, age: now.since($0.beganAt).text(decimals: 1))
      },
      audioPausedFor: signal.audioPausedUntil.flatMap { $0 > now ? $0.since(now).text(decimals: 1) : nil },
      callsSecondContact: signal.callsSecondContact, usesSecondSounder: signal.usesSecondSounder, isTest: signal.isTest,
      alarmsTested: view.alarmsAreTested)
  }

  /// One channel, with what is to be seen and heard in its room.
  func documentWithRoom(of channel: Int) -> ChannelDocument {
    var document = document(of: channel)
    document.room = roomDocument()
    return document
  }

  /// Every limit of a channel beside the clinic's, with its bounds (SR-111).
  func limits(of channel: Int) -> LimitListDocument {
    let view = room.view(of: channel)
    return LimitListDocument(
      channel: room.channels[channel].name, session: view.session?.number,
      limits: LimitedSignal.allCases.flatMap { signal in
        LimitKey.allCases.filter { LimitBounds.has($0, signal) }.map { limit($0, of: signal, view) }
      })
  }

  /// The limits that were changed for this session.
  func changedLimits(_ view: ChannelView) -> [LimitDocument] {
    LimitedSignal.allCases.flatMap { signal in
      LimitKey.allCases.filter { LimitBounds.has($0, signal) && view.limits[signal][$0] != view.clinicLimits[signal][$0] }
        .map { limit($0, of: signal, view) }
    }
  }

  private func limit(_ key: LimitKey, of signal: LimitedSignal, _ view: ChannelView) -> LimitDocument {
    let (value, standard) = (view.limits[signal][key], view.clinicLimits[signal][key])
    let bounds = LimitBounds.range(of: key, signal)
    return LimitDocument(
      signal: signal.name, limit: key.name, value: value.map { key.text($0, of: signal) },
      standard: standard.map { key.text($0, of: signal) }, least: key.text(bounds.least, of: signal),
      most: key.text(bounds.most, of: signal), changed: value != standard)
  }

  /// The vital signs: saturation and heart rate always, the others where a monitor has them or the session requires them.
  func vitals(_ view: ChannelView, _ now: Instant) -> [VitalDocument] {
    VitalSignal.allCases.filter { isShown($0, view) }.map { vital($0, view, now) }
  }

  private func isShown(_ signal: VitalSignal, _ view: ChannelView) -> Bool {
    switch signal {
    case .oxygenSaturation, .heartRate: true
    // The protocol asks for respiration, by whichever of the two.
    case .respirationRate: isMeasured(signal, view) || isRequired(signal, view) && !isMeasured(.endTidalCarbonDioxide, view)
    case .endTidalCarbonDioxide: isMeasured(signal, view)
    }
  }

  private func isMeasured(_ signal: VitalSignal, _ view: ChannelView) -> Bool {
    view.monitor.vitals[signal] != nil || view.secondMonitor?.vitals[signal] != nil
  }

  private func isRequired(_ signal: VitalSignal, _ view: ChannelView) -> Bool {
    view.order?.monitoring.requires(signal.asRequired) ?? false
  }

  private func vital(_ signal: VitalSignal, _ view: ChannelView, _ now: Instant) -> VitalDocument {
    func quality(_ reading: VitalReading?) -> String { reading?.quality.name ?? "none" }
    func age(_ reading: VitalReading?) -> String? { reading.map { now.since($0.receivedAt).text(decimals: 1) } }
    let first = view.monitor.vitals[signal]
    var document = VitalDocument(
      signal: signal.name, value: first?.value.map(Int.init), unit: signal.unit, quality: quality(first), age: age(first),
      required: isRequired(signal, view))
    guard let monitor = view.secondMonitor else { return document }
    let second = monitor.vitals[signal]
    document.second = SecondVitalDocument(value: second?.value.map(Int.init), quality: quality(second), age: age(second))
    document.worse = isSecondWorse(second, first, signal, view).map { $0 ? "second" : "first" }
    return document
  }

  /// Whether the second reading is the worse one: nearer to a limit or further beyond it; nil where neither is.
  private func isSecondWorse(
    _ second: VitalReading?, _ first: VitalReading?, _ signal: VitalSignal, _ view: ChannelView
  ) -> Bool? {
    let limits = view.limits[signal.limited]
    func room(_ value: Int32) -> Int32 {
      min(limits.warnLow.map { value - $0 } ?? .max, limits.warnHigh.map { $0 - value } ?? .max)
    }
    // One value alone is the one that is judged.
    guard let other = second?.value else { return first?.value.map { _ in false } }
    guard let value = first?.value else { return true }
    return room(value) == room(other) ? nil : room(other) < room(value)
  }
}

extension VitalSignal {
  /// The figure whose limits it is judged by.
  fileprivate var limited: LimitedSignal {
    switch self {
    case .oxygenSaturation: .oxygenSaturation
    case .heartRate: .heartRate
    case .respirationRate: .respirationRate
    case .endTidalCarbonDioxide: .endTidalCarbonDioxide
    }
  }
}

extension LampDocument {
  /// The lamp of a priority.
  init(_ priority: AlarmPriority) {
    let pattern = LampPattern(priority)
    self.init(
      priority: priority.name, color: pattern.color.name, periodMs: pattern.period.wholeMilliseconds,
      litMs: pattern.lit.wholeMilliseconds)
  }
}

extension LampColor {
  /// The color in words.
  fileprivate var name: String {
    switch self {
    case .red: "red"
    case .yellow: "yellow"
    case .cyan: "cyan"
    }
  }
}

import ControlAPI
import Controller
import Quantities
import Safety
import Therapy

// What everyone may read.

extension ControlDesk {
  /// Everything at a glance.
  func status() -> StatusDocument {
    StatusDocument(
      time: room.wallTime(at: room.now()).rfc3339, simulation: room.channels.contains { $0.isSimulated },
      channels: room.channels.indices.map(document(of:)), room: roomDocument())
  }

  /// One channel.
  func document(of channel: Int) -> ChannelDocument {
    let description = room.channels[channel]
    let view = room.view(of: channel)
    let now = room.now()
    var document = ChannelDocument(
      channel: description.name, simulation: description.isSimulated, takenAtMs: view.at.wholeMilliseconds,
      snapshotAge: age(of: view.at, now), phase: view.phase.name, cause: view.cause.code, causeText: view.cause.sentence,
      rate: RateDocument(view.ordered, under: view.order),
      delivered: DeliveredDocument(atLeast: view.deliveredAtLeast, atMost: view.deliveredAtMost, under: view.order),
      pump: pump(view, now))
    document.stopLatched = view.isStopLatched
    document.needsReconcile = view.needsReconcile
    document.revision = view.revision
    document.session = view.session?.number
    document.order = view.order.map(OrderDocument.init)
    document.elapsed = view.elapsed.text(decimals: 1)
    document.prediction = view.prediction.map(PredictionDocument.init)
    document.timeLeft = timeLeft(view)?.text(decimals: 1)
    document.vitals = vitals(view, now)
    document.changedLimits = changedLimits(view)
    document.mode = view.phase.fallbackMode?.name
    document.modeExit = view.phase.fallbackMode?.exit
    document.modeAdvice = view.phase.fallbackMode?.advice
    document.alarms = alarms(of: channel, view, now)
    document.startBlockers = view.startBlockers.members.map { BlockerDocument(code: $0.code, reason: $0.reason) }
    document.increaseBlocker = view.increaseRefusal.map {
      BlockerDocument(code: $0.code, reason: $0.sentence.naming(description.name))
    }
    document.phaseFor = age(of: view.phaseSince, now)
    document.resumableFor = view.resumableSince.map { age(of: $0, now) }
    addCourse(view, to: &document)
    addPeople(view, now, to: &document)
    return document
  }

  /// How far the session has come, and what it waits for.
  private func addCourse(_ view: ChannelView, to document: inout ChannelDocument) {
    document.needs = view.order.flatMap { order in view.needs.map { NeedsDocument($0, of: order) } }
    document.needs?.predictedPeak = view.offeredPeak?.description
    document.pausedFor = view.pausedFor?.text(decimals: 1)
    if view.phase == .paused { document.rateBeforePause = RateDocument(view.rateBeforePause, under: view.order) }
    if view.phase.isOver { document.recoveryLeft = view.recoveryLeft.text(decimals: 0) }
    document.endedBy = view.endCause?.sentence
    document.step = view.order.map { _ in view.step + 1 }
    document.nextStepRate = view.nextStepRate.map { RateDocument($0, under: view.order) }
  }

  /// What persons entered, and who answers for the patient.
  private func addPeople(_ view: ChannelView, _ now: Instant, to document: inout ChannelDocument) {
    document.responsible = view.responsible.map(room.name(of:))
    document.handoverTo = view.handoverTo.map(room.name(of:))
    document.baselineSystolic = view.observed.baseline.systolic.map(Int.init)
    if let cuff = view.observed.cuff, let person = view.observed.cuffBy {
      document.observations.append(
        ObservationDocument(
          name: "BP", value: "\(cuff.systolic)/\(cuff.diastolic)/\(cuff.mean)", unit: "mmHg", age: age(of: cuff.at, now),
          by: room.name(of: person)))
    }
    for scale in ClinicalScale.allCases {
      guard let reading = view.observed.scores.newest(scale), let person = view.observed.person(of: scale) else { continue }
      document.observations.append(
        ObservationDocument(
          name: scale.name, value: scale.text(reading.value), unit: nil, age: age(of: reading.at, now),
          by: room.name(of: person)))
    }
  }

  /// Every alarm that is on: priority first, then onset (SR-109).
  func alarms() -> [AlarmDocument] {
    let now = room.now()
    let found = room.channels.indices.flatMap { channel in
      occurrences(room.view(of: channel)).map { (channel, $0.condition, $0.record) }
    }
    return found.sorted { Self.isMoreUrgent($0.2, $1.2) }.map { alarm($0.1, $0.2, channel: $0.0, now) }
  }

  /// Every device and how its line fares.
  func devices() -> [DeviceDocument] { channelDevices() + outputs() }

  /// What alarms are seen and heard on; every channel's view has the room's signal.
  private func outputs() -> [DeviceDocument] {
    let signal = room.view(of: 0).signal
    return room.alarmOutputs.map { output in
      let (kind, isLost) =
        switch output.kind {
        case .loudspeaker: ("loudspeaker", signal.isSounderLost)
        case .tower: ("signal tower", signal.isTowerLost)
        }
      return device(output.device, of: "the room", kind: kind, link: isLost ? "lost" : "up", badFrames: nil)
    }
  }

  private func channelDevices() -> [DeviceDocument] {
    room.channels.indices.flatMap { index in
      let channel = room.channels[index]
      let view = room.view(of: index)
      var pump = device(
        channel.pump, of: channel.name, kind: "pump", link: view.pump.link.name, badFrames: view.pump.badFrames)
      pump.serialNumber = view.pump.report.map { String($0.serialNumber) }
      pump.firmware = view.pump.report?.firmware.map { FirmwareVersion(code: $0).description }
      let monitors = channel.monitors.enumerated().map { place, monitor in
        let seen = place == 0 ? view.monitor : view.secondMonitor ?? MonitorObservation()
        var document = device(
          monitor, of: channel.name, kind: "monitor", link: seen.connected ? "up" : "silent", badFrames: seen.badFrames)
        document.goodFrames = seen.goodFrames
        return document
      }
      return [pump] + monitors
    }
  }

  private func device(
    _ device: DeviceDescription, of channel: String, kind: String, link: String, badFrames: UInt64?
  ) -> DeviceDocument {
    var document = DeviceDocument(
      name: device.name, channel: channel, kind: kind, driver: device.driver, maturity: device.maturity, path: device.path,
      simulated: device.isSimulated, link: link)
    document.badFrames = badFrames
    return document
  }

  private func age(of instant: Instant, _ now: Instant) -> String { now.since(instant).text(decimals: 1) }

  private func pump(_ view: ChannelView, _ now: Instant) -> PumpDocument {
    var document = PumpDocument(
      link: view.pump.link.name, zeroObserved: view.zeroIsObserved, receipt: view.pump.receipt.name,
      badFrames: view.pump.badFrames)
    if let report = view.pump.report {
      document.state = report.state.name
      document.rate = report.rate.description
      document.age = age(of: report.readBegan, now)
    }
    return document
  }

  /// The infusing time left: until the program's end, or until its total at the rate of now, whichever comes first.
  private func timeLeft(_ view: ChannelView) -> Interval? {
    guard let order = view.order else { return nil }
    let byDuration = order.program.duration.remaining(after: view.elapsed)
    guard view.ordered > .zero else { return byDuration }
    let volume = order.program.total.remaining(after: view.deliveredAtMost)
    // A day at the slowest rate of a pump is far below the point where this could overflow.
    let hours = Interval.hour.nanoseconds
    let (high, low) = volume.nanoliters.multipliedFullWidth(by: hours)
    guard high < view.ordered.nanolitersPerHour else { return byDuration }
    let byVolume = view.ordered.nanolitersPerHour.dividingFullWidth((high, low)).quotient
    return min(byDuration, Interval(nanoseconds: byVolume))
  }

  private func alarms(of channel: Int, _ view: ChannelView, _ now: Instant) -> [AlarmDocument] {
    occurrences(view).sorted { Self.isMoreUrgent($0.record, $1.record) }
      .map { alarm($0.condition, $0.record, channel: channel, now) }
  }

  /// The alarms of a channel that are on.
  func occurrences(_ view: ChannelView) -> [(condition: AlarmCondition, record: AlarmRecord)] {
    AlarmCondition.allCases.map { ($0, view.alarms.record(of: $0)) }.filter { $0.1.isOn }
  }

  /// By priority as it is now, then by onset (SR-109).
  private static func isMoreUrgent(_ one: AlarmRecord, _ other: AlarmRecord) -> Bool {
    one.priority != other.priority ? one.priority > other.priority : one.onset < other.onset
  }

  private func alarm(_ condition: AlarmCondition, _ record: AlarmRecord, channel: Int, _ now: Instant) -> AlarmDocument {
    let name = room.channels[channel].name
    var document = AlarmDocument(
      id: "\(name):\(record.occurrence)", channel: name, code: condition.code, priority: record.priority.name,
      mark: record.priority.mark, sentence: condition.sentence(value: record.value, limit: record.limit),
      advice: condition.advice.naming(name), onset: room.wallTime(at: record.onset).rfc3339, age: age(of: record.onset, now),
      present: record.isPresent, acknowledged: record.isAcknowledged)
    if record.priority > condition.priority { document.escalatedFrom = condition.priority.name }
    document.secondContactCalled = record.calledSecondContact
    return document
  }
}

import ControlAPI
import Controller
import Quantities
import Safety
import Therapy

/// Which command is called, before its body is read.
struct CommandCall: Sendable {
  let endpoint: Endpoint
  let kind: CommandKind
  /// The channel as it is written; nil for the room.
  let channelName: String?
  /// The alarm's occurrence, where one is acknowledged.
  let occurrence: UInt32?
}

/// An action ready for the ring, and what its read-back must show.
private struct PlannedAction: Sendable {
  let action: CommandAction
  var token: Token?
  var order: Order?
  var session: SessionID?
  /// The rate ordered when a change of rate was asked for.
  var rateBefore: FlowRate?
  /// Why a confirmation may be answered with the read-back once more.
  var again: ReadAgain?
  /// For how long the audio is to be paused.
  var audioPause: Interval?
}

extension ControlDesk {
  /// Acknowledges an alarm: `CHANNEL:NUMBER`.
  func acknowledge(
    _ alarm: String, peer: Peer?, body: @Sendable () async throws(Problem) -> [UInt8]
  ) async -> Answer {
    let (roles, parts) = (roles, alarm.split(separator: ":", omittingEmptySubsequences: false))
    guard parts.count == 2, let occurrence = UInt32(parts[1]), index(of: String(parts[0])) != nil else {
      guard roles.permits(.acknowledge, to: peer) else {
        return refuse(roles.refusal(of: .acknowledge, to: peer), peer: peer, kind: .acknowledge)
      }
      return refuse(Problem(Refusal.unknownAlarm), peer: peer, kind: .acknowledge)
    }
    let call = CommandCall(
      endpoint: .acknowledge(alarm: alarm), kind: .acknowledge, channelName: String(parts[0]), occurrence: occurrence)
    return await command(call, peer: peer, body: body)
  }

  /// Any command but pause and stop: role, channel, body, ledger, ring, reply.
  func command(_ call: CommandCall, peer: Peer?, body: @Sendable () async throws(Problem) -> [UInt8]) async -> Answer {
    let roles = roles
    let named = call.channelName.flatMap(index(of:))
    guard roles.permits(call.kind, to: peer), let peer else {
      return refuse(roles.refusal(of: call.kind, to: peer), peer: peer, kind: call.kind, channel: named)
    }
    if let name = call.channelName, named == nil { return refuse(unknownChannel(name), peer: peer, kind: call.kind) }
    let bytes: [UInt8]
    let request: CommandBody
    do throws(Problem) {
      bytes = try await body()
      request = try CommandBody(call.kind, bytes)
    } catch {
      return refuse(error, peer: peer, kind: call.kind, channel: named)
    }
    let answer = await ledger.answer(
      to: CommandLedger.Key(user: peer.user, command: request.id),
      CommandLedger.Fingerprint(endpoint: call.endpoint, body: bytes), isTrusted: true
    ) { await act(call, request, channel: named, peer: peer) }
    guard answer == Answer(.idReused, command: request.id) else { return answer }
    // The id is that of the other command: this refusal gets one of its own.
    return refuse(.idReused, peer: peer, kind: call.kind, channel: named)
  }

  /// Plans the action and hands it over, once; `named` is the channel, nil for the room.
  private func act(_ call: CommandCall, _ request: CommandBody, channel named: Int?, peer: Peer) async -> CommandLedger.Step {
    // A command for the room travels as one for the first channel.
    let channel = named ?? 0
    let planned: PlannedAction
    do throws(Problem) {
      planned = try await plan(call, request.wish, channel: channel)
    } catch {
      return .finished(refuse(error, peer: peer, kind: call.kind, channel: named, command: request.id))
    }
    let takenAt = room.now()
    let command = OperatorCommand(
      id: request.id, channel: UInt8(channel), user: peer.user, action: planned.action, takenAt: takenAt)
    guard room.submit(command) else {
      return .finished(refuse(.busy, peer: peer, kind: call.kind, channel: named, command: request.id))
    }
    if let reason = request.reason {
      room.note(
        DoorNote(
          at: takenAt, peer: peer, channel: channel, kind: call.kind, command: request.id, content: .reason(reason)))
    }
    return .handedOver {
      let outcome = await room.reply(to: request.id, of: peer.user)
      if named == nil { return roomAnswer(to: outcome, call, request.id, planned, takenAt: takenAt) }
      return answer(to: outcome, call, request.id, planned, channel: channel, takenAt: takenAt)
    }
  }

  private func roomAnswer(
    to outcome: CommandOutcome?, _ call: CommandCall, _ id: CommandID, _ planned: PlannedAction, takenAt: Instant
  ) -> Answer {
    switch outcome {
    case nil, .readBack: return Answer(.noAnswer, command: id)
    case .refused(let refusal): return Answer(Problem(refusal), command: id)
    case .done:
      var document = RoomCommandDocument(command: id.text, kind: call.kind.name, takenAtMs: takenAt.wholeMilliseconds)
      document.audioPausedFor = planned.audioPause?.description
      if call.kind == .testAlarms {
        document.alarmTest = planned.token.map {
          AlarmTestDocument(token: $0, hasTower: room.alarmOutputs.contains { $0.kind == .tower })
        }
      }
      return Answer(document)
    }
  }

  private func answer(
    to outcome: CommandOutcome?, _ call: CommandCall, _ id: CommandID, _ planned: PlannedAction, channel: Int, takenAt: Instant
  ) -> Answer {
    let name = room.channels[channel].name
    var document = CommandDocument(
      command: id.text, channel: name, kind: call.kind.name, outcome: .done, takenAtMs: takenAt.wholeMilliseconds)
    switch outcome {
    case nil: return Answer(.noAnswer, channel: name, command: id)
    case .refused(let refusal): return Answer(Problem(refusal), channel: name, command: id)
    case .done:
      if let before = planned.rateBefore { tell(of: before, channel: channel, in: &document) }
      return Answer(document)
    case .readBack(let readBack):
      // What was submitted brought a token and has an order, or this is not its answer.
      guard let token = planned.token, let order = planned.order else { return Answer(.noAnswer, channel: name, command: id) }
      document.outcome = .readBack
      document.readBack = self.document(of: readBack, token: token, order, session: planned.session, confirmWith: call.kind)
      if call.kind.isConfirmation {
        document.readBack?.shownAgainBecause = planned.again?.sentence ?? "it has to be read and confirmed twice"
      }
      return Answer(document)
    }
  }

  /// Tells what a lowered rate was and is: a slip of a digit shows in it (SR-122).
  private func tell(of before: FlowRate, channel: Int, in document: inout CommandDocument) {
    // The view is posted before the answer: it shows the rate that this command has brought.
    let view = room.view(of: channel)
    document.rateBefore = RateDocument(before, under: view.order)
    document.rate = RateDocument(view.ordered, under: view.order)
    guard view.ordered.nanolitersPerHour * 2 < before.nanolitersPerHour else { return }
    document.notice = "The rate is less than half of what it was. Check the number and its unit."
  }

  private func document(
    of readBack: ReadBack, token: Token, _ order: Order, session: SessionID?, confirmWith kind: CommandKind
  ) -> ReadBackDocument {
    var document = ReadBackDocument(
      confirmWith: kind.confirmation, token: token.text, tokenLife: readBack.tokenUntil.since(room.now()).text(decimals: 0),
      revision: readBack.revision, session: session?.number, order: OrderDocument(order),
      rate: RateDocument(readBack.rate, under: order), rateBefore: RateDocument(readBack.rateBefore, under: order),
      remaining: AmountDocument(readBack.remaining, under: order), timeLeft: readBack.timeLeft.text(decimals: 1))
    document.ratio = readBack.ratio
    document.predictedPeak = readBack.predictedPeak.description
    document.needs = NeedsDocument(readBack.needs, of: order)
    return document
  }

  /// The action for a wish: protocols, orders and units looked up.
  private func plan(_ call: CommandCall, _ wish: CommandBody.Wish, channel: Int) async throws(Problem) -> PlannedAction {
    switch wish {
    case .order(let request):
      let prepared: PreparedOrder
      do throws(RequestRefusal) {
        prepared = try await room.prepareOrder(request, channel: channel)
      } catch {
        throw Problem(error)
      }
      let token = room.makeToken()
      return PlannedAction(
        action: .prepare(prepared.order, session: prepared.session, token: token), token: token, order: prepared.order,
        session: prepared.session)
    case .confirmation(let text):
      // A text that no token has was never given out: the same refusal as for a token that is not known.
      guard let token = Token(text: text) else { throw Problem(Refusal.tokenUnknown) }
      // A read-back that has to be read again comes with a token of its own.
      let (again, view) = (room.makeToken(), room.view(of: channel))
      return PlannedAction(
        action: confirmation(call.kind, token, again: again), token: again, order: view.order, session: view.session,
        again: view.needs?.again)
    case .rate(let rate):
      var planned = try planWithOrder(of: channel) { .setRate(rate.flow(under: $0), token: $1) }
      planned.rateBefore = room.view(of: channel).ordered
      return planned
    case .resume(let rate):
      return try planWithOrder(of: channel) { .prepareResume(rate: rate?.flow(under: $0), token: $1) }
    case .score(let scale, let value): return PlannedAction(action: .score(scale, value))
    case .cuff(let systolic, let diastolic, let mean):
      return PlannedAction(action: .vitals(systolic: systolic, diastolic: diastolic, mean: mean))
    case .handover(let account):
      return PlannedAction(action: .handover(to: try await user(named: account)))
    case .limit(let signal, let change): return PlannedAction(action: .setLimit(signal, change))
    case .audioPause(let time): return try planAudioPause(time ?? room.audioPause)
    case .plain:
      if call.kind == .testAlarms {
        let token = room.makeToken()
        return PlannedAction(action: .testAlarms(token), token: token)
      }
      if call.kind == .nextStep { return try planWithOrder(of: channel) { .nextStep(token: $1) } }
      return PlannedAction(action: plainAction(call))
    }
  }

  /// A pause of the audio, not shorter than anybody needs and not longer than anybody may (SR-104).
  private func planAudioPause(_ time: Interval) throws(Problem) -> PlannedAction {
    guard time >= .seconds(30), time <= Annunciation.longestAudioPause else {
      throw Problem(
        409, "audio-pause-out-of-range",
        "The audio of alarms is paused for 30 s to \(Annunciation.longestAudioPause.spoken), and never for good: not for "
          + "\(time.spoken). Nothing was paused.")
    }
    return PlannedAction(action: .pauseAudio(for: time), audioPause: time)
  }

  private func user(named account: String) async throws(Problem) -> UserID {
    let found: UserID?
    do throws(RequestRefusal) { found = try await room.user(named: account) } catch { throw Problem(error) }
    guard let found else {
      throw Problem(409, "unknown-account", "There is no Unix account \"\(Self.shown(account))\" on this machine.")
    }
    return found
  }

  /// An action that is read back: it needs the open order and brings a new token.
  private func planWithOrder(
    of channel: Int, _ action: (Order, Token) -> CommandAction
  ) throws(Problem) -> PlannedAction {
    let (order, view) = try openOrder(of: channel)
    let token = room.makeToken()
    return PlannedAction(action: action(order, token), token: token, order: order, session: view.session)
  }

  private func openOrder(of channel: Int) throws(Problem) -> (Order, ChannelView) {
    let view = room.view(of: channel)
    guard let order = view.order else { throw Problem(Refusal.wrongPhase(view.phase)) }
    return (order, view)
  }

  private func confirmation(_ kind: CommandKind, _ token: Token, again: Token) -> CommandAction {
    switch kind {
    case .start: .start(token, again: again)
    case .confirm: .confirm(token, again: again)
    case .resume: .resume(token, again: again)
    case .approve: .approve(token)
    case .second: .second(token)
    case .confirmAlarmTest: .confirmAlarmTest(token)
    case .prepare, .setRate, .nextStep, .pause, .stop, .prepareResume, .reconcile, .reset, .close, .closeEarly, .acknowledge,
      .score, .vitals, .handover, .setLimit, .pauseAudio, .testAlarms:
      preconditionFailure("\(kind.name) takes no token")
    }
  }

  private func plainAction(_ call: CommandCall) -> CommandAction {
    switch call.kind {
    case .reconcile: return .reconcile
    case .reset: return .reset
    case .close: return .close
    case .closeEarly: return .closeEarly
    case .acknowledge:
      guard let occurrence = call.occurrence else { preconditionFailure("an acknowledgement names its alarm") }
      return .acknowledge(occurrence: occurrence)
    case .prepare, .start, .setRate, .nextStep, .confirm, .approve, .second, .pause, .stop, .prepareResume, .resume, .score,
      .vitals, .handover, .setLimit, .pauseAudio, .testAlarms, .confirmAlarmTest:
      preconditionFailure("\(call.kind.name) needs more than its id")
    }
  }
}

extension AlarmTestDocument {
  /// A test that this token confirms; the controller takes it until 60 s after the test's end (SR-021, SR-112).
  fileprivate init(token: Token, hasTower: Bool) {
    self.init(
      token: token.text, length: AlarmTest.length.description, tokenLife: (AlarmTest.length + .seconds(60)).description,
      // Without a tower there is neither a second sounder nor a relay.
      steps: AlarmTest.Part.allCases.filter { hasTower || !$0.isSecond }.map {
        AlarmTestStepDocument(
          lamp: LampDocument($0.priority), tones: TonePattern($0.priority).pulseCount, second: $0.isSecond)
      })
  }
}

extension ReadBack {
  /// The new rate divided by the rate of now, with two decimals, rounded up; nil where nothing flows now (SR-122).
  fileprivate var ratio: String? {
    let before = rateBefore.nanolitersPerHour
    guard before > 0 else { return nil }
    // What the room reads back is at most 1,000,000 mL/h: a hundred times that is far from overflow.
    let hundredths = (rate.nanolitersPerHour * 100 + before - 1) / before
    let digits = hundredths % 100
    let text = digits % 10 == 0 ? "\(digits / 10)" : (digits < 10 ? "0\(digits)" : "\(digits)")
    return digits == 0 ? "\(hundredths / 100)" : "\(hundredths / 100).\(text)"
  }
}

extension NeedsDocument {
  /// What a read-back of this order still asks for.
  init(_ needs: Confirmations, of order: Order) {
    self.init()
    let limits = needs.approvals.members.map { kind in
      "\(kind.isFloor ? "below" : "above") the soft limit of \(kind.text(order.softLimit(kind).limit))"
    }
    approval = limits.isEmpty ? nil : limits.joined(separator: "; ")
    secondPerson = needs.secondPerson
    again = needs.again?.sentence
  }
}

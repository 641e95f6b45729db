import ControlAPI
import Controller
import Quantities
import Therapy

/// Which command is called, before its body is read.
struct CommandCall: Sendable {
  let endpoint: Endpoint
  let kind: CommandKind
  let channelName: String
  /// The alarm's occurrence, where one is acknowledged.
  let occurrence: UInt32?
}

/// An action ready for the ring, and what its read-back must show.
private struct PlannedAction: Sendable {
  let action: CommandAction
  var token: Token?
  var order: Order?
  var session: SessionID?
}

extension ControlDesk {
  /// Acknowledges an alarm: `CHANNEL:NUMBER`.
  func acknowledge(
    _ alarm: String, peer: Peer?, body: @Sendable () async throws(Problem) -> [UInt8]
  ) async -> Answer {
    let parts = alarm.split(separator: ":", omittingEmptySubsequences: false)
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
    guard roles.permits(call.kind, to: peer), let peer else {
      return refuse(
        roles.refusal(of: call.kind, to: peer), peer: peer, kind: call.kind, channel: index(of: call.channelName))
    }
    guard let channel = index(of: call.channelName) else {
      return refuse(unknownChannel(call.channelName), peer: peer, kind: call.kind)
    }
    let bytes: [UInt8]
    let request: CommandBody
    do throws(Problem) {
      bytes = try await body()
      request = try CommandBody(call.kind, bytes)
    } catch {
      return refuse(error, peer: peer, kind: call.kind, channel: channel)
    }
    return await ledger.answer(
      to: CommandLedger.Key(user: peer.user, command: request.id),
      CommandLedger.Fingerprint(endpoint: call.endpoint, body: bytes), isTrusted: true
    ) { await act(call, request, channel: channel, peer: peer) }
  }

  /// Plans the action and hands it over, once.
  private func act(_ call: CommandCall, _ request: CommandBody, channel: Int, peer: Peer) async -> CommandLedger.Step {
    let planned: PlannedAction
    do throws(Problem) {
      planned = try await plan(call, request.wish, channel: channel)
    } catch {
      return .finished(refuse(error, peer: peer, kind: call.kind, channel: channel, command: request.id))
    }
    let takenAt = room.now()
    let command = OperatorCommand(id: request.id, channel: UInt8(channel), user: peer.user, action: planned.action)
    guard room.submit(command) else {
      return .finished(refuse(.busy, peer: peer, kind: call.kind, channel: channel, command: request.id))
    }
    if let reason = request.reason {
      room.note(
        DoorNote(
          at: takenAt, peer: peer, channel: channel, kind: call.kind, command: request.id, content: .reason(reason)))
    }
    return .handedOver {
      let outcome = await room.reply(to: request.id)
      return answer(to: outcome, call, request.id, planned, channel: channel, takenAt: takenAt)
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
    case .done: return Answer(document)
    case .readBack(let readBack):
      guard let token = planned.token, let order = planned.order else {
        preconditionFailure("only commands that brought a token and have an order are read back")
      }
      document.outcome = .readBack
      document.readBack = ReadBackDocument(
        confirmWith: call.kind.confirmation, token: token.text,
        tokenLife: readBack.tokenUntil.since(room.now()).text(decimals: 0),
        revision: readBack.revision, session: planned.session?.number, order: OrderDocument(order),
        rate: RateDocument(readBack.rate, under: order), rateBefore: RateDocument(readBack.rateBefore, under: order),
        remaining: AmountDocument(readBack.remaining, under: order), timeLeft: readBack.timeLeft.text(decimals: 1))
      return Answer(document)
    }
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
      return PlannedAction(action: confirmation(call.kind, token))
    case .rate(let rate):
      let (order, view) = try openOrder(of: channel)
      let token = room.makeToken()
      return PlannedAction(
        action: .setRate(rate.flow(under: order), token: token), token: token, order: order, session: view.session)
    case .resume(let rate):
      let (order, view) = try openOrder(of: channel)
      let token = room.makeToken()
      return PlannedAction(
        action: .prepareResume(rate: rate?.flow(under: order), token: token), token: token, order: order,
        session: view.session)
    case .plain: return PlannedAction(action: plainAction(call))
    }
  }

  private func openOrder(of channel: Int) throws(Problem) -> (Order, ChannelView) {
    let view = room.view(of: channel)
    guard let order = view.order else { throw Problem(Refusal.wrongPhase(view.phase)) }
    return (order, view)
  }

  private func confirmation(_ kind: CommandKind, _ token: Token) -> CommandAction {
    switch kind {
    case .start: .start(token)
    case .confirm: .confirm(token)
    case .resume: .resume(token)
    case .prepare, .setRate, .pause, .stop, .prepareResume, .reconcile, .reset, .close, .acknowledge:
      preconditionFailure("\(kind.name) takes no token")
    }
  }

  private func plainAction(_ call: CommandCall) -> CommandAction {
    switch call.kind {
    case .reconcile: return .reconcile
    case .reset: return .reset
    case .close: return .close
    case .acknowledge:
      guard let occurrence = call.occurrence else { preconditionFailure("an acknowledgement names its alarm") }
      return .acknowledge(occurrence: occurrence)
    case .prepare, .start, .setRate, .confirm, .pause, .stop, .prepareResume, .resume:
      preconditionFailure("\(call.kind.name) needs more than its id")
    }
  }
}

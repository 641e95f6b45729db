import ControlAPI
import Controller
import Quantities

// Stop and pause. The stop bit is set before anything else is looked at: not the peer, not the body, not the ledger, not the
// ring. A retry sets it again, which harms nobody; only the command behind it is handed over once.

extension ControlDesk {
  /// Pauses or stops one channel.
  func halt(
    _ stop: Halt, _ name: String, peer: @Sendable () async -> Peer?,
    body: @Sendable () async throws(Problem) -> [UInt8]
  ) async -> Answer {
    guard let channel = index(of: name) else {
      return refuse(unknownChannel(name), peer: await peer(), kind: stop.action.kind)
    }
    room.requestStop(channel: channel, kind: stop)
    let takenAt = room.now()
    let call = await StopCall(body)
    return await handOver(stop, channel: channel, peer: await peer(), call: call, takenAt: takenAt)
  }

  /// Stops every channel.
  func stopAll(peer: @Sendable () async -> Peer?, body: @Sendable () async throws(Problem) -> [UInt8]) async -> Answer {
    for channel in room.channels.indices { room.requestStop(channel: channel, kind: .stop) }
    let takenAt = room.now()
    let call = await StopCall(body)
    let peer = await peer()
    var documents: [CommandDocument] = []
    for channel in room.channels.indices {
      // One id for all would be one command; each channel gets its own, the same again for a retry.
      var own = call
      own.id = CommandID(high: call.id.high, low: call.id.low &+ UInt64(channel))
      let answer = await handOver(.stop, channel: channel, peer: peer, call: own, takenAt: takenAt)
      do throws(CodingFault) {
        documents.append(try APICoding.decode(CommandDocument.self, from: answer.body))
      } catch {
        preconditionFailure("the answer to a stop is always a command document: \(error)")
      }
    }
    return Answer(StopAllDocument(channels: documents))
  }

  /// Hands the command that names the person to the ring, once; the answer is good whether or not the ring had room.
  private func handOver(_ stop: Halt, channel: Int, peer: Peer?, call: StopCall, takenAt: Instant) async -> Answer {
    let name = room.channels[channel].name
    let kind = stop.action.kind
    @Sendable func act(_ call: StopCall) -> CommandLedger.Step {
      let user = peer?.user ?? .unknown
      func note(_ content: DoorNote.Content) {
        room.note(DoorNote(at: takenAt, peer: peer, channel: channel, kind: kind, command: call.id, content: content))
      }
      let command = OperatorCommand(
        id: call.id, channel: UInt8(channel), user: user, action: stop.action, takenAt: takenAt)
      if !room.submit(command) { note(.stoppedWithoutCommand) }
      if let reason = call.reason { note(.reason(reason)) }
      return .finished(
        Answer(
          CommandDocument(
            command: call.id.text, channel: name, kind: kind.name, outcome: .requested, takenAtMs: takenAt.wholeMilliseconds,
            notice: call.notice)))
    }
    func answer(_ call: StopCall) async -> Answer {
      await ledger.answer(
        to: CommandLedger.Key(user: peer?.user ?? .unknown, command: call.id),
        CommandLedger.Fingerprint(endpoint: .command(kind, channel: name), body: []), isTrusted: roles.mayCommand(peer),
        act: { act(call) })
    }
    let first = await answer(call)
    guard first == Answer(.idReused, command: call.id) else { return first }
    var other = call
    other.id = .random()
    other.notice = "The command id was used for another command; another id was taken."
    return await answer(other)
  }
}

/// What came with a pause or stop. Whatever is wrong with it becomes a notice: it must not keep the stop from acting.
private struct StopCall: Sendable {
  var id: CommandID
  var reason: String?
  var notice: String?

  init(_ body: @Sendable () async throws(Problem) -> [UInt8]) async {
    var request = StopRequest()
    do throws(Problem) {
      let bytes = try await body()
      do throws(CodingFault) {
        request = try APICoding.decode(request: StopRequest.self, from: bytes)
      } catch {
        notice = "The body was ignored. \(error.sentence)"
      }
    } catch {
      notice = "The body was ignored. \(error.sentence)"
    }
    if let text = request.command, let id = CommandID(text: text) {
      self.id = id
    } else {
      id = .random()
      if request.command != nil { notice = "The command id was ignored: it is not 32 hexadecimal digits." }
    }
    guard let text = request.reason, !text.isEmpty else { return }
    reason = String(
      String.UnicodeScalarView(text.unicodeScalars.prefix(200).map { ControlDesk.isControl($0) ? " " : $0 }))
    if reason != text { notice = "The reason was cut to 200 characters or freed of control characters." }
  }
}

extension UserID {
  /// The user of a connection that the kernel did not name: the largest number, which no account has.
  static var unknown: UserID { UserID(number: .max) }
}

extension Instant {
  /// Whole milliseconds since boot.
  var wholeMilliseconds: Int64 { nanoseconds / 1_000_000 }
}

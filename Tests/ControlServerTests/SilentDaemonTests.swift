import ControlAPI
import Foundation
import NIOCore
import NIOPosix
import Testing

/// Takes every connection, answers a POST with what it is told, and is silent to everything else.
private final class HalfDeaf: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let answer: String?

  init(_ answer: String?) { self.answer = answer }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard let answer, String(buffer: unwrapInboundIn(data)).hasPrefix("POST") else { return }
    let response = "HTTP/1.1 200 OK\r\nContent-Length: \(answer.utf8.count)\r\n\r\n\(answer)"
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: response)), promise: nil)
  }
}

/// A socket where somebody listens and hardly ever answers.
private func withSilence(answering answer: String? = nil, _ body: (ControlClient) async throws -> Void) async throws {
  let directory = FileManager.default.temporaryDirectory.appendingPathComponent("silence-\(UInt32.random(in: 0 ... .max))")
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(at: directory) }
  let socket = directory.appendingPathComponent("control.sock").path
  let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
    .childChannelInitializer { channel in
      channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(HalfDeaf(answer)) }
    }
    .bind(unixDomainSocketPath: socket).get()
  do {
    try await body(ControlClient(socket: socket))
  } catch {
    try? await server.close()
    throw error
  }
  try await server.close()
}

/// What the daemon answers to a stop of these channels.
private func taken(_ channels: String...) -> String {
  let documents = channels.map {
    CommandDocument(command: firstID, channel: $0, kind: "stop", outcome: .requested, takenAtMs: 1)
  }
  return String(decoding: APICoding.encode(StopAllDocument(channels: documents)), as: UTF8.self)
}

@Suite("A stop whose daemon is silent", .serialized) struct SilentDaemonTests {
  // The promise, and something for a busy machine; it took minutes once.
  private static let bound: Range<Duration> = .seconds(3)..<(.seconds(15))

  @Test("SR-028: a stop that nobody answers sends people to the pump after 3 s") func noAnswer() async throws {
    try await withSilence { client in
      let run = try await infusionctl(client, ["session", "stop", "bed-1"])
      #expect(run.code == 75)
      #expect(run.errors.contains("did not answer within 3 s; whether it acted is unknown"))
      #expect(run.errors.contains("NOTHING WAS CONFIRMED. Press the pump's own stop"))
      #expect(Self.bound.contains(run.time), "\(run.time)")
    }
  }

  @Test("SR-028: a stop that was taken and is seen by no look sends people to each pump 3 s later, however many looks fail")
  func noLook() async throws {
    try await withSilence(answering: taken("bed-1", "bed-2", "bed-3", "bed-4")) { client in
      let run = try await infusionctl(client, ["session", "stop", "--all", "--json"])
      #expect(run.code == 1)
      for bed in 1...4 {
        #expect(run.errors.contains("bed-\(bed): 0 mL/h is ordered, but the pump HAS NOT CONFIRMED it within 3 s"))
      }
      #expect(run.output.contains(#"{"channel":"bed-4","confirmed":false}"#), "\(run.output)")
      #expect(Self.bound.contains(run.time), "\(run.time)")
    }
  }

  @Test("a request that is cancelled ends at once") func cancelled() async throws {
    try await withSilence { client in
      let request = Task { try await ControlClient(socket: client.socket, timeout: 600).get(StatusDocument.self, from: "/") }
      request.cancel()
      await #expect(throws: ControlClientError.timedOut(seconds: 600)) { try await request.value }
    }
  }
}

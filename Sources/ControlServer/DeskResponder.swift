import ControlAPI
import Controller
import HTTPTypes
import Hummingbird
import NIOCore

/// Carries requests from Hummingbird to the desk and answers back.
struct DeskResponder: HTTPResponder {
  let desk: ControlDesk

  /// What is known of one request's connection.
  struct Context: InitializableFromSource {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) { channel = source.channel }
  }

  func respond(to request: Request, context: Context) async throws -> Response {
    let answer = await desk.answer(
      method: request.method.rawValue, path: request.uri.path,
      peer: { await Peer(of: context.channel) },
      body: { () async throws(Problem) in try await Self.body(of: request) })
    var headers: HTTPFields = [
      .contentType: answer.status == 200 ? APICoding.documentType : APICoding.problemType, .cacheControl: "no-store",
    ]
    if let allow = answer.allow { headers[.allow] = allow }
    return Response(
      status: HTTPResponse.Status(code: answer.status), headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
  }

  /// The whole body, at most `APICoding.longestBody` bytes.
  private static func body(of request: Request) async throws(Problem) -> [UInt8] {
    var bytes: [UInt8] = []
    do {
      for try await part in request.body {
        guard bytes.count + part.readableBytes <= APICoding.longestBody else { throw Problem.bodyTooLarge }
        bytes.append(contentsOf: part.readableBytesView)
      }
    } catch let problem as Problem {
      throw problem
    } catch {
      throw .bodyLost
    }
    return bytes
  }
}

extension Peer {
  /// The peer at the other end of a Unix socket, as the kernel noted it when the connection was made; nil when it does not say.
  fileprivate init?(of channel: any Channel) async {
    /// `struct ucred` of Linux, which Swift's Glibc module does not show.
    struct Credentials {
      var process: Int32 = 0
      var user: UInt32 = 0
      var group: UInt32 = 0
    }
    // SO_PEERCRED of Linux, 17 on every architecture that Swift runs on here.
    let option = NIOBSDSocket.Option(rawValue: 17)
    guard let provider = channel as? any SocketOptionProvider else { return nil }
    let found: EventLoopFuture<Credentials> = provider.unsafeGetSocketOption(level: .socket, name: option)
    guard let found = try? await found.get() else { return nil }
    self.init(user: UserID(number: found.user), group: found.group, process: found.process)
  }
}

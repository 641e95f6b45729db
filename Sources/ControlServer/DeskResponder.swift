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

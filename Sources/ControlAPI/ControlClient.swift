import NIOCore
import NIOHTTP1
import NIOPosix

/// What the daemon answered: the HTTP status and the body as it came.
public struct ControlResponse: Hashable, Sendable {
  /// The HTTP status.
  public let status: Int
  /// The body.
  public let body: [UInt8]

  /// An answer.
  public init(status: Int, body: [UInt8]) {
    self.status = status
    self.body = body
  }

  /// Whether the request was done.
  public var isSuccess: Bool { (200..<300).contains(status) }
}

/// Why there is no usable answer.
public enum ControlClientError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Nobody listens at the socket, or it may not be opened.
  case unreachable(socket: String, reason: String)
  /// No complete answer within the time; whether the daemon acted is unknown.
  case timedOut(seconds: Int)
  /// The connection ended before the answer was complete; whether the daemon acted is unknown.
  case connectionLost(reason: String)
  /// The answer is longer than this client reads.
  case answerTooLong
  /// The daemon answered with a problem.
  case problem(ProblemDocument)
  /// The answer is not what the interface promises.
  case notUnderstood(status: Int, reason: String)

  /// A sentence for a person.
  public var description: String {
    switch self {
    case .unreachable(let socket, let reason): "infusiond is not reachable at \(socket): \(reason)"
    case .timedOut(let seconds): "infusiond did not answer within \(seconds) s; whether it acted is unknown"
    case .connectionLost(let reason): "the connection to infusiond was lost (\(reason)); whether it acted is unknown"
    case .answerTooLong: "the answer of infusiond is too long"
    case .problem(let problem): problem.detail
    case .notUnderstood(let status, let reason): "the answer of infusiond (HTTP \(status)) was not understood: \(reason)"
    }
  }
}

/// A client for the control interface: HTTP/1.1 over a Unix socket, one request per connection.
public struct ControlClient: Sendable {
  /// Where the daemon listens.
  public let socket: String
  /// How long to wait for a complete answer, seconds.
  public let timeout: Int
  /// The longest answer that is read, bytes.
  public static let longestAnswer = 16 * 1024 * 1024

  /// A client for the daemon at `socket`. The daemon answers a command within 5 s, so wait longer than that.
  public init(socket: String, timeout: Int = 10) {
    self.socket = socket
    self.timeout = timeout
  }

  /// The document at `path`.
  public func get<Document: Decodable>(_ type: Document.Type, from path: String) async throws(ControlClientError) -> Document {
    try Self.document(type, in: await exchange("GET", path))
  }

  /// The answer to a request posted to `path`.
  public func post<Document: Decodable>(
    _ request: some Encodable, to path: String, answering type: Document.Type
  ) async throws(ControlClientError) -> Document {
    try Self.document(type, in: await exchange("POST", path, body: APICoding.encode(request)))
  }

  /// The document that a successful answer holds; any other answer becomes an error.
  public static func document<Document: Decodable>(
    _ type: Document.Type, in response: ControlResponse
  ) throws(ControlClientError) -> Document {
    let problem: ProblemDocument
    do throws(CodingFault) {
      if response.isSuccess { return try APICoding.decode(type, from: response.body) }
      problem = try APICoding.decode(ProblemDocument.self, from: response.body)
    } catch {
      throw .notUnderstood(status: response.status, reason: error.sentence)
    }
    throw .problem(problem)
  }

  /// Sends one request and waits for the complete answer, whatever its status; cancelled, it ends at once as if timed out.
  public func exchange(_ method: String, _ path: String, body: [UInt8] = []) async throws(ControlClientError) -> ControlResponse {
    let timeout = timeout
    let group = MultiThreadedEventLoopGroup.singleton
    let answer = group.next().makePromise(of: ControlResponse.self)
    let channel: any Channel
    do {
      channel = try await ClientBootstrap(group: answer.futureResult.eventLoop)
        .connectTimeout(.seconds(Int64(min(timeout, 2))))
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHTTPClientHandlers()
            try channel.pipeline.syncOperations.addHandler(AnswerCollector(answer: answer))
          }
        }
        .connect(unixDomainSocketPath: socket).get()
    } catch {
      answer.fail(ControlClientError.unreachable(socket: socket, reason: Self.reason(error)))
      throw .unreachable(socket: socket, reason: Self.reason(error))
    }
    let alarm = channel.eventLoop.scheduleTask(in: .seconds(Int64(timeout))) {
      answer.fail(ControlClientError.timedOut(seconds: timeout))
    }
    defer {
      alarm.cancel()
      channel.close(promise: nil)
    }
    Self.send(method, path, body: body, on: channel)
    do {
      return try await withTaskCancellationHandler {
        try await answer.futureResult.get()
      } onCancel: {
        answer.fail(ControlClientError.timedOut(seconds: timeout))
      }
    } catch let error as ControlClientError {
      throw error
    } catch {
      throw .connectionLost(reason: Self.reason(error))
    }
  }

  private static func send(_ method: String, _ path: String, body: [UInt8], on channel: any Channel) {
    var head = HTTPRequestHead(version: .http1_1, method: HTTPMethod(rawValue: method), uri: path)
    head.headers.add(name: "Host", value: "localhost")
    head.headers.add(name: "Connection", value: "close")
    head.headers.add(name: "Accept", value: APICoding.documentType)
    if method != "GET" {
      head.headers.add(name: "Content-Type", value: APICoding.documentType)
      head.headers.add(name: "Content-Length", value: "\(body.count)")
    }
    channel.write(HTTPClientRequestPart.head(head), promise: nil)
    if !body.isEmpty {
      channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body))), promise: nil)
    }
    channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case let error as IOError:
      // ENOENT, ECONNREFUSED and EACCES are what a person meets; their numbers are fixed on Linux.
      switch error.errnoCode {
      case 2: "there is no such socket; is the daemon running?"
      case 111: "nobody listens there; is the daemon running?"
      case 13: "permission denied"
      case 91, 36: "the path is too long for a socket"
      default: error.description
      }
    case is ChannelError: "the connection failed"
    case is SocketAddressError: "the path cannot be a socket (at most 107 bytes)"
    default: "\(error)"
    }
  }
}

/// Collects one answer and fulfils a promise with it, exactly once; later fulfilments are ignored by the promise.
private final class AnswerCollector: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart

  private let answer: EventLoopPromise<ControlResponse>
  private var status = 0
  private var body: [UInt8] = []
  private var isAnswered = false

  init(answer: EventLoopPromise<ControlResponse>) { self.answer = answer }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): status = Int(head.status.code)
    case .body(let part):
      guard body.count + part.readableBytes <= ControlClient.longestAnswer else { return fail(.answerTooLong) }
      body.append(contentsOf: part.readableBytesView)
    case .end:
      guard !isAnswered else { return }
      isAnswered = true
      answer.succeed(ControlResponse(status: status, body: body))
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    fail(.connectionLost(reason: "\(error)"))
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    fail(.connectionLost(reason: "it was closed before the answer was complete"))
    context.fireChannelInactive()
  }

  private func fail(_ error: ControlClientError) {
    guard !isAnswered else { return }
    isAnswered = true
    answer.fail(error)
  }
}

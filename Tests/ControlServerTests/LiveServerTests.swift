import ControlAPI
import ControlServer
import Controller
import Foundation
import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing

/// Whoever runs the tests is a nurse.
let ownGroups = [RoleGroup(.nurse, name: "own", number: getegid())]

/// A real server on a socket in a directory of its own.
func withServer(
  room: ModelRoom = ModelRoom(), roles: [RoleGroup] = ownGroups, _ body: (ControlClient, ModelRoom) async throws -> Void
) async throws {
  let directory = FileManager.default.temporaryDirectory.appendingPathComponent("control-\(UInt32.random(in: 0 ... .max))")
  try FileManager.default.createDirectory(
    at: directory, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
  defer { try? FileManager.default.removeItem(at: directory) }
  let socket = directory.appendingPathComponent("control.sock").path
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  let (listening, announce) = AsyncStream.makeStream(of: Void.self)
  let server = ControlServer(
    room: room, socket: socket, roles: RoleBook(roles), logger: logger, onListening: { announce.finish() })
  // Ahead of the hundreds of tests that share the threads of this process: infusionctl waits 3 s for a stop, not for them.
  let serving = Task(priority: .high) { try await server.run() }
  for await _ in listening {}
  let outcome: Result<Void, any Error>
  do {
    outcome = .success(try await body(ControlClient(socket: socket, timeout: 20), room))
  } catch {
    outcome = .failure(error)
  }
  serving.cancel()
  _ = await serving.result
  try outcome.get()
}

@Suite struct LiveServerTests {
  @Test("The socket is open to everyone, and every connection is known by its credentials") func credentials() async throws {
    try await withServer { client, room in
      let attributes = try FileManager.default.attributesOfItem(atPath: client.socket)
      #expect(attributes[.posixPermissions] as? Int == 0o666)
      let answer = try await client.post(
        PlainRequest(command: firstID), to: APIPath.command("reset", channel: "bed-1"), answering: CommandDocument.self)
      #expect(answer.outcome == .done)
      #expect(room.submitted.map(\.user.number) == [getuid()])
    }
  }

  @Test(
    "Another user may look and stop, and nothing else",
    .enabled(
      if: getuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")
        && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv"), "needs root, curl and setpriv"))
  func nobody() async throws {
    try await withServer { client, room in
      func curl(_ arguments: String...) throws -> String {
        let command = Process()
        command.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
        command.arguments =
          ["--reuid=65534", "--regid=65534", "--clear-groups", "curl", "-s", "-w", "%{http_code}", "-o", "/dev/null"]
          + ["--unix-socket", client.socket] + arguments
        let output = Pipe()
        command.standardOutput = output
        try command.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        command.waitUntilExit()
        return text
      }
      let codes = [
        try curl("http://localhost/v1/status"),
        try curl("-d", goodBody(.start), "http://localhost/v1/channels/bed-1/start"),
        try curl("-X", "POST", "http://localhost/v1/channels/bed-1/stop"),
      ]
      #expect(codes == ["200", "403", "200"])
      #expect(room.submitted.map(\.user.number) == [65_534])
      #expect(room.stops.count == 1)
      #expect(room.notes.first?.peer?.group == 65_534)
    }
  }

  @Test("A body over 64 KiB is refused, and stops all the same") func longBody() async throws {
    try await withServer { client, room in
      let body = Array(repeating: UInt8(ascii: " "), count: APICoding.longestBody + 1)
      let answer = try await client.exchange("POST", APIPath.command("reset", channel: "bed-1"), body: body)
      #expect(answer.status == 413)
      let stop = try await client.exchange("POST", APIPath.stopAll, body: body)
      #expect(stop.status == 200)
      #expect(room.stops.count == 2)
      #expect(room.submitted.allSatisfy { $0.action.kind == .stop })
    }
  }

  @Test("A stop with half a body acts before the rest has come") func halfBody() async throws {
    try await withServer { client, room in
      let sent = "POST /v1/channels/bed-1/stop HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{"
      let channel = try await connect(client.socket)
      try await channel.writeAndFlush(ByteBuffer(string: sent))
      while room.stops.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
      try await channel.close()
      #expect(room.stops == [ModelRoom.Stop(channel: 0, kind: .stop, after: 0)])
    }
  }

  @Test(
    "Bytes that are not HTTP harm nobody",
    arguments: [
      "\u{0}\u{0}\u{0}", "GET\r\n\r\n", "GET /v1/status HTTP/9.9\r\n\r\n", "POST /v1/stop HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
      "GET /" + String(repeating: "a", count: 200_000), "GET / HTTP/1.1\r\n" + String(repeating: "a: b\r\n", count: 20_000),
    ])
  func garbage(bytes: String) async throws {
    try await withServer { client, room in
      let channel = try await connect(client.socket)
      try? await channel.writeAndFlush(ByteBuffer(string: bytes))
      let status = try await client.get(StatusDocument.self, from: APIPath.status)
      #expect(status.channels.count == 2)
      try? await channel.close()
      #expect(room.submitted.isEmpty)
    }
  }

  @Test("A hundred clients at once: one id acts once") func many() async throws {
    try await withServer { client, room in
      let answers = try await withThrowingTaskGroup(of: ControlResponse.self) { group in
        for _ in 0..<100 {
          group.addTask {
            try await client.exchange("POST", APIPath.command("start", channel: "bed-1"), body: Array(goodBody(.start).utf8))
          }
        }
        return try await group.reduce(into: Set<ControlResponse>()) { $0.insert($1) }
      }
      #expect(answers.count == 1)
      #expect(room.submitted.count == 1)
    }
  }

  @Test("A problem comes back as a problem") func problem() async throws {
    try await withServer { client, _ in
      await #expect {
        try await client.get(ChannelDocument.self, from: APIPath.channel("bed 9"))
      } throws: { error in
        guard case .problem(let problem) = error as? ControlClientError else { return false }
        return problem.status == 404 && problem.code == "unknown-channel" && problem.detail.contains("bed 9")
      }
    }
  }

  @Test("A silent room is told as a time-out by the client") func timeout() async throws {
    let room = ModelRoom()
    await room.gate.close()
    try await withServer(room: room) { client, _ in
      let hasty = ControlClient(socket: client.socket, timeout: 1)
      await #expect(throws: ControlClientError.timedOut(seconds: 1)) {
        try await hasty.post(
          PlainRequest(command: firstID), to: APIPath.command("reset", channel: "bed-1"), answering: CommandDocument.self)
      }
      await room.gate.open()
    }
  }
}

private func connect(_ socket: String) async throws -> any Channel {
  try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(unixDomainSocketPath: socket).get()
}

import Controller
import NIOCore

extension Peer {
  /// The peer at the other end of a Unix socket, as the kernel noted it when the connection was made; nil when it does not say.
  ///
  /// A connection that is handed to another process stays its maker's, and a membership that begins or ends later shows in
  /// the next login.
  init?(of channel: any Channel) async {
    guard let provider = channel as? any SocketOptionProvider else { return nil }
    // SO_PEERCRED of Linux, 17 on every architecture that Swift runs on here.
    guard let found: Credentials = await Self.option(17, of: provider), found.user != .max else { return nil }
    self.init(
      user: UserID(number: found.user), group: found.group, process: found.process,
      supplementaryGroups: await Self.supplementaryGroups(of: provider))
  }

  /// `struct ucred` of Linux, which Swift's Glibc module does not show.
  private struct Credentials {
    var process: Int32 = 0
    var user: UInt32 = 0
    var group: UInt32 = 0
  }

  /// Room for the numbers of the groups, as many as are believed to be enough for anybody.
  private struct GroupNumbers {
    var numbers = InlineArray<256, UInt32>(repeating: 0)
  }

  /// The peer's supplementary groups. None when the kernel does not say or the peer is in more than 256: who cannot be known
  /// has as little as possible, and the primary group still counts.
  private static func supplementaryGroups(of provider: any SocketOptionProvider) async -> [UInt32] {
    // SO_PEERGROUPS of Linux 4.13 and later, 59 on every architecture that Swift runs on (parisc and sparc have others).
    guard let found: GroupNumbers = await option(59, of: provider) else { return [] }
    // The option's length is lost on the way: what the kernel did not write is 0, and 0 counts for nothing.
    return found.numbers.indices.map { found.numbers[$0] }
  }

  /// The value of a socket's option; nil when the kernel refuses it.
  private static func option<Value: Sendable>(_ number: Int32, of provider: any SocketOptionProvider) async -> Value? {
    let found: EventLoopFuture<Value> = provider.unsafeGetSocketOption(
      level: .socket, name: NIOBSDSocket.Option(rawValue: number))
    return try? await found.get()
  }
}

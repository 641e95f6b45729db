import Glibc
import Platform
import Synchronization
import Testing

/// Many words, copied in many steps, that belong together: a reader that sees parts of two values sees that they disagree.
private struct Sample: BitwiseCopyable, Sendable {
  let words: InlineArray<64, UInt64>

  init(_ number: UInt64) {
    words = InlineArray { number &* (2 &* UInt64($0) &+ 1) }
  }

  var number: UInt64 { words[0] }
  var isWhole: Bool {
    for index in words.indices where words[index] != number &* (2 &* UInt64(index) &+ 1) { return false }
    return true
  }
}

@Suite struct MailboxTests {
  @Test func `a mailbox shows its initial value until the first post, and then the newest`() {
    let box = Mailbox(7)
    #expect(box.peek() == 7)
    #expect(box.peek() == 7)
    for value in 0..<100 {
      box.post(value)
      if value % 3 == 0 {
        #expect(box.peek() == value)
        #expect(box.peek() == value)
      }
    }
    #expect(box.peek() == 99)
  }

  @Test func `two threads: no value is torn, none goes back in time, and the last one arrives`() throws {
    let box = Mailbox(Sample(0))
    let goOn = Atomic<Bool>(true)
    let posted = Atomic<UInt64>(0)
    let writer = try onThread {
      var number: UInt64 = 0
      while goOn.load(ordering: .relaxed) {
        number += 1
        box.post(Sample(number))
      }
      posted.store(number, ordering: .releasing)
    }
    var seen: UInt64 = 0
    var news = 0
    var torn = 0
    var backward = 0
    while news < 20_000 {
      let sample = box.peek()
      if !sample.isWhole { torn += 1 }
      if sample.number < seen { backward += 1 }
      if sample.number > seen { news += 1 }
      seen = max(seen, sample.number)
    }
    goOn.store(false, ordering: .relaxed)
    writer.join()
    #expect(torn == 0)
    #expect(backward == 0)
    let last = posted.load(ordering: .acquiring)
    #expect(box.peek().number == last)
  }
}

@Suite struct RingTests {
  @Test func `a full ring refuses, keeps what it has, and gives it back in order`() {
    for capacity in 1...9 {
      let ring = Ring<Int>(capacity: capacity)
      #expect(ring.pop() == nil)
      // Each round begins at another slot, so that every wrap-around is walked.
      for round in 0..<(2 * capacity + 1) {
        for value in 0..<capacity {
          #expect(ring.push(round * 100 + value))
          #expect(ring.count == value + 1)
        }
        #expect(!ring.push(-1))
        #expect(ring.count == capacity)
        for value in 0..<capacity { #expect(ring.pop() == round * 100 + value) }
        #expect(ring.pop() == nil)
        #expect(ring.count == 0)
        #expect(ring.push(0) && ring.pop() == 0)
      }
    }
  }

  @Test(arguments: [1, 2, 3, 64, 1_000])
  func `two threads: everything arrives once, whole and in order`(capacity: Int) throws {
    let ring = Ring<Sample>(capacity: capacity)
    let last: UInt64 = 20_000
    let producer = try onThread {
      var number: UInt64 = 1
      while number <= last {
        if ring.push(Sample(number)) { number += 1 } else { _ = sched_yield() }
      }
    }
    var expected: UInt64 = 1
    var wrong = 0
    var outOfRange = 0
    while expected <= last {
      if !(0...capacity).contains(ring.count) { outOfRange += 1 }
      guard let sample = ring.pop() else {
        _ = sched_yield()
        continue
      }
      if sample.number != expected || !sample.isWhole { wrong += 1 }
      expected += 1
    }
    producer.join()
    #expect(wrong == 0)
    #expect(outOfRange == 0)
    #expect(ring.pop() == nil)
  }

  @Test func `a ring without room is a broken invariant`() async {
    await #expect(processExitsWith: .failure) { _ = Ring<Int>(capacity: 0) }
  }
}

@Suite struct StopBitTests {
  @Test func `a stop bit is pending from the request until a clear that covers it`() {
    let bit = StopBit()
    #expect(!bit.pending)
    #expect(bit.snapshot() == StopBitSnapshot(generation: 0, pauseRequests: 0, stopRequests: 0, pending: false))
    #expect(bit.request(.pause) == 1)
    #expect(bit.request(.stop) == 2)
    #expect(bit.snapshot() == StopBitSnapshot(generation: 2, pauseRequests: 1, stopRequests: 1, pending: true))
    bit.clear(through: 1)
    #expect(bit.pending)
    bit.clear(through: 2)
    #expect(bit.snapshot() == StopBitSnapshot(generation: 2, pauseRequests: 1, stopRequests: 1, pending: false))
  }

  @Test func `a zero that was read for an earlier stop does not clear a later one`() {
    let bit = StopBit()
    bit.request(.stop)
    let seen = bit.snapshot()
    bit.request(.stop)
    bit.clear(through: seen.generation)
    #expect(bit.pending)
    // Nor does an older clear that arrives late take back a newer one.
    bit.clear(through: bit.snapshot().generation)
    bit.clear(through: seen.generation)
    #expect(!bit.pending)
  }

  @Test func `every short history of requests, looks and clears leaves the bit pending exactly when a request is uncovered`() {
    // Steps: 0 pause, 1 stop, 2 look, 3 clear what the last look saw.
    let length = 7
    for code in 0..<(1 << (2 * length)) {
      let bit = StopBit()
      var requests: UInt64 = 0
      var looked: UInt64 = 0
      var cleared: UInt64 = 0
      var failed = false
      for step in 0..<length {
        switch (code >> (2 * step)) & 3 {
        case 0:
          requests += 1
          failed = failed || bit.request(.pause) != requests
        case 1:
          requests += 1
          failed = failed || bit.request(.stop) != requests
        case 2: looked = bit.snapshot().generation
        default:
          bit.clear(through: looked)
          cleared = max(cleared, looked)
        }
        failed = failed || bit.pending != (requests > cleared)
      }
      if failed { Issue.record("history \(code)") }
    }
  }

  @Test func `requests from several threads against a clearing thread: none is lost and none is cleared unseen`() throws {
    let bit = StopBit()
    let each: UInt64 = 20_000
    let unseen = Atomic<Int>(0)
    let threads = try (0..<3).map { index in
      try onThread("request-\(index)") {
        for _ in 0..<each {
          let generation = bit.request(index == 0 ? .pause : .stop)
          // The request is in the returned generation, and in every look from now on.
          if bit.snapshot().generation < generation { unseen.wrappingAdd(1, ordering: .relaxed) }
        }
      }
    }
    var last = bit.snapshot()
    var backward = 0
    while last.generation < 3 * each {
      let look = bit.snapshot()
      if look.generation < last.generation || look.generation != look.pauseRequests + look.stopRequests { backward += 1 }
      bit.clear(through: look.generation)
      last = look
    }
    for thread in threads { thread.join() }
    let unseenRequests = unseen.load(ordering: .relaxed)
    #expect(unseenRequests == 0)
    #expect(backward == 0)
    #expect(bit.snapshot() == StopBitSnapshot(generation: 3 * each, pauseRequests: each, stopRequests: 2 * each, pending: false))
    bit.request(.pause)
    #expect(bit.pending)
  }

  @Test func `each request is followed by a pending bit until its own clear, whatever the other thread clears`() throws {
    let bit = StopBit()
    let rounds = 20_000
    let goOn = Atomic<Bool>(true)
    // A link that clears only an old look: it may never take away a request made after that look.
    let link = try onThread("old-look") {
      while goOn.load(ordering: .acquiring) {
        let look = bit.snapshot()
        bit.clear(through: look.generation == 0 ? 0 : look.generation - 1)
      }
    }
    var missing = 0
    for _ in 0..<rounds {
      bit.request(.stop)
      if !bit.pending { missing += 1 }
    }
    goOn.store(false, ordering: .releasing)
    link.join()
    #expect(missing == 0)
  }

  @Test func `clearing a request that nobody made is a broken invariant`() async {
    await #expect(processExitsWith: .failure) { StopBit().clear(through: 1) }
  }
}

@Suite struct HeartbeatTests {
  @Test func `beats of several threads add up`() throws {
    let heart = Heartbeat()
    #expect(heart.count == 0)
    let threads = try (0..<2).map { _ in try onThread { for _ in 0..<10_000 { heart.beat() } } }
    for thread in threads { thread.join() }
    #expect(heart.count == 20_000)
  }
}

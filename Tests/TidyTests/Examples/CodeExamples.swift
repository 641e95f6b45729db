extension Example {
  static let importExamples: [Example] = [
    Example(
      .imports, in: "Sources/Safety/Latch.swift", bad: "import Controller\n",
      good: "public import Quantities\ninternal import Therapy\n// import Controller\n"),
    Example(
      .imports, in: "Sources/Drivers/Frame.swift", bad: "@preconcurrency import struct Foundation.UUID\n",
      good: "import struct Therapy.Patient\n"),
    Example(.imports, in: "Sources/Devices/Port.swift", bad: "import Controller\n", good: "import Drivers\nimport CModbus\n"),
    Example(
      .imports, in: "hardware-sim/Models/PumpModel.swift", bad: "import Platform\n", good: "import Drivers\nimport Swift\n"),
    Example(
      .imports, in: "hardware-sim/Tool/Serve.swift", bad: "import ControlServer\n",
      good: "import HardwareSim\nimport Platform\n"),
    Example(.imports, in: "Sources/Novelty/New.swift", bad: "import Quantities\n", good: "struct New {}\n"),
  ]

  static let pureExamples: [Example] = [
    Example(
      .noDefault, in: "Sources/Controller/Session.swift",
      bad: "switch phase {\ncase .idle: stop()\ndefault: break\n}\n",
      good: """
        switch byte {
        case 0x01: counts[byte, default: 0] += 1
        case let other: note(
          default: other, .default)
        }
        // default: nothing
        """),
    Example(
      .noDefault, in: "Sources/Safety/Interlock.swift",
      bad: "switch kind {\n@unknown default:\n  break\n}\n", good: "let text = \"default: none\"\n"),
    Example(
      .noDefault, in: "Sources/Drivers/Codec.swift", bad: "switch x { default: break }\n", good: "f(a, default: 1)\n"),
    Example(
      .pureWords, in: "Sources/Controller/Controller.swift", bad: "let now = ContinuousClock.now\n",
      good: "let random_walk = randomized + \"async await\"  // Date of birth\n"),
    Example(
      .pureWords, in: "Sources/Therapy/Order.swift", bad: "let id = Int.random(in: 0..<9)\n", good: "let id = next(\"Date\")\n"),
    Example(
      .wholeNumbersDecide, in: "Sources/Safety/Adjudication.swift", bad: "let ceiling: Double? = nil\n",
      good: "let ceiling: FlowRate? = nil  // not a Double\n"),
    Example(
      .oneClock, in: "Sources/Journal/Row.swift", bad: "let now = Date()\n",
      good: "let then = Date(timeIntervalSince1970: 0)\nlet label: Date.FormatStyle\n"),
    Example(
      .oneClock, in: "Sources/infusionctl/Watch.swift", bad: "let clock = ContinuousClock()\n", good: "let now = clock.now\n"),
  ]

  static let codeExamples: [Example] = [
    Example(
      .noForce, in: "Sources/Devices/Port.swift", bad: "let x = values.first!\n",
      good: #"""
        if !flag, a != b, !(c || !d), x !== y { print("done!", "\(!flag)") }
        let not = [!a, !b].map { !$0 }
        #if !DEBUG
        #endif
        let `sure!` = try? run()  // really!
        """#),
    Example(.noForce, in: "Sources/Devices/Run.swift", bad: "let x = try! run()\n", good: "let x = try run()\n"),
    Example(.noForce, in: "Sources/Devices/Cast.swift", bad: "let x = y as! Int\n", good: "let x = y as? Int\n"),
    Example(.noForce, in: "Sources/Devices/Property.swift", bad: "var port: Port!\n", good: "var port: Port?\n"),
    Example(.noForce, in: "Sources/Devices/Call.swift", bad: "f(g()!)\n", good: "f(g() != nil)\n"),
    Example(
      .noForce, in: "Sources/Devices/Interpolation.swift", bad: #"let s = "a \(table["b\(c)"]!) d""# + "\n",
      good: #"let s = "a \(table["b!"] ?? "c!") d!""# + "\n"),
    Example(
      .noForce, in: "Sources/Devices/Raw.swift", bad: "let s = #\"\\(x!) \\#(y!)\"#\n",
      good: "let s = #\"\"x!\"\"#; let t = \"\"\"\n  \"x!\" \\\"\"\"\n  x!\n  \"\"\"\n/* x! /* y! */ z! */ let u = !s\n"),
    Example(
      .noForce, bad: ["Sources/A/X.swift": "f(x!)\n"], good: ["Tests/ATests/X.swift": "f(x!)\n", "Sources/A.md": "f(x!)\n"]),
    Example(
      .noEmptyCatch, in: "Sources/Devices/Port.swift", bad: "do { try close() } catch {\n  // never mind\n}\n",
      good: "do { try close() } catch { report(error) }\n"),
    Example(
      .names, in: "Sources/Devices/Port.swift", bad: "final class PortManager {}\n",
      good: "struct DataFormat2 {}\nenum ProcessIdentifier {}\nextension Data {}\nlet processData = 1\nstruct Database {}\n"),
    Example(.names, in: "Tests/JournalTests/Row.swift", bad: "struct RowData {}\n", good: "struct Row {}\n"),
    Example(
      .names, bad: ["Sources/Devices/SerialHelpers.swift": "\n"], good: ["Sources/Devices/Serial+Text.swift": "\n"]),
    Example(
      .markers, in: "Sources/Devices/Port.swift", bad: "// TO" + "DO: close\n", good: "let todo = \"TO" + "DO\"\n"),
    Example(
      .developerPaths, in: "docs/OPERATING.md", bad: "see /ho" + "me/me/x\n", good: "see docs/ho" + "me/me and /var/lib\n"),
  ]

  static let shapeExamples: [Example] = [
    Example(
      .fileLength, in: "Sources/Devices/Port.swift", bad: String(repeating: "\n", count: 401),
      good: String(repeating: "\n", count: 400)),
    Example(
      .functionLength, in: "Sources/Devices/Port.swift", bad: function("func f(_ x: () -> Int = { 1 }) -> [Int: Int]", lines: 61),
      good: function("func f(_ x: () -> Int = { 1 }) -> [Int: Int]", lines: 60)),
    Example(
      .functionLength, in: "Sources/Devices/Start.swift", bad: function("init?(path: String) throws(Failure)", lines: 61),
      good: function("struct Large", lines: 99) + function("let all = make", lines: 99) + function("var x = make", lines: 99)),
    Example(
      .functionLength, in: "Sources/Devices/Computed.swift", bad: function("var all: [String: Int]", lines: 61),
      good: "protocol P {\n  func f()\n  var x: Int\n  init(a: Int)\n}\n" + function("struct S", lines: 80)),
    Example(
      .functionLength, in: "Sources/Devices/Braces.swift", bad: function("func f()", lines: 61, body: "  print(\"}\")  // }"),
      good: function("func f()", lines: 60, body: "  print(\"{\\(x.map { $0 })\")  // {") + function("enum E", lines: 70)),
    Example(
      .lineLength, in: "Sources/Devices/Port.swift", bad: String(repeating: "é", count: 131),
      good: String(repeating: "é", count: 130)),
  ]

  /// A declaration with a body, `lines` long in all.
  private static func function(_ head: String, lines: Int, body: String = "  work()") -> String {
    ([head + " {"] + Array(repeating: body, count: lines - 2) + ["}"]).joined(separator: "\n") + "\n"
  }
}

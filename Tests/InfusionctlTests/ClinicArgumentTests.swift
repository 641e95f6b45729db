import ArgumentParser
import ControlAPI
import Testing
import Therapy

@testable import infusionctl

@Suite("What a clinician types") struct ClinicArgumentTests {
  /// The command that these words mean, as the program reads them.
  private func parsed(_ words: String...) throws -> any ParsableCommand {
    try Infusionctl.parseAsRoot(GlobalOptions.read(words))
  }

  @Test("SR-050: a negative score reaches its scale, written either way", arguments: [["--value", "-1"], ["--value=-1"]])
  func negative(value: [String]) throws {
    let words = ["score", "add", "bed-1", "--scale", "rass"] + value
    let arguments = GlobalOptions.joined(words)
    #expect(!arguments.contains(where: GlobalOptions.isSigned))
    let command = try #require(try Infusionctl.parseAsRoot(arguments) as? ScoreAddCommand)
    #expect(command.scale == .rass)
    #expect(command.value == "-1")
  }

  @Test("every value of every scale is read, and the ones beside it are not") func scales() throws {
    for scale in ClinicalScale.allCases {
      for value in scale.range {
        let command = try parsed("score", "add", "a", "--scale", scale.name, "--value", scale.text(value))
        #expect((command as? ScoreAddCommand)?.scale == scale)
      }
      for value in [Int(scale.range.lowerBound) - 1, Int(scale.range.upperBound) + 1] {
        #expect(throws: (any Error).self) { try parsed("score", "add", "a", "--scale", scale.name, "--value", "\(value)") }
      }
    }
    for bad in ["", "x", "1.5", "1,5", "١", "2 ", "0x2", "99999999999999999999"] {
      #expect(throws: (any Error).self) { try parsed("score", "add", "a", "--scale", "NRS", "--value", bad) }
    }
    #expect { try readScale("PAIN\u{1B}") } throws: { error in
      "\(error)".contains("POSS, RASS, MOAA/S") && !"\(error)".contains("\u{1B}")
    }
  }

  @Test(
    "SR-047: a pressure has three numbers; whether a patient can have them is the daemon's to judge",
    arguments: ["120/80", "120/80/93/1", "a/b/c", "", "//", "120/80/", "120 /80/93", "-1/80/93", "1200/80/93", "١٢٠/80/93"])
  func pressures(text: String) {
    #expect(throws: (any Error).self) { try readPressure(text) }
    #expect(throws: Never.self) { try readPressure("80/120/90") }
    #expect(throws: Never.self) { try readPressure("120/80/93") }
  }

  @Test("SR-003: a reason that somebody answers for has ten characters that are not blanks") func reasons() {
    for bad in [
      "", "short", "a b c d e f g", "          ", "nine char", "with\ncontrol characters", String(repeating: "x", count: 201),
    ] {
      #expect(throws: (any Error).self) { try readWeighedReason(bad) }
    }
    #expect(throws: Never.self) { try readWeighedReason("ten signs!!") }
    for bad in ["", String(repeating: "x", count: 257), "a\u{0}"] { #expect(throws: (any Error).self) { try readAccount(bad) } }
  }

  @Test("every command takes --json and every command that acts takes --command-id, before and behind") func options() throws {
    let id = "00000000000000000000000000000001"
    for words in [
      ["session", "approve", "a", "--token", "t", "--reason", "- long enough"], ["session", "second", "a", "--token", "t"],
      ["session", "next-step", "a"], ["session", "close", "a"], ["score", "add", "a", "--scale", "NRS", "--value", "3"],
      ["vitals", "enter", "a", "--nibp", "120/80/93"], ["handover", "a", "--to", "nora"],
    ] {
      for arguments in [["--json"] + words + ["--command-id", id], words + ["--command-id=\(id)", "--json"]] {
        _ = try Infusionctl.parseAsRoot(GlobalOptions.read(arguments))
      }
      #expect(throws: (any Error).self) { try Infusionctl.parseAsRoot(words + ["--command-id", "12"]) }
    }
    #expect((try parsed("--json", "explain", "#12") as? ExplainCommand)?.id == "#12")
    #expect((try parsed("explain", "bed-1:2", "--json") as? ExplainCommand)?.options.json == true)
    for words in [["status"], ["watch"], ["alarm", "list"], ["device", "list"], ["record", "show"], ["config", "check"]] {
      _ = try Infusionctl.parseAsRoot(GlobalOptions.read(["--json"] + words))
      #expect(throws: (any Error).self) { try Infusionctl.parseAsRoot(words + ["--command-id", id]) }
    }
  }

  @Test("SR-134: the exit code tells what kind of refusal it was, and what explains it") func exitCodes() {
    func code(_ status: Int) -> Int32 {
      GlobalOptions.exitCode(.problem(ProblemDocument(status: status, code: "c", detail: "d"))).rawValue
    }
    #expect([400, 403, 404, 405, 409, 413, 503].map(code) == [64, 77, 10, 64, 10, 64, 75])
    let refused = ControlClientError.problem(ProblemDocument(status: 409, code: "c", detail: "d", command: "id"))
    #expect(GlobalOptions.explained(refused) == "id")
    let late = ControlClientError.problem(ProblemDocument(status: 503, code: "c", detail: "d", command: "id"))
    #expect(GlobalOptions.explained(late) == nil, "nothing was refused")
    #expect(GlobalOptions.explained(.timedOut(seconds: 1)) == nil)
  }
}

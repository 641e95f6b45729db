import ArgumentParser
import Foundation
import Quantities
import Testing
import Therapy

@testable import infusionctl

@Suite("What predict takes and says") struct PredictTests {
  private func parsed(_ words: [String]) throws -> PredictCommand {
    try #require(try Infusionctl.parseAsRoot(GlobalOptions.read(["predict"] + words)) as? PredictCommand)
  }

  /// What a person reads about these arguments.
  private func complaint(_ words: [String]) -> String? {
    do {
      _ = try parsed(words)
      return nil
    } catch {
      return Infusionctl.exitCode(for: error).rawValue == 64 ? Infusionctl.message(for: error) : "exit code is not 64"
    }
  }

  private func regimen(_ text: String, rate: String? = nil, duration: String? = nil) throws -> Regimen {
    let course = try StepsFile(text: text, name: "course").course(
      rate: try rate.map(PredictBounds.rate), duration: try duration.map { try Interval(parsing: $0) })
    return Regimen(changes: course.changes, end: course.end, weight: BodyMass(grams: 70_000))
  }

  private func golden(_ name: String) throws -> [[String]] {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = tests.appending(path: "TherapyTests/Kinetics/Golden/\(name).csv")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test("SR-057: the CSV has a row a minute until 6 h after the end, and each row of the golden table is in it")
  func csv() throws {
    let regimen = Regimen(
      changes: [.init(at: .zero, rate: try PredictBounds.rate("0.35 mg/kg/h"))], end: .minutes(240),
      weight: BodyMass(grams: 70_000))
    for (kind, key) in [(KineticModel.kamp, "kamp_allo"), (.clements, "clements250"), (.domino, "domino")] {
      let csv = PredictionText(kind: kind, regimen: regimen, every: .minutes(1), until: .minutes(600)).csv
      let lines = String(decoding: csv, as: UTF8.self).split(separator: "\n").map(String.init)
      let comments = lines.prefix { $0.hasPrefix("#") }
      #expect(comments.joined().contains(kind.name) && comments.joined().contains("0.1136/min"))
      #expect(comments.joined().contains("+-25 %"), "SR-056: the band")
      #expect(lines[comments.count] == "t_min,cp_ng_ml,ce_ng_ml")
      let rows = lines.dropFirst(comments.count + 1).map { $0.split(separator: ",").map(String.init) }
      #expect(rows.count == 601 && rows.map { $0[0] } == (0...600).map(String.init))
      let table = try golden("ref_crps_0.35mgkgh_4h_70kg").filter { $0[0] == key }
      #expect(table.count == 73)
      for row in table {
        let ours = rows[try #require(Int(row[1]))]
        for (value, expected) in [(ours[1], row[4]), (ours[2], row[7])] {
          #expect(abs((Double(value) ?? -1) - (Double(expected) ?? -2)) <= 1e-6, "\(row)")
          #expect(value.split(separator: ".").last?.utf8.count == 9)
        }
      }
    }
  }

  @Test("SR-057: a file of steps with an edge off the grid gives the golden ramp, however its lines are written")
  func steps() throws {
    let text = """
      # the ramp of the golden table
      0 min, 0.175 mg/kg/h
      30 min 0.25 mg/kg/h

      60min\t0.35mg/kg/h
      97.5 min 0 mg/kg/h
      110 min 0.175 mg/kg/h\r
      3 h 24.5 mg/h
      240 min 0 mg/h
      """
    let regimen = try regimen(text)
    #expect(regimen.end == .minutes(240) && regimen.changes.count == 6)
    for every in [Interval.minutes(5), .milliseconds(2_500), .minutes(7)] {
      let rows = regimen.predict(
        CompartmentModel(KineticModel.kamp.parameters(for: regimen.weight)), every: every, until: .minutes(360))
      for row in try golden("ref_ramp_pause_resume_70kg") where row[0] == "kamp_allo" {
        let minute = try #require(Double(row[1]))
        guard let ours = rows.first(where: { Double($0.at.nanoseconds) / 60e9 == minute }) else { continue }
        #expect(abs(ours.plasma - (Double(row[4]) ?? -1)) <= 1e-6 && abs(ours.effectSite - (Double(row[7]) ?? -1)) <= 1e-6)
      }
    }
  }

  @Test("an infusion ends with the first of several zeros, and a mark that an editor put before the text is passed over")
  func ends() throws {
    let course = try regimen("\u{FEFF}0 min 0.2 mg/kg/h\n60 min 0 mg/h\n90 min 0 mg/kg/h\n120 min 0 mg/h")
    #expect(course.end == .minutes(60) && course.changes.count == 1)
  }

  @Test("--rate holds until the first line, and --duration ends the last") func rateAndDuration() throws {
    let whole = try regimen("30 min 0.2 mg/kg/h\n60 min 0 mg/h", rate: "0.1 mg/kg/h")
    #expect(whole.changes.map(\.at) == [.zero, .minutes(30)] && whole.end == .minutes(60))
    let ended = try regimen("0 min 0.1 mg/kg/h\n30 min 0.2 mg/kg/h", rate: "0.1 mg/kg/h", duration: "1 h")
    #expect(ended == whole)
    #expect(abs(whole.milligrams - 70 * 0.15) < 1e-9)
  }

  private static let badArguments: [(words: [String], reason: String)] = [
    (["--weight", "70"], "has no unit"), (["--weight", "70 lb"], "has a unit that is not accepted"),
    (["--weight", "29.9 kg"], "29.9 kg is out of range; the models are for adults, 30 kg to 250 kg"),
    (["--weight", "250.1 kg"], "out of range"), (["--weight", "-70 kg"], "is not a number"),
    (["--weight", ""], "is not a number"),
    (["--rate", "0.35"], "\"0.35\" has no unit; write mg/kg/h, ug/kg/min or mg/h"), (["--rate", "12 mL/h"], "is fluid"),
    (["--rate", "1 mg/kg"], "has a unit that is not accepted"), (["--rate", "5.1 mg/kg/h"], "is above 5 mg/kg/h"),
    (["--rate", "501 mg/h"], "is above 500 mg/h"), (["--rate", "0 mg/h"], "rate 0 gives nothing"),
    (["--rate", "0,35 mg/kg/h"], "no comma"), (["--rate", "99999999999999999999 mg/h"], "is too large"),
    (["--rate", "0.0000000000000000001 mg/h"], "more decimals"), (["--rate", "x"], "is not a number"),
    (["--duration", "4 mg"], "has a unit that is not accepted"), (["--duration", "4"], "has no unit"),
    (["--duration", "0 s"], "duration 0 s is too short; it is at least 1 s"), (["--duration", "2401 h"], "at most 2400 h"),
    (["--every", "0.9 s"], "every 0.9 s is too short"), (["--every", "2401 h"], "too long"), (["--every", "1"], "has no unit"),
    (["--until", "59 s"], "until 59 s is too short"), (["--until", "2401 h"], "too long"),
    (["--model", "herd"], "there is: kamp, kamp-linear, clements, domino"), (["--model", ""], "there is no model \"\""),
    (["--model", "k\u{1B}[2J"], "no model \"k?[2J\""), (["--format", "xml"], "'text', 'csv' or 'json'"),
    (["--format", "csv", "--json"], "--json and --format csv contradict"), (["--bed", "1"], "Unknown option"),
    (["70 kg"], "Unexpected argument"),
  ]

  @Test(
    "each argument with a wrong unit, out of range or unknown is refused with its value and the reason", arguments: badArguments)
  func badArgument(words: [String], reason: String) throws {
    let good = ["--weight", "70 kg", "--rate", "0.35 mg/kg/h", "--duration", "4 h"]
    #expect(complaint(good) == nil)
    // The bad one takes the place of the good one.
    let rest = stride(from: 0, to: good.count, by: 2).filter { good[$0] != words[0] }.flatMap { [good[$0], good[$0 + 1]] }
    let text = try #require(complaint(rest + words))
    #expect(text.contains(reason), "\(text)")
  }

  @Test("what is missing is named") func missing() throws {
    #expect(try #require(complaint(["--rate", "1 mg/h", "--duration", "4 h"])).contains("--weight"))
    #expect(try #require(complaint(["--weight", "70 kg", "--duration", "4 h"])).contains("--rate, or --steps"))
    #expect(try #require(complaint(["--weight", "70 kg", "--rate", "1 mg/h"])).contains("--duration"))
  }

  @Test("an option that is given twice is refused, in every command; a stop or a pause never is") func twice() {
    let base = ["predict", "--weight", "70 kg", "--rate", "1 mg/h", "--duration", "4 h"]
    #expect(GlobalOptions.repeated(GlobalOptions.read(base)) == nil)
    for option in ["--weight", "--rate", "--duration", "--steps", "--every", "--until", "--format", "--model"] {
      let words = GlobalOptions.read(base + [option, "1", "\(option)=2"])
      #expect(GlobalOptions.repeated(words) == option)
    }
    #expect(GlobalOptions.repeated(["session", "stop", "a", "--reason=x", "--reason=y"]) == nil)
    #expect(GlobalOptions.repeated(["session", "pause", "a", "--reason=x", "--reason=y"]) == nil)
    #expect(GlobalOptions.repeated(["session", "set-rate", "a", "1 mL/h", "--reason=x", "--reason=y"]) == nil)
    let named = GlobalOptions.read(["predict", "--weight", "70 kg", "--weight", "80 kg", "--steps", "pause"])
    #expect(GlobalOptions.repeated(named) == "--weight", "a file may be called as it likes")
    #expect(GlobalOptions.repeated(["score", "add", "a", "--", "--value", "--value"]) == nil)
  }

  private static let badFiles: [(text: String, reason: String)] = [
    ("0 min 0.3 mg/kg/h\n10 min 12 mL/h", "course:2: rate \"12 mL/h\" is fluid"),
    ("0 min 0.3 mg/kg/h\n\n# a\n10 min 0.3", "course:4: rate \"0.3\" has no unit"),
    ("0 mg 0.3 mg/kg/h", "course:1: time \"0 mg\" has a unit that is not accepted"),
    ("0 min 0.3 mg/kg/h\n10 min 5.1 mg/kg/h", "course:2: rate 5.1 mg/kg/h is above 5 mg/kg/h"),
    ("0 min 0.3 mg/kg/h\n2401 h 0 mg/h", "course:2: time 2401 h is too long"),
    ("0 min 0.3 mg/kg/h\n10 min 0.2 mg/kg/h\n5 min 0 mg/h", "course:3: 5 min is before 10 min of the line above"),
    ("0 min 0.3 mg/kg/h\n0 s 0.2 mg/kg/h", "course:2: 0 min has a rate already"),
    ("0 min 0.3 mg/kg/h\n-5 min 0 mg/h", "course:2: time \"-5 min\" is not a number"),
    ("0 min 0.3 mg/kg/h 7", "course:1: \"0 min 0.3 mg/kg/h 7\" is not a time and a rate"),
    ("0 min", "course:1: \"0 min\" is not a time and a rate"), ("0 0.3 mg/kg/h", "course:1: time \"0 0.3\""),
    ("\u{1B}[2J", "course:1: \"?[2J\" is not a time and a rate"), ("", "course: has no rate"), ("# only this\n", "has no rate"),
    ("0 min 0.3 mg/kg/h", "course:1: does not end the infusion"), ("0 min 0 mg/kg/h", "course:1: does not end the infusion"),
    (String(repeating: "0 min 0.3 mg/kg/h\n", count: 2), "course:2: 0 min has a rate already"),
  ]

  @Test("each bad line of a steps file is refused with file, line and reason", arguments: badFiles)
  func badFile(text: String, reason: String) {
    #expect {
      _ = try regimen(text)
    } throws: {
      let sentence = ($0 as? StepsFile.Fault)?.sentence ?? ""
      return sentence.contains(reason) && !sentence.contains("\u{1B}")
    }
  }

  @Test("a steps file that contradicts --rate or --duration, is too long or no file is refused with its name") func badCourse() {
    func sentence(_ body: () throws -> Void) -> String {
      do { try body() } catch { return (error as? StepsFile.Fault)?.sentence ?? "\(error)" }
      return ""
    }
    let ramp = "0 min 0.3 mg/kg/h\n10 min 0 mg/h"
    #expect(sentence { _ = try regimen(ramp, rate: "0.2 mg/kg/h") }.hasPrefix("course:1: is a rate for the beginning"))
    #expect(sentence { _ = try regimen(ramp, duration: "10 min") }.hasPrefix("course:2: 10 min is not before the end"))
    let many = (0...10_000).map { "\($0) s 1 mg/h" }.joined(separator: "\n")
    #expect(sentence { _ = try regimen(many, duration: "3 h") }.hasPrefix("course:10001: more than 10000 rates"))
    #expect(sentence { _ = try StepsFile(path: "/nonexistent/x") } == "/nonexistent/x: cannot be read: No such file or directory")
    #expect(sentence { _ = try StepsFile(path: "/") } == "/: cannot be read: Is a directory")
    #expect(sentence { _ = try StepsFile(path: "/dev/zero") }.hasPrefix("/dev/zero: is larger than 1048576 bytes"))
  }

  @Test("SR-056: the text says that it is predicted, by which model and how wide, and when it has washed out") func text() {
    let regimen = Regimen(
      changes: [.init(at: .zero, rate: .dose(DoseRate(picogramsPerKilogramPerHour: 350_000_000)))], end: .minutes(240),
      weight: BodyMass(grams: 70_000))
    let lines = PredictionText(kind: .clements, regimen: regimen, every: .minutes(60), until: .minutes(600)).text
    #expect(lines[0].hasPrefix("PREDICTED by the model clements") && lines[0].hasSuffix("+-25 %."))
    let end = lines.map { $0.split(separator: " ").map(String.init) }.first { $0.first == "240" }
    #expect(end == ["240", "207.0", "(155.2-258.7)", "203.6", "(152.7-254.5)"])
    #expect(lines.contains("plasma is below 100 ng/mL 102.7 min after the end of the infusion"))
    #expect(lines.allSatisfy { $0.last != " " })
  }

  @Test("the JSON is one object with the head and every row") func json() throws {
    let regimen = Regimen(
      changes: [.init(at: .minutes(1), rate: .mass(MassRate(nanogramsPerHour: 60_000_000)))], end: .minutes(3),
      weight: BodyMass(grams: 70_000))
    let bytes = PredictionText(kind: .kamp, regimen: regimen, every: .minutes(1), until: .minutes(4)).json
    let object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let rows = try #require(object["rows"] as? [[String: Double]])
    #expect(object["model"] as? String == "kamp" && object["band_percent"] as? Int == 25 && object["given_mg"] as? Double == 2)
    #expect(rows.count == 5 && rows[1]["cp_ng_ml"] == 0 && (rows[3]["ce_ng_ml"] ?? 0) > 0)
    #expect(rows.map { $0["t_min"] } == [0, 1, 2, 3, 4])
  }
}

import Controller
@testable import Journal
import Quantities
import Safety
import Testing
import Therapy

@Suite struct ObservationEntryTests {
  @Test func `SR-050: a score is stored with the name of its scale, and a reduction with its cause`() throws {
    func json(_ event: ControlEvent) throws -> String { try EntryBody(JournalContent(event, order: nil)).json() }
    #expect(try json(.score(.rass, -4, by: nurse)) == #"{"scale":"RASS","score":-4}"#)
    #expect(try json(.score(.poss, 0, by: nurse)) == #"{"scale":"POSS","score":0}"#)
    #expect(try json(.cuff(systolic: 120, diastolic: 80, mean: 93, by: nurse)) == #"{"diastolic":80,"mean":93,"systolic":120}"#)
    #expect(try json(.reduced(to: slow, cause: .sedation)) == #"{"interlock":"sedation","rate":"10.5 mL/h"}"#)
    #expect(try json(.handedOver(from: nurse, to: physician)) == #"{"handed_over_from":1001}"#)
    #expect(try json(.handedOver(from: nil, to: physician)) == "{}")
  }

  @Test func `SR-126: who entered and who took over stands as the actor, and an automatic reduction has none`() throws {
    func actor(_ event: ControlEvent) -> UserID? { JournalContent(event, order: nil).actor }
    #expect(actor(.score(.poss, 1, by: physician)) == physician)
    #expect(actor(.cuff(systolic: 120, diastolic: 80, mean: 93, by: nurse)) == nurse)
    #expect(actor(.handedOver(from: nurse, to: physician)) == physician)
    #expect(actor(.reduced(to: slow, cause: .sedation)) == nil)
    for kind in ["score", "cuff", "handed-over"] {
      let body = #"{"scale":"POSS","score":1,"systolic":120,"diastolic":80,"mean":93,"handed_over_from":1}"#
      #expect(throws: Never.self) { try EntryBody(json: body).content(kind: kind, actor: nurse) }
      #expect(throws: BodyFault.self) { try EntryBody(json: body).content(kind: kind, actor: nil) }
    }
  }

  @Test(arguments: [
    ("reduced", #"{"interlock":"sedation"}"#), ("reduced", #"{"rate":"1 mL/h"}"#),
    ("reduced", #"{"interlock":"unheard-of","rate":"1 mL/h"}"#), ("reduced", #"{"interlock":"sedation","rate":1}"#),
    ("score", #"{"scale":"POSS"}"#), ("score", #"{"score":1}"#), ("score", #"{"scale":"poss","score":1}"#),
    ("score", #"{"scale":"POSS","score":128}"#), ("score", #"{"scale":"POSS","score":1.5}"#),
    ("score", #"{"scale":"POSS","score":"1"}"#), ("cuff", #"{"systolic":120,"diastolic":80}"#),
    ("cuff", #"{"systolic":120,"mean":80}"#), ("cuff", #"{"diastolic":120,"mean":80}"#),
    ("cuff", #"{"systolic":2147483648,"diastolic":80,"mean":93}"#), ("handed-over", #"{"handed_over_from":-1}"#),
    ("handed-over", #"{"handed_over_from":4294967296}"#),
  ])
  func `an observation with a part that is missing or impossible is a fault, never a default`(kind: String, json: String) {
    #expect(throws: BodyFault.self) { try EntryBody(json: json).content(kind: kind, actor: nurse) }
  }
}

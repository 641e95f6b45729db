import Safety
import Therapy

/// Milliseconds since the story began; the control period of 20 ms divides all of them.
typealias Moment = Int64

/// The control period.
let step: Moment = 20

/// What a monitor sends of one signal.
struct Sample: Equatable, CustomStringConvertible {
  var value: Int32?
  var quality = SignalQuality.good
  /// Whether nothing comes after it.
  var isLast = false

  var description: String { "\(value.map(String.init) ?? "-") \(quality)\(isLast ? ", the last" : "")" }
}

/// What the pump shows.
enum PumpSight {
  case rate(microlitersPerHour: Int64)
  case state(PumpState)
  case alarm(PumpAlarms)
  case latched(PumpAlarms)
  case answers(Bool)
}

/// What becomes of the machine that the program runs on.
enum MachineSight {
  case journalFails, journalWorks, diskLow, diskRoomy, clockStepped, clockUnsynchronized, clockGood
}

/// One change of the world.
enum Happening {
  /// From now on the monitor sends this.
  case vital(VitalSignal, Sample)
  /// From now on the second monitor does; of its other signals it sends healthy values.
  case second(VitalSignal, Sample)
  /// A blood pressure; nil stands for one that no living patient has.
  case cuff(systolic: Int32, diastolic: Int32, mean: Int32)
  case baseline(Int32?)
  case score(ClinicalScale, Int8)
  /// What the models predict; nil without a model.
  case concentration(picogramsPerMilliliter: Int64?)
  /// The patient's call button is pressed or released.
  case call(Bool)
  case pump(PumpSight)
  /// The rate that is ordered and asked for.
  case ordered(microlitersPerHour: Int64)
  case restGrowth(microliters: Int64)
  /// Delivered at least and at most, and the volume by the commanded rate.
  case volume(delivered: Int64, commanded: Int64)
  /// Somebody has taken the pump at its keypad, or has not.
  case localControl(Bool)
  case lateStep(milliseconds: Int64)
  case machine(MachineSight)
  case fact(Fact)
  case dose(DoseSight)
  /// The rate was raised.
  case raised
  case nothing
}

/// What happens when, and when the outcome is looked at.
struct Story {
  var events: [(at: Moment, what: Happening)] = []
  var looks: [Moment] = []

  init() {}

  init(_ events: [(Moment, Happening)], looks: [Moment]) {
    self.events = events.map { (at: $0.0, what: $0.1) }
    self.looks = looks
  }
}

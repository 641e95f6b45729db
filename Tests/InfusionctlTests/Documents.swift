import ControlAPI

/// A channel with an order of two steps, as the daemon tells of it.
func channel(_ phase: String, _ change: (inout ChannelDocument) -> Void = { _ in }) -> ChannelDocument {
  var channel = ChannelDocument(
    channel: "bed-1", simulation: true, takenAtMs: 1_000, snapshotAge: "0.02 s", phase: phase, cause: "command",
    causeText: "the cause", rate: rate("6 mL/h", "0.171428571 mg/kg/h", "12 mg/h"),
    delivered: DeliveredDocument(
      atLeast: AmountDocument(volume: "0.1 mL", mass: "0.2 mg"), atMost: AmountDocument(volume: "0.103 mL", mass: "0.206 mg")),
    pump: PumpDocument(link: "up", zeroObserved: false, receipt: "applied", badFrames: 0))
  channel.session = 7
  channel.order = order()
  change(&channel)
  return channel
}

func rate(_ flow: String, _ dose: String, _ mass: String) -> RateDocument { RateDocument(flow: flow, dose: dose, mass: mass) }

func order() -> OrderDocument {
  OrderDocument(
    patient: "P-017", weight: "70 kg", drug: "ketamine-racemic", libraryEntry: "ketamine-racemic-2", concentration: "2 mg/mL",
    protocol: "ramp", total: AmountDocument(volume: "40 mL", mass: "80 mg"), duration: "14400 s",
    steps: [
      StepDocument(rate: rate("6 mL/h", "0.171428571 mg/kg/h", "12 mg/h"), duration: "7200 s"),
      StepDocument(rate: rate("12 mL/h", "0.342857142 mg/kg/h", "24 mg/h"), duration: "7200 s"),
    ], simulationOnly: true)
}

func readBack(_ confirmWith: String, _ change: (inout ReadBackDocument) -> Void = { _ in }) -> ReadBackDocument {
  var document = ReadBackDocument(
    confirmWith: confirmWith, token: "0123-4567-89ab-cdef", tokenLife: "60 s", revision: 4, session: 7, order: order(),
    rate: rate("12 mL/h", "0.342857142 mg/kg/h", "24 mg/h"), rateBefore: rate("6 mL/h", "0.171428571 mg/kg/h", "12 mg/h"),
    remaining: AmountDocument(volume: "30 mL", mass: "60 mg"), timeLeft: "7200 s")
  change(&document)
  return document
}

func needs(approval: String? = nil, second: Bool = false, again: String? = nil) -> NeedsDocument {
  var needs = NeedsDocument()
  needs.approval = approval
  needs.secondPerson = second
  needs.again = again
  return needs
}

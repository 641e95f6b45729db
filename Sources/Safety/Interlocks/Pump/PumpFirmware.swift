import Quantities
import Therapy

// Rule: firmware that is not on the inventory's list, or is not told where there is a list, starts nothing; firmware that changes
//       during a session stops it.
// Reason: other firmware is another device: nobody tried it with this (H10, H12; SR-069).
// Advice: ask the biomedical engineer; do not use this pump.
// Consequence: no start; in a session 0 mL/h for good and a high alarm that stays until it is acknowledged.
@_noAllocation @_noLocks
func judgePumpFirmware(_ situation: Situation) -> Finding? {
  guard let report = situation.pump.report else { return nil }
  guard let firmware = report.firmware else {
    // What is not told is not on the list, and what was told and is not any more may be another one.
    if case .none = situation.approvedFirmware, case .none = situation.sessionFirmware { return nil }
    return Finding(.proceed, blocksStart: true, blocksResume: true, alarm: nil, value: -1, limit: -1)
  }
  if let first = situation.sessionFirmware, first != firmware {
    return Finding(.stop, alarm: .firmwareChanged, value: Int64(firmware), limit: Int64(first))
  }
  guard let approved = situation.approvedFirmware, !approved.contains(firmware) else { return nil }
  return Finding(
    .annunciate, blocksStart: true, blocksResume: true, alarm: .firmwareChanged, value: Int64(firmware), limit: -1)
}

import Quantities
import Therapy

// Rule: firmware that is not on the inventory's list starts nothing; firmware that changes during a session stops it.
// Reason: other firmware is another device: nobody tried it with this (H10, H12; SR-069).
// Advice: ask the biomedical engineer; do not use this pump.
// Consequence: no start; in a session 0 mL/h for good and a high alarm that stays until it is acknowledged.
@_noAllocation @_noLocks
func judgePumpFirmware(_ situation: Situation) -> Finding? {
  guard let firmware = situation.pump.report?.firmware else { return nil }
  if let first = situation.sessionFirmware, first != firmware {
    return Finding(.stop, alarm: .firmwareChanged, value: Int64(firmware), limit: Int64(first))
  }
  guard let approved = situation.approvedFirmware, !approved.contains(firmware) else { return nil }
  return Finding(
    .annunciate, blocksStart: true, blocksResume: true, alarm: .firmwareChanged, value: Int64(firmware), limit: -1)
}

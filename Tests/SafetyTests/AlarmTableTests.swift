import Safety
import Testing

/// The two tables that a clinical engineer audits: alarms and interlocks.
@Suite struct AlarmTableTests {
  @Test("SR-100: every condition has one row, in its place, with a code of its own and a reason")
  func rows() {
    #expect(AlarmTable.rows.map(\.condition) == AlarmCondition.allCases)
    #expect(AlarmCondition.allCases.count == AlarmCondition.count)
    #expect(Set(AlarmTable.rows.map(\.code)).count == AlarmCondition.count)
    for row in AlarmTable.rows {
      #expect(row.code.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" }, "\(row.code)")
      #expect(!row.rationale.isEmpty)
    }
  }

  @Test("SR-040, SR-109: the sets of the step have a bit for each interlock and each alarm")
  func room() {
    #expect(Interlock.count <= 64 && AlarmCondition.count <= 128)
  }

  @Test("SR-100: the priority is that of the matrix of harm and onset, stated here a second time")
  func matrix() {
    let expected: [AlarmHarm: [AlarmPriority]] = [
      .serious: [.high, .high, .medium], .reversible: [.high, .medium, .low], .minor: [.medium, .low, .low],
    ]
    for harm in AlarmHarm.allCases {
      for (place, onset) in AlarmOnset.allCases.enumerated() {
        #expect(AlarmPriority(harm, onset) == expected[harm]?[place], "\(harm) \(onset)")
      }
    }
  }

  @Test("SR-106: every high alarm latches, and so does every alarm whose own pause takes its cause away")
  func latches() {
    for row in AlarmTable.rows where row.priority == .high { #expect(row.latches, "\(row.code)") }
    for condition in [.signalLost, .sensorOff, .observationMissing, .pumpStoppedItself, .rateMismatch, .signalFrozen]
      as [AlarmCondition]
    {
      #expect(condition.latches)
    }
  }

  @Test("SR-150: every interlock has one row, in its place, with a code, hazards and a full explanation")
  func interlocks() {
    #expect(InterlockTable.rows.map(\.interlock) == Interlock.allCases)
    #expect(Interlock.allCases.count == Interlock.count)
    #expect(Set(InterlockTable.rows.map(\.code)).count == Interlock.count)
    for row in InterlockTable.rows {
      let hazards = row.hazards.split(separator: ", ").map(String.init)
      #expect(!hazards.isEmpty && hazards.allSatisfy { hazard in (1...13).contains { hazard == "H\($0)" } }, "\(row.code)")
      let texts = [row.reason, row.explanation.rule, row.explanation.source, row.explanation.clears, row.explanation.advice]
      #expect(texts.allSatisfy { !$0.isEmpty }, "\(row.code)")
    }
  }

  @Test("SR-100: every alarm comes from an interlock, and every interlock that alarms is behind one")
  func behind() {
    for condition in AlarmCondition.allCases { #expect(!condition.interlocks.isEmpty, "\(condition.code)") }
    let behind = Set(AlarmCondition.allCases.flatMap(\.interlocks))
    #expect(behind == Set(Interlock.allCases))
  }
}

import Quantities
import Therapy

// Rows of the table of alarms.

extension AlarmTable {
  static let machine: [AlarmRow] = [
    AlarmRow(
      .leaseExpired, "lease-expired", .serious, .prompt, latches: true, "nobody judged for a while",
      advice: "look at the patient; find out why the machine was held up before resuming"
    ) { _, _ in
      "control was interrupted; the pump was stopped"
    },
    AlarmRow(
      .controlLate, "control-late", .minor, .delayed, latches: true, "judging was late, and is not any more",
      advice: "tell whoever looks after this machine"
    ) { value, _ in
      "a control step came \(value) ms after the one before it"
    },
    AlarmRow(
      .selfTestFailed, "self-test-failed", .serious, .prompt, latches: true, "what judges may be broken",
      advice: "tell whoever looks after this machine; do not resume before it passes"
    ) { value, _ in
      Figure.selfTest(value)
    },
    AlarmRow(
      .journalUnavailable, "journal-unavailable", .serious, .prompt, latches: true, "a restart would not know what was given",
      advice: "look for a full or failed disk"
    ) { _, limit in
      "the journal cannot be written for more than \(limit) s"
    },
    AlarmRow(
      .diskLow, "disk-low", .serious, .delayed, "the journal will stop",
      advice: "make room on the disk, or tell whoever looks after this machine"
    ) { _, _ in
      "less than 5 % or 200 MB are free where the journal lies"
    },
    AlarmRow(
      .clockDisturbed, "clock-disturbed", .minor, .delayed, "only the times in the record are doubtful",
      advice: "tell whoever looks after this machine"
    ) { value, limit in
      value == 0
        ? "the wall clock stepped by more than \(limit) s; times in the record may be wrong"
        : "the wall clock has not been synchronized for \(value) min; times in the record may be wrong"
    },
    AlarmRow(
      .filesChanged, "files-changed", .serious, .delayed, "what was approved and what is loaded are not the same",
      advice: "find out who changed what; restart the daemon when no session is open"
    ) { _, _ in
      "a file of configuration, inventory, drug library or protocols is not the one that was loaded"
    },
    AlarmRow(
      .annunciatorLost, "annunciator-lost", .serious, .delayed, latches: true, "the next alarm may not be heard",
      advice: "stay with the patient; look at loudspeaker, signal tower and cables"
    ) { value, limit in
      "\(Figure.outputs(value).name) did not work for more than \(limit) s"
    },
  ]

  static let session: [AlarmRow] = [
    AlarmRow(
      .pausePrompt, "pause-prompt", .minor, .delayed, "a pause may have been forgotten",
      advice: "resume (session prepare-resume CHANNEL --reason TEXT) or stop the session (session stop CHANNEL)"
    ) { _, limit in
      "the infusion has been paused for more than \(limit) min"
    },
    AlarmRow(
      .pauseLong, "pause-long", .reversible, .prompt, "pain returns",
      advice: "resume (session prepare-resume CHANNEL --reason TEXT) or stop the session (session stop CHANNEL)"
    ) { _, limit in
      "the infusion has been paused for more than \(limit) min"
    },
    AlarmRow(
      .pauseOver, "pause-over", .reversible, .prompt, latches: true, "the infusion has lost its plan",
      advice: "a resume needs the full checks of a start and a second person now; or stop the session"
    ) { _, limit in
      "the infusion has been paused for more than \(limit) min; at 120 min the session ends"
    },
    AlarmRow(
      .repeatedPauses, "repeated-pauses", .serious, .prompt, latches: true, "the cause was not understood",
      advice: "watch the patient; no more drug in this session"
    ) { value, limit in
      "the infusion paused automatically \(value) times; the limit is \(limit): session stopped"
    },
    AlarmRow(
      .holdPoint, "hold-point", .minor, .delayed, "the program waits for a person",
      advice: "judge the patient; then run: session next-step CHANNEL, or leave the rate as it is"
    ) { _, _ in
      "the program is at a hold point; its next step up waits for a person"
    },
  ]
}

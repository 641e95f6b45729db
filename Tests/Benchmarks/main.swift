import Foundation

// The benchmarks of `make bench`: each figure beside its peer of the same run, never a test of time.
// `--allocations` alone is the check that goes with the release proof: no allocation in 10,000 control steps.

if CommandLine.arguments.contains("--allocations") {
  guard let count = countAllocations() else {
    print("the benchmark's four channels did not all infuse: nothing was counted")
    exit(1)
  }
  print("\(count) heap allocations in 10,000 control steps with 4 infusing channels")
  exit(count == 0 ? 0 : 1)
}

let directory = ".build/bench"
do {
  try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
  guard let step = measureStep() else { throw BenchmarkFailure(reason: "the benchmark's four channels did not all infuse") }
  try step.publish(in: directory)
  let programs = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
  try measureStopLatency(programs: programs, samples: 300).publish(in: directory)
} catch {
  print("the benchmark failed: \(error)")
  exit(1)
}

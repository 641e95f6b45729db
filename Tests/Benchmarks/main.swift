import Foundation

// The benchmarks of `make bench`: each figure beside its peer of the same run, never a test of time.
// `--allocations` alone is the check that goes with the release proof: no allocation in 10,000 control or kinetic steps.

if CommandLine.arguments.contains("--allocations") {
  guard let count = countAllocations() else {
    print("the benchmark's four channels did not all infuse: nothing was counted")
    exit(1)
  }
  print("\(count) heap allocations in 10,000 control steps with 4 infusing channels")
  let kinetic = countKineticAllocations()
  print("\(kinetic) heap allocations in 10,000 kinetic steps of one length and 10,000 of any length, 4 models each")
  exit(count == 0 && kinetic == 0 ? 0 : 1)
}

let directory = ".build/bench"
do {
  try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
  guard let step = measureStep() else { throw BenchmarkFailure(reason: "the benchmark's four channels did not all infuse") }
  try step.publish(in: directory)
  let programs = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
  for measurement in try measureKinetics() { try measurement.publish(in: directory) }
  try Measurement(
    name: "kinetics, heap allocations", ours: Double(countKineticAllocations()), peer: 0, unit: "allocations",
    peerName: "limit 0", method: "10,000 steps of one length and 10,000 of any length, four models each"
  ).publish(in: directory)
  try PredictBenchmark(programs: programs).publish(in: directory)
  try measureStopLatency(programs: programs, samples: 300).publish(in: directory)
} catch {
  print("the benchmark failed: \(error)")
  exit(1)
}

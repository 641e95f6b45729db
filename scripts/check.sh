#!/usr/bin/env bash
# Runs every check of this project and prints each stage with its seconds.
#
# A stage that fails does not end the run, so that one run shows everything that is wrong; a stage is skipped only when one that
# it stands on has failed. The last line holds the counts; it is kept with the logs in .build/check/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Tests that expect a crash would otherwise wait for the backtracer.
export SWIFT_BACKTRACE=enable=no
# What most machines grant; one that grants more would hide a program that keeps files open, one that grants less is left alone.
ulimit -S -n 1024 2>/dev/null || true

logs=.build/check
rm -rf "$logs"
mkdir -p "$logs"

names=()
results=()
seconds=()

# stage NAME COMMAND...: runs the command with its output shown and logged, and notes how it ended.
stage() {
  local name=$1 started=$SECONDS result=passed
  shift
  printf '\n== %s: %s\n' "$name" "$*"
  # The log keeps every line; that a test has begun is of no interest on the screen.
  "$@" 2>&1 </dev/null | tee "$logs/$name.log" | sed --unbuffered '/ started\.$/d' || result=FAILED
  names+=("$name")
  results+=("$result")
  seconds+=($((SECONDS - started)))
  printf '== %s %s in %d s\n' "$name" "$result" "$((SECONDS - started))"
}

# after STAGE NAME COMMAND...: as stage, but only when STAGE has passed.
after() {
  local needed=$1 index
  shift
  for index in "${!names[@]}"; do
    if [[ ${names[index]} == "$needed" && ${results[index]} == passed ]]; then
      stage "$@"
      return
    fi
  done
  printf '\n== %s skipped: it needs %s\n' "$1" "$needed"
  names+=("$1")
  results+=(skipped)
  seconds+=(0)
}

# The control step is annotated @_noAllocation @_noLocks: that the release build succeeds is the compiler's proof of both.
stage deps scripts/deps.sh
stage lint swift format lint --strict --parallel --recursive Package.swift Sources hardware-sim Tests
after deps model scripts/model.sh
after deps build swift build --build-tests
after build test swift test --skip-build --disable-xctest --skip EndToEndTests
after build peers .build/peers/bin/python3 Tests/Peers/kinetics.py .build/debug/infusionctl
after build end-to-end swift test --skip-build --disable-xctest --filter EndToEndTests
after build release swift build --configuration release --product infusion-bench
after release allocations .build/release/infusion-bench --allocations
after release walk scripts/walk.sh 1000000 40
after release alarm-load scripts/alarm-load.sh

printf '\n%-12s %-8s %7s\n' stage result seconds
passed=0
failed=0
for index in "${!names[@]}"; do
  printf '%-12s %-8s %7d\n' "${names[index]}" "${results[index]}" "${seconds[index]}"
  if [[ ${results[index]} == passed ]]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done

# Swift Testing ends with: Test run with 12 tests in 3 suites passed after 1.2 seconds.
summary='s/.*Test run with ([0-9]+ tests? in [0-9]+ suites?).* (passed|failed) .*/\1 \2/p'
tests=''
for log in test end-to-end; do
  [[ -f $logs/$log.log ]] && tests+="${tests:+, }$log: $(sed -nE "$summary" "$logs/$log.log" | tail -1)"
done
# What failed, once more and at the end, where a person or a service that keeps only the last lines finds it.
for index in "${!names[@]}"; do
  [[ ${results[index]} == FAILED ]] || continue
  log=$logs/${names[index]}.log
  printf '\n== %s failed, from %s:\n' "${names[index]}" "$log"
  grep -E '✘|↳|error:|[Ff]atal|signal|violation' "$log" | tail -20 || true
  printf -- '-- its last lines:\n'
  tail -5 "$log"
done
printf '\n'
printf 'check: %d stages passed, %d failed or skipped; %s; %d s\n' \
  "$passed" "$failed" "${tests:-no tests ran}" "$SECONDS" | tee "$logs/summary"
((failed == 0))

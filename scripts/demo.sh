#!/usr/bin/env bash
# A whole infusion in three minutes, on simulated hardware: real daemon, real command line, real bytes on a pty.
# Usage: scripts/demo.sh BIN-DIRECTORY. Leaves no process and no file outside its own temporary folder, which it removes.
set -euo pipefail

bin=${1:?usage: scripts/demo.sh BIN-DIRECTORY}
root=$(cd "$(dirname "$0")/.." && pwd)
room=$(mktemp -d "${TMPDIR:-/tmp}/infusiond-demo.XXXXXX")
socket=$room/control.sock
pids=()
finish() {
  local status=$?
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  if [ "$status" != 0 ]; then
    echo
    echo "The demo failed (exit $status). What the daemon said last:"
    tail -n 20 "$room/infusiond.log" 2>/dev/null || true
  fi
  rm -rf "$room"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

say() { printf '\n\033[1m== %s\033[0m\n' "$*" | if [ -t 1 ]; then cat; else sed $'s/\033\\[[0-9;]*m//g'; fi; }
ctl() { echo "\$ infusionctl $*"; "$bin/infusionctl" --socket "$socket" "$@"; }
# The same, kept in a file: the script takes the token from it as a person would.
kept() { ctl "$@" | tee "$room/answer"; }
token() { sed -n 's/.*--token \([^ ]*\).*/\1/p' "$room/answer" | head -n 1; }
# What only the script wants to know, as JSON.
json() { "$bin/infusionctl" --socket "$socket" --json "$@"; }
member() { sed -n "s/.*\"$1\" *: *\"\\{0,1\\}\\([^\",}]*\\).*/\\1/p" | head -n 1; }
phase() { json status a | member phase; }
await() {  # await SECONDS TEXT CONDITION...
  local seconds=$1 text=$2 deadline=$((SECONDS + $1))
  shift 2
  until "$@"; do
    if [ "$SECONDS" -ge "$deadline" ]; then
      echo "waited $seconds s in vain: $text" >&2
      return 1
    fi
    sleep 0.3
  done
}
is_phase() { [ "$(phase)" = "$1" ]; }
watch_for() {  # watch_for SECONDS STEP: a line of the live view every STEP seconds
  local end=$((SECONDS + $1))
  while [ "$SECONDS" -lt "$end" ] && is_phase infusing; do
    "$bin/infusionctl" --socket "$socket" watch a --once
    sleep "$2"
  done
}

echo "infusiond demo. SIMULATION: nothing here is a medical device and no patient exists."

say "1. A room of simulated devices: an infusion pump (Modbus RTU) and a pulse oximeter, each on a pty, and one patient"
"$bin/infusion-sim" serve --directory "$room/devices" --seed 7 >"$room/sim.log" 2>&1 &
pids+=($!)
is_ready() { grep -qs '^ready' "$room/sim.log"; }
await 10 "the simulator is ready" is_ready
cat "$room/sim.log"

# Whoever runs the demo is its nurse, by the primary group that this user has.
nurses=$(id -gn) || { echo "the demo needs a user whose primary group has a name" >&2; exit 1; }

say "2. The daemon opens them as it would open real ones; it knows only its inventory"
cat >"$room/infusiond.toml" <<EOF
state_directory = "$room/state"
control_socket = "$socket"
inventory = "$room/devices/inventory.toml"
drug_library = "$root/examples/drug-library.toml"
protocols = "$root/examples/protocols"

[roles]
nurse = '$nurses'
physician = '$nurses'
EOF
mkdir "$room/state"
"$bin/infusiond" --config "$room/infusiond.toml" --check
"$bin/infusiond" --config "$room/infusiond.toml" >"$room/infusiond.log" 2>&1 &
pids+=($!)
is_up() { json status >/dev/null 2>&1; }
await 10 "the daemon answers" is_up
ctl device list
is_heard() { json status a | grep -q '"quality" *: *"good"'; }
await 10 "the oximeter is heard" is_heard
ctl status a

echo
echo "The journal is new, so nobody knows what this pump did before: a person looks at it once and says so."
ctl session reconcile a

echo
echo "Nothing flows before somebody has seen and heard the alarms: low, medium, high, and the second outputs."
kept alarm test
sleep 10  # the length of the test
ctl alarm test --token "$(token)"

say "3. A nurse prepares the session. Nothing flows: the daemon reads back what it understood"
kept session prepare a --protocol demo --patient crps-017 --weight "70 kg"

say "4. She compares, and confirms with the token. The start is in the journal before the pump hears of it"
ctl session start a --token "$(token)"
await 15 "the pump infuses" is_phase infusing

say "5. The infusion runs: rate, delivered drug as an interval, SpO2 and heart rate"
watch_for 28 4

say "6. The patient's saturation falls (the simulator makes it so)"
"$bin/infusion-sim" fault patient desaturate --to 82 --for "20 s" --directory "$room/devices"
await 60 "the interlock pauses the pump" is_phase paused
ctl status a
ctl alarm list || true

say "7. The alarm says why and what to do. It is acknowledged: that silences it and resumes nothing"
alarm=$(json alarm list | member id) || true
ctl alarm acknowledge "$alarm"

say "8. The patient recovers. Nothing resumes by itself; the daemon says what is still missing"
ctl session prepare-resume a --reason "patient awake" || echo "(refused, as it must be)"
echo "Why, which rule, and what clears it:"
ctl explain a
# The status tells for how long nothing has spoken against a resume; the protocol wants 10 s.
may_resume() {
  local calm
  calm=$(json status a | member resumable_for)
  [ "${calm%%[!0-9]*}" -ge 10 ] 2>/dev/null
}
await 110 "required signals are normal for long enough" may_resume
ctl watch a --once

say "9. The nurse resumes at half the rate, again in two steps"
kept session prepare-resume a --reason "patient awake, SpO2 back to normal"
ctl session resume a --token "$(token)"
await 15 "the pump infuses" is_phase infusing
watch_for 90 8
await 30 "the session is completed" is_phase completed

say "10. The program's time is over, the pump is at 0 mL/h. The record"
ctl record show a
ctl session close a

say "The demo is over: one session, one interlock, one alarm, one resume by hand, all in the journal."

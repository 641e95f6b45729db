#!/usr/bin/env bash
# Searches the model in Tests/Model/ exhaustively: every property holds, what must be reachable is, and every planted mistake is
# found. One line for each search; the programs that Spin makes and all that they print stay in .build/model/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

model=$PWD/Tests/Model/infusion.pml
build=.build/model
rm -rf "$build"
mkdir -p "$build"

# Every state is stored whole, so a search is exhaustive unless it meets one of these limits, and then it fails.
depth=1000000
megabytes=1024
seconds=120

failures=0
holding=0
refuted=0
found=0
states=0
transitions=0

# search NAME EXTENT MACRO...: makes, compiles and runs the search with these macros. What it printed is in $log afterwards.
search() {
  local folder=$build/$1 extent=$2 generate compile
  shift 2
  case $extent in
    # Statements are not merged, so that the report on what was never executed is exact.
    whole) generate=(-o3) compile=(-Og) ;;
    # To end early: less to compile, and the controller first, which finds most mistakes sooner.
    early) generate=() compile=(-O0 -DREVERSE) ;;
  esac
  log=$folder/search.log
  mkdir "$folder"
  (
    cd "$folder"
    spin "${generate[@]}" "${@/#/-D}" -a "$model" &&
      gcc "${compile[@]}" -w -DSAFETY -DNOREDUCE -DMEMLIM=$megabytes -o pan pan.c &&
      timeout $seconds ./pan -m$depth -w22
  ) >"$log" 2>&1 || printf 'ended with exit status %d\n' "$?" >>"$log"
}

# number PATTERN: the number that the pattern's group finds in the log; 0 when there is none.
number() {
  local value
  value=$(sed -nE "s/^.*$1.*$/\1/p" "$log" | head -1)
  printf '%s' "${value:-0}"
}

# report NAME RESULT STARTED [PROBLEM]
report() {
  local stored moves
  stored=$(number ' ([0-9]+) states, stored')
  moves=$(number ' ([0-9]+) transitions')
  printf '%-34s %-9s %9s states %10s transitions %8s deep %6s MB %3d s\n' "$1" "$2" "$stored" "$moves" \
    "$(number 'depth reached ([0-9]+)')" "$(number ' ([0-9]+)\.[0-9]+[[:space:]]total actual memory usage')" "$((SECONDS - $3))"
  states=$((states + stored))
  transitions=$((transitions + moves))
  [[ $2 == FAILED ]] || return 0
  failures=$((failures + 1))
  printf '  %s; see %s\n' "$4" "$log"
}

finds_violation() { grep -q 'assertion violated' "$log" && grep -q 'errors: 1$' "$log"; }

# holds CHECK: no violation, in a search that came to its end and executed every statement of the model.
holds() {
  local started=$SECONDS problem='' unreached
  search "$1" whole "CHECK_$1"
  unreached=$(grep -E '\.pml:[0-9]+, state' "$log" | grep -vc '"-end-"' || true)
  if finds_violation; then
    problem='the property is violated'
  elif ! grep -q 'errors: 0$' "$log" || grep -qE 'not completed|too small|MEMLIM|out of memory|exit status' "$log"; then
    problem='the search did not come to its end'
  elif ((unreached > 0)); then
    problem="$unreached statements of the model were never executed"
  fi
  if [[ -n $problem ]]; then report "$1" FAILED "$started" "$problem"; else
    holding=$((holding + 1))
    report "$1" holds "$started"
  fi
}

# reaches CHECK: what this check denies happens.
reaches() {
  local started=$SECONDS
  search "$1" early "CHECK_$1"
  if finds_violation; then
    refuted=$((refuted + 1))
    report "$1" refuted "$started"
  else
    report "$1" FAILED "$started" 'it must be refuted: the model does not get there'
  fi
}

# finds CHECK MISTAKE: with the mistake planted the property is violated.
finds() {
  local started=$SECONDS
  search "$2" early "CHECK_$1" "MISTAKE_$2"
  if finds_violation; then
    found=$((found + 1))
    report "$2" found "$started"
  else
    report "$2" FAILED "$started" "the planted mistake does not violate $1"
  fi
}

printf 'Properties\n'
holds PERMISSION
holds PROMPT_STOP
holds TWO_STEPS
holds BELIEVED_ZERO
printf 'What must be refuted\n'
reaches NEVER_RESUMED
reaches NEVER_TRIPPED
reaches NEVER_LASTS
printf 'Planted mistakes\n'
finds PERMISSION FEED_WITHOUT_LEASE
finds PROMPT_STOP STOP_BY_CONTROLLER
finds TWO_STEPS RESUME_ON_RECONNECT
finds TWO_STEPS RESTART_RENEWS
finds TWO_STEPS CHANGE_BEGINS
finds TWO_STEPS CHANGE_ARMS
finds TWO_STEPS TOKEN_SURVIVES
finds TWO_STEPS NO_GATE
finds BELIEVED_ZERO CLEAR_BY_OLD_ZERO
finds BELIEVED_ZERO ZERO_BEFORE_ORDER

printf 'model: %d properties hold, %d denials refuted, %d mistakes found, %d failures; %d states, %d transitions; %d s\n' \
  "$holding" "$refuted" "$found" "$failures" "$states" "$transitions" "$SECONDS"
((failures == 0))

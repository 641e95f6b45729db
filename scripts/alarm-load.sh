#!/usr/bin/env bash
# The alarm load of simulated patients against its budget (docs/ALARM-LOAD.md), in a release build: scripts/alarm-load.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

swift build --configuration release --product infusion-alarm-load
exec .build/release/infusion-alarm-load

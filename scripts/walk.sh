#!/usr/bin/env bash
# Random operator sequences against the control step, in a release build: scripts/walk.sh EVENTS SEEDS.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

swift build --configuration release --product infusion-walk
exec .build/release/infusion-walk "$@"

#!/usr/bin/env bash
# Builds the drill, which has its silos in it, and runs one; see './dev help drill'.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=build/engines.sh
source "$root/build/engines.sh"

program=$root/artifacts/programs/drill
publish_ahead bench/Drill "$program" >&2
commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)
if [[ -n $(git -C "$root" status --porcelain 2>/dev/null) ]]; then
    commit+=-modified
fi
exec dotnet "$program/OrleansAgents.Drill.dll" "$@" --commit "$commit"

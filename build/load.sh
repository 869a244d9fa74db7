#!/usr/bin/env bash
# Builds the load test and, unless --target names a gateway, the gateway that it starts; see './dev help load'.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=build/engines.sh
source "$root/build/engines.sh"

arguments=("$@")
projects=(tests/LoadTest)
if [[ " $* " != *" --target "* ]]; then
    projects+=(src/Gateway)
    arguments+=(--gateway "$root/src/Gateway/bin/Release/net10.0/OrleansAgents.Gateway.dll")
fi
for project in "${projects[@]}"; do
    build_on builtin "$project" -p:Configuration=Release
done

commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)
if [[ -n $(git -C "$root" status --porcelain 2>/dev/null) ]]; then
    commit+=-modified
fi
exec dotnet "$root/tests/LoadTest/bin/Release/net10.0/OrleansAgents.LoadTest.dll" "${arguments[@]}" --commit "$commit"

#!/usr/bin/env bash
# Builds the simulation and runs it; see './dev help sim'.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=build/engines.sh
source "$root/build/engines.sh"

if [[ ${1:-} == mutants ]]; then
    shift
    exec "$root/build/mutants.sh" "$@"
fi

build_on builtin tests/Simulation -p:Configuration=Release
exec dotnet "$root/tests/Simulation/bin/Release/net10.0/OrleansAgents.Simulation.dll" "$@"

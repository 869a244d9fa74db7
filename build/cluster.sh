#!/usr/bin/env bash
# Builds the silo, the gateway and what handles them, and runs one command; see './dev help cluster'.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=build/engines.sh
source "$root/build/engines.sh"

program=$root/build/Cluster/bin/Release/net10.0/OrleansAgents.Cluster.dll
arguments=("$@" --folder "$root/artifacts/cluster")
if [[ ${1:-} == up ]]; then
    build_on builtin src/Gateway -p:Configuration=Release
    arguments+=(--silo-program "$root/src/Silo/bin/Release/net10.0/OrleansAgents.Silo.dll" --gateway-program "$root/src/Gateway/bin/Release/net10.0/OrleansAgents.Gateway.dll")
fi
if [[ ${1:-} == up || ! -f $program ]]; then
    build_on builtin build/Cluster -p:Configuration=Release
fi
exec dotnet "$program" "${arguments[@]}"

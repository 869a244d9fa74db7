#!/usr/bin/env bash
# Builds the silo, the gateway and what handles them, and runs one command; see './dev help cluster'.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=build/engines.sh
source "$root/build/engines.sh"

program=$root/build/Cluster/bin/Release/net10.0/OrleansAgents.Cluster.dll
arguments=("$@" --folder "$root/artifacts/cluster")
if [[ ${1:-} == up ]]; then
    programs=$root/artifacts/programs/cluster
    publish_ahead src/Gateway "$programs" >&2
    arguments+=(--silo-program "$programs/OrleansAgents.Silo.dll" --gateway-program "$programs/OrleansAgents.Gateway.dll")
fi
if [[ ${1:-} == up || ! -f $program ]]; then
    build_on builtin build/Cluster -p:Configuration=Release
fi
exec dotnet "$program" "${arguments[@]}"

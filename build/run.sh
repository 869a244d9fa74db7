#!/usr/bin/env bash
# Builds the gateway with a silo in it and starts it in the foreground; see './dev help run'.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Analyzers speak to those who change the code; whoever only runs it need not wait for them.
if ! output=$(dotnet build "$root/src/Gateway" -c Release -v q -nologo -p:RunAnalyzers=false 2>&1); then
    echo "$output" >&2
    exit 1
fi

# Ctrl-C goes to the program itself, which ends its streams, finishes its turns and closes its file.
exec dotnet "$root/src/Gateway/bin/Release/net10.0/OrleansAgents.Gateway.dll" --contentRoot "$root/src/Gateway" --Data:Folder="$root/data" "$@"

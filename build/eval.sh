#!/usr/bin/env bash
# Builds the evaluation and runs it; see './dev help eval'.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=build/engines.sh
source "$root/build/engines.sh"

build_on builtin tests/Evaluation -p:Configuration=Release >&2
program=$root/tests/Evaluation/bin/Release/net10.0/OrleansAgents.Evaluation.dll
cases=$root/tests/Evaluation/cases

# Without cases, those of the repository.
if [[ " $* " != *" --cases "* && " $* " != *" --phrasings "* ]]; then
    case ${1:-} in
        routing) set -- "$@" --cases "$cases/routing-test.jsonl" ;;
        planning) set -- "$@" --cases "$cases/planning.jsonl" --phrasings "$cases/scenarios" ;;
    esac
fi
exec dotnet "$program" "$@"

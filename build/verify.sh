#!/usr/bin/env bash
# The long proofs: builds and tests on each engine, faults that the simulation must find, then the whole suite with many more iterations; see './dev help verify'.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=build/engines.sh
source "$root/build/engines.sh"

# Runs in a subshell: the other engine's package settings must not reach the tests that follow.
verify_microsoft() (
    use_microsoft_feed
    log=$(mktemp)
    if ! dotnet restore "$root/tests/Runtime.Tests" -p:OrleansEngine=Microsoft -v q -nologo >"$log" 2>&1; then
        echo "engine microsoft: left out, neither built nor tested; its packages do not restore here:"
        grep -m 3 'NU[0-9]*' "$log" || head -n 3 "$log"
        rm -f "$log"
        exit 0
    fi
    for project in $(both_engines_projects); do
        build_on microsoft "$project"
    done
    echo "engine microsoft: $(both_engines_projects | paste -sd ' ' -) compile"
    test_microsoft "$log" "$@"
    rm -f "$log"
)

# The tests of behaviour, each once: they show that the engines agree. A hang ends the run, as Microsoft's engine is not under test here.
test_microsoft() {
    local log=$1 filter expression="" name
    shift
    for filter in "$@"; do
        expression+="${expression:+|}FullyQualifiedName~$filter"
    done
    for name in Runtime.Tests Assistant.Tests; do
        if ! dotnet test "$root/tests/$name/bin/microsoft/Debug/net10.0/OrleansAgents.$name.dll" ${expression:+--filter "$expression"} \
            --blame-hang --blame-hang-timeout 5min --blame-hang-dump-type none >"$log" 2>&1; then
            sed 's/^/    /' "$log"
            echo "engine microsoft: tests of tests/$name failed, or hung"
            return 1
        fi
        echo "engine microsoft: tests/$name: $(grep -oE '(Passed|Skipped): *[0-9]+' "$log" | tr -s ' ' | paste -sd ',' -) (skipped: promised by the built-in engine alone)"
    done
}

for project in $(both_engines_projects); do
    build_on builtin "$project"
done
echo "engine builtin: $(both_engines_projects | paste -sd ' ' -) compile"
verify_microsoft "$@"
"$root/build/mutants.sh"
ORLEANSAGENTS_VERIFY=1 exec "$root/build/test.sh" "$@"

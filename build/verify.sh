#!/usr/bin/env bash
# The long proofs: a build on each engine, then the whole suite with many more iterations; see './dev help verify'.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=build/engines.sh
source "$root/build/engines.sh"

# Runs in a subshell: the other engine's package settings must not reach the tests.
verify_microsoft() (
    use_microsoft_feed
    log=$(mktemp)
    if ! dotnet restore "$root/bench/Runtime.Bench" -p:OrleansEngine=Microsoft -v q -nologo >"$log" 2>&1; then
        echo "engine microsoft: left out, its packages do not restore here:"
        grep -m 3 'NU[0-9]*' "$log" || head -n 3 "$log"
        rm -f "$log"
        exit 0
    fi
    rm -f "$log"
    for project in $(both_engines_projects); do
        build_on microsoft "$project"
    done
    echo "engine microsoft: $(both_engines_projects | paste -sd ' ' -) compile"
)

for project in $(both_engines_projects); do
    build_on builtin "$project"
done
echo "engine builtin: $(both_engines_projects | paste -sd ' ' -) compile"
verify_microsoft
ORLEANSAGENTS_VERIFY=1 exec "$root/build/test.sh" "$@"

#!/usr/bin/env bash
# Builds the benchmark program on the engines that are asked for and runs it; see './dev help bench'.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=build/engines.sh
source "$root/build/engines.sh"

# More and more silos are processes, as in the drills, and so is this benchmark.
if [[ ${1:-} == scale ]]; then
    exec "$root/build/drill.sh" "$@"
fi

engine=builtin
arguments=("$@")
for index in "${!arguments[@]}"; do
    if [[ ${arguments[index]} == --engine ]]; then
        engine=${arguments[index + 1]:-}
    fi
done

program_of() {
    case $1 in
        builtin) echo "$root/bench/Runtime.Bench/bin/Release/net10.0/OrleansAgents.Runtime.Bench.dll" ;;
        microsoft) echo "$root/bench/Runtime.Bench/bin/microsoft/Release/net10.0/OrleansAgents.Runtime.Bench.dll" ;;
    esac
}

case $engine in
    both) engines=(builtin microsoft) ;;
    builtin | microsoft) engines=("$engine") ;;
    *)
        echo "--engine is '$engine'; it can be builtin, microsoft or both." >&2
        exit 2
        ;;
esac
for built in "${engines[@]}"; do
    if [[ $built == microsoft ]]; then
        use_microsoft_feed
    fi
    build_on "$built" bench/Runtime.Bench -p:Configuration=Release
    arguments+=("--$built-program" "$(program_of "$built")")
done

commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)
if [[ -n $(git -C "$root" status --porcelain 2>/dev/null) ]]; then
    commit+=-modified
fi
dotnet "$(program_of "${engines[0]}")" "${arguments[@]}" --commit "$commit" --repository "$root"

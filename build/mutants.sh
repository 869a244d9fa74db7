#!/usr/bin/env bash
# Shows that the tests and the simulation would see a fault: each patch in tests/Simulation/Mutants plants one; see './dev help sim'.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
patches=$root/tests/Simulation/Mutants

# A seed takes about a second, on a busy machine many. A mutant that makes a run hang is caught as well, and must not hold up the others.
seeds_max=500
seed_seconds=60
tests_seconds=1200

# So many of a hundred must be caught.
caught_min=95

only=()
seeds=$seeds_max
while (($# > 0)); do
    case $1 in
        --only) [[ $# -gt 1 ]] || { echo "--only needs the name of a mutant: a file of tests/Simulation/Mutants without '.patch'." >&2; exit 2; }; only+=("$2"); shift 2 ;;
        --seeds) [[ $# -gt 1 && $2 =~ ^[1-9][0-9]*$ ]] || { echo "--seeds needs a number of seeds." >&2; exit 2; }; seeds=$2; shift 2 ;;
        *) echo "'$1' is not understood here; './dev help sim' says what is." >&2; exit 2 ;;
    esac
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mutant_log=$work/log

# Only what the runtime and the simulation are built from, so that a build takes seconds. The project of tests takes the decisions' own tests in.
copy_sources() {
    local paths=(src/Runtime src/Runtime.CodeGen src/BannedSymbols.txt tests/Simulation tests/Simulation.Tests tests/Directory.Build.props)
    local linked=(tests/Runtime.Tests/Leases/Engine tests/Runtime.Tests/Clusters/Engine) extra
    mkdir -p "$work/tree"
    for extra in Directory.Build.props Directory.Build.targets Directory.Packages.props global.json .editorconfig; do
        [[ -e $root/$extra ]] && paths+=("$extra")
    done
    tar -C "$root" --exclude=bin --exclude=obj -cf - "${paths[@]}" "${linked[@]}" | tar -C "$work/tree" -xf -
}

build_tree() {
    dotnet build "$work/tree/tests/Simulation.Tests" -c Release -nologo -v q -p:RunAnalyzers=false -p:GenerateDocumentationFile=false -p:WithDecisionTests=true -p:TreatWarningsAsErrors=false >"$mutant_log" 2>&1
}

program=$work/tree/tests/Simulation.Tests/bin/Release/net10.0

# Prints what caught the mutant; nothing if nothing did.
catch() {
    local code=0 found
    timeout "$tests_seconds" dotnet test "$program/OrleansAgents.Simulation.Tests.dll" --filter 'FullyQualifiedName!~SimulationTests' >"$mutant_log" 2>&1 || code=$?
    if ((code != 0)); then
        found=$(grep -oE '^ *Failed [^ ]+' "$mutant_log" | head -n 1 | awk '{ print $2 }')
        echo "test ${found##*OrleansAgents.}"
        return
    fi

    code=0
    timeout $((tests_seconds + (seeds * seed_seconds))) dotnet "$program/OrleansAgents.Simulation.dll" --until-failure --seeds "1..$seeds" >"$mutant_log" 2>&1 || code=$?
    if ((code != 0)); then
        found=$(grep -oE '^seed [0-9]+ FAILED' "$mutant_log" | head -n 1 | awk '{ print $2 }')
        echo "seed ${found:-?, a run that did not end}"
    fi
}

names=()
for patch in "$patches"/*.patch; do
    names+=("$(basename "$patch" .patch)")
done
if ((${#only[@]} > 0)); then
    for name in "${only[@]}"; do
        [[ -e $patches/$name.patch ]] || { echo "There is no mutant '$name' in tests/Simulation/Mutants." >&2; exit 2; }
    done
    names=("${only[@]}")
fi

copy_sources
if ! build_tree; then
    cat "$mutant_log"
    echo "The sources do not build as they are." >&2
    exit 1
fi
plain=$(seeds=3 catch)
if [[ -n $plain ]]; then
    cat "$mutant_log"
    echo "The sources as they are fail ($plain), so nothing could be said of mutants." >&2
    exit 1
fi

caught=0 failed=0 missed=()
printf '%-28s %-5s %-44s %s\n' mutant rule 'caught by' fault
for name in "${names[@]}"; do
    patch=$patches/$name.patch
    rule=$(sed -n '1s/^Rule \([^:]*\): .*/\1/p' "$patch")
    fault=$(sed -n '1s/^Rule [^:]*: \(.*\)\.$/\1/p' "$patch")
    if ! (cd "$work/tree" && git apply -p1 "$patch") 2>"$mutant_log"; then
        printf '%-28s %-5s %-44s %s\n' "$name" "$rule" 'NO LONGER APPLIES' "$(head -n 1 "$mutant_log")"
        failed=$((failed + 1))
        continue
    fi

    if build_tree; then
        by=$(catch)
    else
        by='DOES NOT BUILD'
        failed=$((failed + 1))
    fi

    if [[ -z $by ]]; then
        missed+=("$name")
        by=-
    elif [[ $by != 'DOES NOT BUILD' ]]; then
        caught=$((caught + 1))
    fi
    printf '%-28s %-5s %-44s %s\n' "$name" "$rule" "$by" "$fault"
    (cd "$work/tree" && git apply -p1 -R "$patch")
done

echo "$caught of ${#names[@]} mutants caught, $((${#missed[@]})) not${missed[*]:+ (${missed[*]})}, $failed that cannot be tried"
((failed == 0 && caught * 100 >= caught_min * ${#names[@]}))

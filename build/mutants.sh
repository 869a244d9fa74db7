#!/usr/bin/env bash
# Shows that the tests and the simulation would see a fault: each patch in tests/Simulation/Mutants plants one; see './dev help sim'.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
patches=$root/tests/Simulation/Mutants

# A seed takes about a second, on a busy machine many. A mutant that makes a run hang is caught as well, and must not hold up the others.
seeds_max=500
seed_seconds=60
tests_seconds=1200

# Most mutants that seeds catch at all are caught by one of so many. Only then are the tests of a whole silo built, which takes longer than these seeds do.
seeds_first=20

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

# What the runtime, the simulation and the tests of leases are built from.
copy_sources() {
    local paths=(src/Runtime src/Runtime.CodeGen src/TestingHost src/Storage src/BannedSymbols.txt tests/Directory.Build.props docs/promises.md) project extra
    for project in Simulation Simulation.Tests TestKit Runtime.Tests Runtime.CodeGen.Tests Storage.Tests; do
        paths+=("tests/$project")
    done
    mkdir -p "$work/tree"
    for extra in Directory.Build.props Directory.Build.targets Directory.Packages.props global.json .editorconfig; do
        [[ -e $root/$extra ]] && paths+=("$extra")
    done
    tar -C "$root" --exclude=bin --exclude=obj -cf - "${paths[@]}" | tar -C "$work/tree" -xf -
}

# The project of the simulation's tests takes the tests of single decisions in, so that a build takes seconds.
build_tree() {
    build tests/Simulation.Tests -p:WithDecisionTests=true
}

build() {
    dotnet build "$work/tree/$1" "${@:2}" -c Release -nologo -v q -p:RunAnalyzers=false -p:GenerateDocumentationFile=false -p:TreatWarningsAsErrors=false >"$mutant_log" 2>&1
}

# run_tests PROJECT FILTER: prints the first test that fails.
run_tests() {
    timeout "$tests_seconds" dotnet test "$work/tree/tests/$1/bin/Release/net10.0/OrleansAgents.$1.dll" --filter "$2" >"$mutant_log" 2>&1 && return
    local found
    found=$(grep -oE '^ *Failed [^ ]+' "$mutant_log" | head -n 1 | awk '{ print $2 }') || true
    echo "test ${found##*OrleansAgents.}"
}

# simulate FIRST LAST: prints the first seed that fails.
simulate() {
    (($1 <= $2)) || return 0
    timeout $((tests_seconds + (($2 - $1 + 1) * seed_seconds))) dotnet "$work/tree/tests/Simulation.Tests/bin/Release/net10.0/OrleansAgents.Simulation.dll" --until-failure --seeds "$1..$2" >"$mutant_log" 2>&1 && return
    local found
    found=$(grep -oE '^seed [0-9]+ FAILED' "$mutant_log" | head -n 1 | awk '{ print $2 }') || true
    echo "seed ${found:-?, a run that did not end}"
}

# The tests of leases and shards on whole silos.
test_silos() {
    build tests/Runtime.Tests || return 0
    run_tests Runtime.Tests 'FullyQualifiedName~Runtime.Tests.Leases|FullyQualifiedName~Runtime.Tests.Clusters'
}

# Prints what caught the mutant; nothing if nothing did.
catch() {
    local by
    by=$(run_tests Simulation.Tests 'FullyQualifiedName!~SimulationTests')
    [[ -n $by ]] || by=$(simulate 1 $((seeds < seeds_first ? seeds : seeds_first)))
    [[ -n $by ]] || by=$(test_silos)
    [[ -n $by ]] || by=$(simulate $((seeds_first + 1)) "$seeds")
    echo "$by"
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
if ! build_tree || ! build tests/Runtime.Tests; then
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

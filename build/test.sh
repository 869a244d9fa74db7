#!/usr/bin/env bash
# Builds once and runs every test project. The last line sums up: "N passed, N failed"; see './dev help test'.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
results=$root/artifacts/test-results
configuration=${CONFIGURATION:-Debug}

# A test that hangs is named and ended; the long suite takes its time by intention.
hang_timeout=5min
[[ ${ORLEANSAGENTS_VERIFY:-} == 1 ]] && hang_timeout=60min

# Processes of tests live for seconds, too short for code that is first made slower to be measured and then compiled anew: it costs them a tenth of their time.
export DOTNET_TieredPGO=0

passed=0 failed=0 skipped=0

finish() {
    local skipped_part=""
    ((skipped > 0)) && skipped_part=", $skipped skipped"
    echo "$passed passed, $failed failed$skipped_part"
    ((failed == 0 && passed > 0))
    exit
}

# What the tests need besides the repository is found or installed here, before the first test, so that a missing
# server is reported once and by name, not by each test in its own way.
require_tools() {
    if ! dotnet --version >/dev/null 2>&1; then
        echo "No .NET SDK that global.json accepts ($(tr -d '\n' <"$root/global.json")); install it from https://dot.net." >&2
        exit 1
    fi

    require_chromium
    require_azurite
    require_postgresql
}

# The chat page is tested in a real browser. A Debian package, because it comes from where the machine's other programs come from.
require_chromium() {
    local name found=""
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" >/dev/null && found=$name
    done

    # The page's screenshots show Chinese. Without a font for it they show boxes, which is no reason to fail.
    if [[ -n $found ]]; then
        require_chinese_font
        return
    fi

    local -a as_root=()
    ((EUID == 0)) || as_root=(sudo -n)
    if ! { "${as_root[@]}" apt-get update -qq && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends chromium fonts-wqy-microhei; } >"$results/chromium.log" 2>&1; then
        tail -n 3 "$results/chromium.log" >&2
        echo "The page's tests need Chromium on the PATH, and 'apt-get install chromium' failed (the whole log is $results/chromium.log); install it, then run './dev test' again." >&2
        exit 1
    fi
}

require_chinese_font() {
    command -v fc-list >/dev/null || return 0
    [[ -z $(fc-list :lang=zh 2>/dev/null) ]] || return 0
    local -a as_root=()
    ((EUID == 0)) || as_root=(sudo -n)
    { "${as_root[@]}" apt-get update -qq && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends fonts-wqy-microhei; } >"$results/fonts.log" 2>&1 ||
        echo "No font for Chinese could be installed (the log is $results/fonts.log); screenshots will show boxes in its place."
}

# Azure Storage is tested on Microsoft's emulator, which the tests start themselves. It is large, so it is installed once for all
# checkouts; the lock keeps two runs from installing it at the same time, and the marker tells a whole installation from a broken one.
require_azurite() {
    local version=3.37.0
    local home=${XDG_CACHE_HOME:-$HOME/.cache}/orleansagents/azurite-$version log=$results/azurite.log
    command -v node >/dev/null && [[ -e $home/.installed ]] && return

    if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
        local -a as_root=()
        ((EUID == 0)) || as_root=(sudo -n)
        if ! { "${as_root[@]}" apt-get update -qq && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends nodejs npm; } >"$log" 2>&1; then
            tail -n 3 "$log" >&2
            echo "The tests of Azure Storage need Node.js with npm on the PATH, and 'apt-get install nodejs npm' failed (the whole log is $log); install them, then run './dev test' again." >&2
            exit 1
        fi
    fi

    mkdir -p "$home"
    if ! (
        flock 9 && cd "$home" || exit 1
        [[ -e .installed ]] && exit 0
        echo '{"private": true}' >package.json && npm install --no-audit --no-fund "azurite@$version" && touch .installed
    ) 9>"$home.lock" >>"$log" 2>&1; then
        tail -n 3 "$log" >&2
        echo "The tests of Azure Storage need Azurite $version, and 'npm install azurite@$version' in $home failed (the whole log is $log); make npm's registry reachable, then run './dev test' again." >&2
        exit 1
    fi
}

# Storage is tested on a real PostgreSQL, which the tests start themselves. Debian would start a server of its own on installing it,
# unless this is said before; that server would be of no use here, and in the way of one that the machine has already.
require_postgresql() {
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null && return
    command -v initdb >/dev/null && command -v postgres >/dev/null && return

    local -a as_root=()
    ((EUID == 0)) || as_root=(sudo -n)
    if ! {
        "${as_root[@]}" apt-get update -qq &&
            "${as_root[@]}" mkdir -p /etc/postgresql-common/createcluster.d &&
            echo 'create_main_cluster = false' | "${as_root[@]}" tee /etc/postgresql-common/createcluster.d/no-main-cluster.conf &&
            DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends postgresql
    } >"$results/postgresql.log" 2>&1; then
        tail -n 3 "$results/postgresql.log" >&2
        echo "The storage tests need PostgreSQL, and 'apt-get install postgresql' failed (the whole log is $results/postgresql.log); install it, then run './dev test' again." >&2
        exit 1
    fi
}

build() {
    local log=$results/build.log
    if ! dotnet build "$root/OrleansAgents.sln" -c "$configuration" -nologo -v q >"$log" 2>&1; then
        grep -E 'error [A-Z]*[0-9]*' "$log" | sort -u | head -n 40 || cat "$log"
        echo "The build failed, so no test ran; the whole log is $log."
        failed=1
        finish
    fi
}

# Full names are matched, so a filter can be a namespace, a class or a test.
filter_expression() {
    local expression="" filter
    for filter in "$@"; do
        expression+="${expression:+|}FullyQualifiedName~$filter"
    done
    echo "$expression"
}

# Reads one attribute of the counters in a result file; 0 if there is no such file.
counter() {
    local value
    value=$(grep -o '<Counters [^>]*' "$2" 2>/dev/null | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | head -n 1 || true)
    echo "${value:-0}"
}

run_project() {
    local name=$1 expression=$2
    local assembly=$root/tests/$name/bin/$configuration/net10.0/OrleansAgents.$name.dll
    local trx=$results/$name.trx log=$results/$name.log started=$SECONDS status=0
    local -a arguments=(--logger "trx;LogFileName=$name.trx" --results-directory "$results"
        --blame-hang --blame-hang-timeout "$hang_timeout" --blame-hang-dump-type none)
    [[ -n $expression ]] && arguments+=(--filter "$expression")

    dotnet test "$assembly" "${arguments[@]}" >"$log" 2>&1 || status=$?

    local total executed ok
    total=$(counter total "$trx") executed=$(counter executed "$trx") ok=$(counter passed "$trx")
    local bad=$((executed - ok)) left=$((total - executed)) remark=""
    if ((status != 0 && bad == 0)); then
        bad=1
        remark="; the test process ended early, see $log"
    fi
    ((bad > 0)) && sed 's/^/    /' "$log"
    echo "$name: $ok passed, $bad failed$( ((left > 0)) && echo ", $left skipped") in $((SECONDS - started)) s$remark"
    passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + left))
}

rm -rf "$results"
mkdir -p "$results"
cd "$root"
require_tools
build
expression=$(filter_expression "$@")
for project in tests/*.Tests/*.Tests.csproj; do
    run_project "$(basename "$project" .csproj)" "$expression"
done
if ((passed + failed == 0)); then
    echo "No test ran${expression:+: none matches $*}."
fi
finish

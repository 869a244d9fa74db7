# shellcheck shell=bash disable=SC2154
# Sourced: how the scripts build for one engine or the other. The sourcing script sets 'root'.

# Packages from a folder of one's own must not end in the shared cache under the names of public ones,
# so they get a cache and a configuration apart. Without ORLEANS_FEED the usual sources serve.
use_microsoft_feed() {
    [[ -n ${ORLEANS_FEED:-} ]] || return 0
    if [[ ! -d $ORLEANS_FEED ]]; then
        echo "ORLEANS_FEED is '$ORLEANS_FEED', which is no folder; name the one with Microsoft.Orleans.*.nupkg." >&2
        return 1
    fi
    nuget_directory=$(mktemp -d)
    trap 'rm -rf "$nuget_directory"' EXIT

    # Orleans' packages come from the folder alone, all others from where packages come from otherwise.
    local source sources="" mappings="" number=0
    while read -r source; do
        number=$((number + 1))
        sources+="<add key=\"usual$number\" value=\"$source\" />"
        mappings+="<packageSource key=\"usual$number\"><package pattern=\"*\" /></packageSource>"
    done < <(dotnet nuget list source --format short | sed -n 's/^E //p')
    cat >"$nuget_directory/nuget.config" <<CONFIG
<configuration>
  <packageSources><clear />$sources<add key="orleans" value="$(cd "$ORLEANS_FEED" && pwd)" /></packageSources>
  <packageSourceMapping>
    $mappings
    <packageSource key="orleans"><package pattern="Microsoft.Orleans.*" /></packageSource>
  </packageSourceMapping>
</configuration>
CONFIG
    export RestoreConfigFile=$nuget_directory/nuget.config
    export NUGET_PACKAGES=${ORLEANS_PACKAGES:-$root/artifacts/packages-microsoft}
}

# build_on ENGINE PROJECT [OPTION...]: restores and builds; prints errors only.
build_on() {
    local engine=$1 project=$2
    shift 2
    if [[ $engine == microsoft ]]; then
        set -- -p:OrleansEngine=Microsoft "$@"
    fi
    dotnet msbuild "$root/$project" -restore -nologo -v:q "$@"
}

# publish_ahead PROJECT FOLDER: builds and compiles to this machine's code ahead of time, as the image is: a process that starts under calls would otherwise compile while they wait.
publish_ahead() {
    dotnet publish "$root/$1" -c Release -o "$2" --use-current-runtime --self-contained false -p:PublishReadyToRun=true -p:RunAnalyzers=false -nologo -v q
}

# What must compile against either engine, as far as it exists.
both_engines_projects() {
    local project
    for project in src/Storage src/Grains src/Silo src/Gateway bench/Runtime.Bench tests/Runtime.Tests tests/Assistant.Tests; do
        compgen -G "$root/$project/*.csproj" >/dev/null && echo "$project"
    done
    return 0
}

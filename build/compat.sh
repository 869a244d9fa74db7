#!/usr/bin/env bash
# Builds the compatibility tool and runs it; see './dev help compat'.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
dotnet msbuild "$root/build/Compat" -restore -p:Configuration=Release -nologo -v:q >&2
exec dotnet "$root/build/Compat/bin/Release/net10.0/OrleansAgents.Compat.dll" --repository "$root" "$@"

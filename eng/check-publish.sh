#!/usr/bin/env bash
# Publishes the program where Node cannot be called, and checks how the published program serves the console: its assets compressed with
# brotli and cached for ever, its page neither. Needs curl.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/server.sh
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

get() { curl -sS --fail --noproxy '*' -D headers -o body -H 'Accept-Encoding: br' "$CONCIERGE_URL$1" "${@:2}"; }
has() { tr -d '\r' < headers | grep -Eiq "^$1\$"; }

if ! command -v curl > /dev/null; then
  echo 'curl is missing: it was not checked how the published program serves the console.'
  exit
fi
prepare_server
mkdir "$scratch/path"
for name in node npm npx; do
  printf '#!/bin/sh\necho "%s was called." >&2\nexit 1\n' "$name" > "$scratch/path/$name"
  chmod +x "$scratch/path/$name"
done
PATH="$scratch/path:$PATH" dotnet publish src/Api --no-build --configuration "${Configuration:-Debug}" --output "$scratch/app" \
  --verbosity quiet
server_command=(dotnet "$scratch/app/Concierge.Api.dll")
start_server --environment Development

console=$PWD/src/Api/wwwroot
mkdir "$scratch/answer"
cd "$scratch/answer"
get / -H 'Accept: text/html'
has 'cache-control: no-store' || fail "The page may be cached: $(cat headers)"
assets=$(grep -o '/console/assets/[^"]*\.\(js\|css\)' body | sort -u)
for asset in $assets; do
  get "$asset"
  has 'content-encoding: br' || fail "$asset is not compressed with brotli: $(cat headers)"
  has 'cache-control: public, max-age=31536000, immutable' || fail "$asset is not cached for ever: $(cat headers)"
  [ "$(wc -c < body)" -lt "$(wc -c < "$console$asset")" ] || fail "$asset is not smaller than its file."
done
[ "$(wc -w <<< "$assets")" -gt 1 ] || fail "The page names too few assets: $assets"
echo "The published program serves the page of the console and its $(wc -w <<< "$assets") scripts and styles, compressed and immutable."

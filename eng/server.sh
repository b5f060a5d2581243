# A new server for scripts that source this from the root of the repository.

fail() { echo "$@" >&2; exit 1; }

# Installs the packages of a folder, unless they are there.
install_packages() { # folder
  command -v npm > /dev/null || return
  [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ] || (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund)
}

# Builds the server, and makes a folder for its data.
prepare_server() {
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  # Under root, the embedded PostgreSQL runs as another user, who needs access.
  chmod 755 "$scratch"
  data=$scratch/data
  dotnet build src/Api --verbosity quiet
  server_command=(dotnet run --no-build --project src/Api --)
}

# Starts the server with these settings until the script ends, and sets CONCIERGE_URL. server_command may name another build of it.
start_server() { # settings
  touch "$scratch/log"
  set -m
  "${server_command[@]}" --urls http://127.0.0.1:0 --Database:DataDirectory="$data" "$@" > "$scratch/log" 2>&1 &
  server=$!
  set +m
  trap 'kill -- "-$server" 2> /dev/null || true; while kill -0 -- "-$server" 2> /dev/null; do sleep 0.1; done; rm -rf "$scratch"' EXIT
  until CONCIERGE_URL=$(sed -n 's/^ *API *\(http[^ ]*\).*/\1/p' "$scratch/log"); [ -n "$CONCIERGE_URL" ]; do
    kill -0 "$server" 2> /dev/null || { cat "$scratch/log"; fail 'The server did not start.'; }
    sleep 0.2
  done
  export CONCIERGE_URL
}

#!/usr/bin/env bash
# Deploys Concierge on this machine with Docker: builds the image, tries it on a database of its own, backs up, starts PostgreSQL and the API,
# and creates the first service key. It is safe to run again: that updates the deployment.
set -euo pipefail
cd "$(dirname "$0")"

usage() {
  cat >&2 << 'TEXT'
./deploy.sh                    deploy or update
./deploy.sh --rollback         start the image that ran before the last update; keep the data
./deploy.sh --secrets          print an archive of the secrets (tar), for a copy apart from the data
./deploy.sh --down             remove the containers; keep the data
./deploy.sh --down --volumes   remove the containers, the data and the secrets
TEXT
  exit 2
}

say() { printf '\n== %s\n' "$*"; }

refuse() {
  printf '\ndeploy.sh: %s\n' "$*" >&2
  exit 1
}

# Prints the last log lines of the containers, which contain the reason, and exits.
fail() {
  printf '\n== Last lines of the logs\n' >&2
  compose logs --no-color --tail=30 >&2 || true
  [ -z "$check" ] || docker logs --tail 30 "$check" >&2 || true
  refuse "$*${can_roll_back:+ The previous image is kept: ./deploy.sh --rollback.}"
}

find_tools() {
  command -v docker > /dev/null || refuse 'docker is not installed.'
  command -v curl > /dev/null || refuse 'curl is not installed.'
  docker info > "$work/docker" 2>&1 || refuse "the Docker engine does not respond: $(tail -1 "$work/docker")"
  if docker compose version > /dev/null 2>&1; then
    compose() { docker compose "$@"; }
  elif command -v docker-compose > /dev/null; then
    compose() { docker-compose "$@"; }
  else
    refuse 'neither docker compose nor docker-compose is installed.'
  fi
}

take_down() {
  compose down --remove-orphans "$@"
}

# Creates .env, where settings of later updates go. Those of earlier releases lack the line by which the API gets them.
make_settings() {
  if [ ! -e .env ]; then
    (
      umask 077
      { printf 'SETTINGS_FILE=.env\nPUBLIC_PORT=%s\n\n' "${PUBLIC_PORT:-8000}" && cat .env.example; } > "$work/env"
      mv "$work/env" .env
    )
  elif ! grep -q '^SETTINGS_FILE=' .env; then
    printf '\n# The API gets the settings of this file.\nSETTINGS_FILE=.env\n' >> .env
  fi
}

# The name of the image, from the environment or .env. The API is the first service in the output of compose, which sorts them.
image_name() { compose config | sed -nE 's/^ *image: (.*)$/\1/p' | sed -n 1p; }

build() {
  image=$(image_name)
  # The image that runs, or ran last.
  local running
  running=$(compose ps -q api | head -1)
  if [ -n "$running" ]; then
    former=$(docker inspect -f '{{.Image}}' "$running")
  else
    former=$(docker image inspect -f '{{.Id}}' "$image" 2> /dev/null || true)
  fi
  local tag
  tag=$(git describe --tags --exact-match --match 'v[0-9]*' 2> /dev/null || true)
  VERSION=${tag#v} REVISION=$(git rev-parse HEAD 2> /dev/null || true) compose build api || refuse 'the image could not be built.'
  is_update=''
  if [ -n "$former" ] && [ "$former" != "$(docker image inspect -f '{{.Id}}' "$image")" ]; then
    docker tag "$former" "$(previous)"
    is_update=yes
  fi
}

# The name of the image before the last update.
previous() { printf '%s-previous' "${image//[:@]/-}"; }

# start SERVICE [PORT_SETTING [OPTION]]
start() {
  compose up -d ${3:-} "$1" 2>&1 | tee "$work/up" && return
  if grep -qE 'address already in use|port is already allocated|ports are not available' "$work/up"; then
    local address
    address=$(grep -oE '([0-9]+\.){3}[0-9]+:[0-9]{2,}' "$work/up" | head -1) || true
    refuse "$address is already in use: set another ${2:-port} in .env, or stop the program that listens there."
  fi
  fail "$1 did not start."
}

# Runs SQL as the superuser. Prints the values alone.
sql() { compose exec -T db psql --username=concierge --no-psqlrc --quiet --no-align --tuples-only --set=ON_ERROR_STOP=1 "$@"; }

# Saves the database before an update migrates it, unless it is empty. Keeps the last five backups.
back_up() {
  [ -n "$(sql --dbname=concierge --command="SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1")" ] || return 0
  (
    umask 077
    mkdir -p backups
    compose exec -T db pg_dump --username=concierge --format=custom concierge > "$work/dump" && mv "$work/dump" "$backup"
  ) || fail 'the database was not backed up; nothing was changed.'
  printf '%s\n' "$backup"
  find backups -name 'concierge-*.dump' | sort -r | tail -n +6 | while IFS= read -r old; do rm "$old"; done
}

# Runs a service once and ends. Prints its standard error and saves it to $work/errors.
run() {
  local status=0
  compose run --rm -T --no-deps "$@" 2> "$work/errors" || status=$?
  cat "$work/errors" >&2
  return "$status"
}

# Runs a command of the program on the database.
program() { run api "$@"; }

# The last line that the program wrote to standard error, without the lines of compose.
reason() { grep -vE '^ *(Container|Creating|Network|Starting|Volume) |^(ERROR: )?[0-9]*$' "$work/errors" | tail -1; }

make_first_key() {
  first_key=$(program keys create --if-none --name first --scopes users,messages,orders,sms,tokens,webhooks,admin) \
    || fail "the first service key was not created. $(reason)"
}

# wait_until_ready CONTAINER: sets $url.
wait_until_ready() {
  local state
  url=http://$(docker port "$1" 8000 | head -1 | sed 's/^0\.0\.0\.0:/127.0.0.1:/')
  for _ in {1..90}; do
    [ "$(curl -s -o /dev/null --noproxy '*' --max-time 5 -w '%{http_code}' "$url/health/ready")" != 200 ] || return 0
    state=$(docker inspect -f '{{.State.Status}}' "$1")
    [ "$state" = running ] || fail "the API stopped during start-up (state: $state)."
    sleep 1
  done
  fail 'the API was not ready within 90 seconds.'
}

# request EXPECTED METHOD PATH [BODY]: saves the response body to $work/answer. EXPECTED is a pattern; any other status ends the deployment.
request() {
  local expected=$1 method=$2 path=$3 body=${4:-} status
  status=$(curl -sS --noproxy '*' --max-time 10 -o "$work/answer" -w '%{http_code}' -K "$work/credentials" -X "$method" \
    -H 'Content-Type: application/json' ${body:+-d "$body"} "$url$path") || fail "$method $path got no response."
  printf '%s %-6s %s\n' "$status" "$method" "$path"
  [[ $status =~ ^($expected)$ ]] || fail "$method $path returned $status: $(cat "$work/answer")"
}

# Tries the image on a database of its own, which is dropped at the end. The data and the API that runs are not touched.
try_out() {
  local connection="Host=db;Database=$check;Username=concierge_api" message
  sql --dbname=postgres --command="CREATE DATABASE \"$check\" OWNER concierge_api" || fail 'the database of the test was not created.'
  (
    umask 077
    run -e ConnectionStrings__Concierge="$connection" api keys create --name check --scopes users,messages,orders \
      | sed 's/.*/header = "Authorization: Bearer &"/' > "$work/credentials"
  ) || fail "the service key of the test was not created. $(reason)"
  compose run -d --no-deps --name "$check" --publish 127.0.0.1::8000 -e ConnectionStrings__Concierge="$connection" api > "$work/run" 2>&1 \
    || fail "the API of the test did not start: $(tail -1 "$work/run")"
  wait_until_ready "$check"

  request 201 POST /users '{"id": "ann", "name": "Ann"}'
  request 201 POST /users '{"id": "bob", "name": "Bob"}'
  request 201 POST /messages '{"sender_id": "ann", "recipient_id": "bob", "body": "Concierge works."}'
  message=$(sed -E 's/.*"id":"([^"]+)".*/\1/' "$work/answer")
  request 200 GET '/users/bob/conversations/ann/messages?limit=1'
  grep -q "\"$message\"" "$work/answer" || fail "message $message is not in the conversation: $(cat "$work/answer")"
  request 201 POST /services '{"id": "check", "name": "Check"}'
  request 201 POST /orders '{"id": "check", "datetime": "2000-01-01T00:00:00Z", "totalfee": 0, "services": [{"id": "check"}]}'
  request 200 GET /orders/check
  remove_check
}

remove_check() {
  [ -n "$check" ] || return 0
  docker rm --force --volumes "$check" > /dev/null 2>&1 || true
  sql --dbname=postgres --command="DROP DATABASE IF EXISTS \"$check\" WITH (FORCE)" > /dev/null 2>&1 || true
  check=''
}

start_api() { # [OPTION]
  start api PUBLIC_PORT "$@"
  wait_until_ready "$(compose ps -q api)"
}

roll_back() {
  image=$(image_name)
  docker image inspect "$(previous)" > /dev/null 2>&1 || refuse 'there is no previous image: nothing was updated from this directory.'
  docker tag "$(previous)" "$image"
  start_api --no-deps
  say 'The previous image runs'
  printf 'If it cannot run on the migrated database, restore the backup (docs/operations.md):\n'
  find backups -name 'concierge-*.dump' 2> /dev/null | sort -r | head -1
}

report() {
  say 'Concierge is deployed'
  printf 'API      %s (documentation: %s/docs)\n' "$url" "$url"
  printf 'Data     volume db-data\n'
  printf 'Secrets  volume secrets. Store a copy apart from the data: ./deploy.sh --secrets > secrets.tar\n'
}

# Runs at every exit. Prints the first key, which cannot be shown again, and removes what the test made.
clean_up() {
  remove_check
  if [ -n "$first_key" ]; then
    printf 'Key      %s\n         Store it now: it is shown only once. Callers send it as Authorization: Bearer <key>.\n' "$first_key"
  fi
  rm -rf "$work"
}

first_key='' check='' can_roll_back=''
backup=backups/concierge-$(date -u +%Y%m%dT%H%M%SZ).dump
work=$(mktemp -d)
trap clean_up EXIT

case "$*" in
  '' | --rollback | --secrets | --down | '--down --volumes') find_tools ;;
  *) usage ;;
esac
case "$*" in
  --rollback)
    roll_back
    exit
    ;;
  --secrets)
    run secrets 'tar -c -C /secrets .'
    exit
    ;;
  --down)
    take_down
    say 'Concierge is stopped; its data is kept'
    exit
    ;;
  '--down --volumes')
    take_down --volumes
    say 'Concierge is stopped; its data and its secrets are deleted'
    exit
    ;;
esac

make_settings
say 'Building the image'
build
say 'Starting PostgreSQL'
start db
run role || fail "the role of the API was not made. $(reason)"
say 'Testing the image on a database of its own'
check=concierge_check_$$
try_out
if [ -n "$is_update" ]; then
  say 'Backing up'
  back_up
  can_roll_back=yes
fi
say 'Checking for a service key'
make_first_key
say 'Starting the API'
start_api
report

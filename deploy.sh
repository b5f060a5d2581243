#!/usr/bin/env bash
# Deploys Concierge on this machine with Docker: builds the image, creates .env with random secrets if it is missing, starts PostgreSQL and
# the API, creates the first service key, and tests the result. It is safe to run again: that updates the deployment.
set -euo pipefail
cd "$(dirname "$0")"

usage() {
  cat >&2 << 'TEXT'
./deploy.sh                    deploy or update
./deploy.sh --down             remove the containers; keep the data
./deploy.sh --down --volumes   remove the containers and the data
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
  refuse "$*"
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
  [ -e .env ] || refuse 'there is no .env: nothing was deployed from this directory.'
  compose down --remove-orphans "$@"
}

make_settings() {
  if [ -e .env ]; then
    add_role_password
    return
  fi
  (
    umask 077
    # printf and read are part of the shell, so no secret is ever an argument of a process, which others could read in /proc.
    while IFS= read -r line; do
      case $line in
        POSTGRES_PASSWORD=* | DATABASE_PASSWORD=*) line=${line%%=*}=$(password) ;;
        Encryption__Sms__Keys__k1=* | Encryption__Sms__IndexKey=* | Encryption__Tokens__Key=* | Encryption__Reports__Key=*)
          line=${line%%=*}=$(random 32)
          ;;
        PUBLIC_PORT=*) line=PUBLIC_PORT=${PUBLIC_PORT:-8000} ;;
      esac
      printf '%s\n' "$line"
    done < .env.example > "$work/env"
    mv "$work/env" .env
  )
  say 'Created .env with random secrets: store a copy apart from the data'
}

# Earlier releases connected as the superuser, and their .env has one password.
add_role_password() {
  ! grep -q '^DATABASE_PASSWORD=' .env || return 0
  printf '\n# Password of the role concierge_api, with which the API connects.\nDATABASE_PASSWORD=%s\n' "$(password)" >> .env
  say 'Added DATABASE_PASSWORD to .env'
}

password() { random 24 | tr -dc A-Za-z0-9; }

random() { head -c "$1" /dev/urandom | base64 | tr -d '\n'; }

# start SERVICE [PORT_SETTING]
start() {
  compose up -d "$1" 2>&1 | tee "$work/up" && return
  if grep -qE 'address already in use|port is already allocated|ports are not available' "$work/up"; then
    local address
    address=$(grep -oE '([0-9]+\.){3}[0-9]+:[0-9]{2,}' "$work/up" | head -1) || true
    refuse "$address is already in use: set another ${2:-port} in .env, or stop the program that listens there."
  fi
  fail "$1 did not start."
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
  program keys list > "$work/keys" || fail "$(reason)"
  if ! grep -q ' good ' "$work/keys"; then
    first_key=$(program keys create --name first --scopes users,messages,orders,sms,tokens,admin) \
      || fail "the first service key was not created. $(reason)"
  fi
}

wait_until_ready() {
  url=http://$(compose port api 8000 | sed 's/^0\.0\.0\.0:/127.0.0.1:/')
  local container state
  container=$(compose ps -q api)
  for _ in {1..90}; do
    [ "$(curl -s -o /dev/null --noproxy '*' --max-time 5 -w '%{http_code}' "$url/health/ready")" != 200 ] || return 0
    state=$(docker inspect -f '{{.State.Status}}' "$container")
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

# Uses a service key of its own. Leaves two users behind, because users cannot be deleted.
try_out() {
  local ann=deploy-check-ann bob=deploy-check-bob service=deploy-check order=deploy-check message
  (
    umask 077
    program keys create --name deploy-check --scopes users,messages,orders | sed 's/.*/header = "Authorization: Bearer &"/' > "$work/credentials"
  ) || fail "the service key for the test was not created. $(reason)"
  check_key=$(sed -nE 's/^Service key ([^ ]+) .*/\1/p' "$work/errors")

  request '201|409' POST /users "{\"id\": \"$ann\", \"name\": \"Ann\"}"
  request '201|409' POST /users "{\"id\": \"$bob\", \"name\": \"Bob\"}"
  request 201 POST /messages "{\"sender_id\": \"$ann\", \"recipient_id\": \"$bob\", \"body\": \"Concierge is deployed.\"}"
  message=$(sed -E 's/.*"id":"([^"]+)".*/\1/' "$work/answer")
  request 200 GET "/users/$bob/conversations/$ann/messages?limit=1"
  grep -q "\"$message\"" "$work/answer" || fail "message $message is not in the conversation: $(cat "$work/answer")"
  request 204 DELETE "/messages/$message"

  request '204|404' DELETE "/orders/$order"
  request '201|409' POST /services "{\"id\": \"$service\", \"name\": \"Deployment check\"}"
  request 201 POST /orders \
    "{\"id\": \"$order\", \"datetime\": \"2000-01-01T00:00:00Z\", \"totalfee\": 0, \"services\": [{\"id\": \"$service\"}]}"
  request 200 GET "/orders/$order"
  request 204 DELETE "/orders/$order"
  request 204 DELETE "/services/$service"
}

report() {
  say 'Concierge is deployed'
  printf 'API   %s (documentation: %s/docs)\n' "$url" "$url"
  printf 'Data  volume db-data\n'
  printf 'Test  %s sent %s a message and an order was placed; both were deleted again.\n' deploy-check-ann deploy-check-bob
}

# Runs at every exit. Prints the first key, which cannot be shown again, and revokes the key of the test.
clean_up() {
  if [ -n "$first_key" ]; then
    printf 'Key   %s\n      Store it now: it is shown only once. Callers send it as Authorization: Bearer <key>.\n' "$first_key"
  fi
  [ -z "$check_key" ] || program keys revoke "$check_key" > /dev/null 2>&1 \
    || printf 'deploy.sh: the service key %s was not revoked.\n' "$check_key" >&2
  rm -rf "$work"
}

first_key='' check_key=''
work=$(mktemp -d)
trap clean_up EXIT

case "$*" in
  '' | '--down' | '--down --volumes') find_tools ;;
  *) usage ;;
esac
case "$*" in
  '--down')
    take_down
    say 'Concierge is stopped; its data is kept'
    exit
    ;;
  '--down --volumes')
    take_down --volumes
    say 'Concierge is stopped; its data is deleted'
    exit
    ;;
esac

make_settings
say 'Building the image'
REVISION=$(git rev-parse HEAD 2> /dev/null || true) compose build api || refuse 'the image could not be built.'
say 'Starting PostgreSQL'
start db
run role || fail "the role of the API was not made. $(reason)"
say 'Checking for a service key'
make_first_key
say 'Starting the API'
start api PUBLIC_PORT
wait_until_ready
say 'Testing the deployment'
try_out
report

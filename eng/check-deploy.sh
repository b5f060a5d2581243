#!/usr/bin/env bash
# Checks deploy.sh, the image and the compose file with a real Docker engine, on a copy of the sources, with a project, an image, ports
# and data of its own, which are taken away at the end. Needs what deploy.sh needs, and python3.
set -euo pipefail
cd "$(dirname "$0")/.."

copy=$(mktemp -d)
git ls-files -z --cached --others --exclude-standard | tar --create --null --files-from=- | tar --extract --directory="$copy"
cd "$copy"

export COMPOSE_PROJECT_NAME=concierge-check-$$ CONCIERGE_IMAGE=concierge-check-$$
blocker=''
clean_up() {
  [ -z "$blocker" ] || kill "$blocker"
  ./deploy.sh --down --volumes > "$copy/log" 2>&1 || cat "$copy/log"
  docker image rm "$CONCIERGE_IMAGE" > /dev/null || true
  rm -rf "$copy"
}
trap clean_up EXIT

ok() { printf 'ok      %s\n' "$*"; }
broken() {
  printf 'BROKEN  %s\n' "$*"
  [ ! -s log ] || tail -60 log
  exit 1
}
check() { # WHAT COMMAND...
  local what=$1
  shift
  "$@" || broken "$what"
  ok "$what"
}
deploys() { ./deploy.sh "$@" > log 2>&1; } # [OPTION...]
refused_saying() { ! ./deploy.sh > log 2>&1 && grep -qE "$1" log; }
container() { docker ps --all --quiet --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" --filter "label=com.docker.compose.service=$1" --filter label=com.docker.compose.oneoff=False; }
sql() { docker exec "$(container db)" psql --username=concierge --dbname=concierge --quiet --no-align --tuples-only --set=ON_ERROR_STOP=1 "$@"; }
owners() { sql --command="SELECT string_agg(DISTINCT tableowner, ' ') || ' ' || (SELECT datdba::regrole FROM pg_database WHERE datname = 'concierge') FROM pg_tables WHERE schemaname = 'public'"; }
limits() { docker inspect -f '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}} {{.HostConfig.CapDrop}} {{(index .HostConfig.LogConfig.Config "max-size")}}' "$(container "$1")"; }
inside() { docker exec "$(container api)" "$@"; }
status() { curl -s -o answer -w '%{http_code}' --noproxy '*' "http://127.0.0.1:$port$1" "${@:2}"; }
is() { [ "$1" = "$2" ] || { printf '%s is not %s\n' "$1" "$2"; return 1; }; }
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
set_in_env() { sed "s|^$1=.*|$1=$2|" .env > env.new && cat env.new > .env; }

port=$(free_port)
check 'deploys from nothing' env PUBLIC_PORT="$port" bash -c './deploy.sh > log 2>&1'
check 'the secrets are for the owner alone' is "$(stat -c %a .env)" 600
key=$(sed -nE 's/^Key +(ck_[A-Za-z0-9_-]+)$/\1/p' log)
check 'the first key is told' test -n "$key"
check 'the keys of its own checks are revoked' is "$(inside dotnet Concierge.Api.dll keys list 2> /dev/null | grep -c ' good ')" 1
check 'no caller without a key' is "$(status /users)" 401
check 'callers with the key' is "$(status /users -H "Authorization: Bearer $key")" 200
check 'a user is made' is "$(status /users -H "Authorization: Bearer $key" -H 'Content-Type: application/json' -d '{"id": "kept", "name": "Kept"}')" 201

check 'runs as somebody but root' test "$(inside id -u)" -gt 0
check 'without capabilities' is "$(inside sed -n 's/^CapEff:\t//p' /proc/1/status)" 0000000000000000
check 'the API connects as a role' is "$(sql --command="SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name = 'concierge'")" concierge_api
check 'the role is no superuser' is "$(sql --command="SELECT rolsuper OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = 'concierge_api'")" f
check 'the role owns the database and its tables' is "$(owners)" 'concierge_api concierge_api'
check 'the API does not have the password of the superuser' is "$(inside sh -c 'echo "$POSTGRES_PASSWORD"')" ''
check 'the API has limits' is "$(limits api)" '1073741824 1000000000 512 [ALL] 10m'
check 'the database has limits' is "$(limits db)" '1073741824 1000000000 1024 [ALL] 10m'
check 'the API may open many files' is "$(inside sh -c 'ulimit -n')" 20000
check 'on a root that cannot be written' bash -c "! docker exec --user root $(container api) touch /app/x 2> /dev/null"
check 'the image has no SDK' is "$(docker run --rm --entrypoint dotnet "$CONCIERGE_IMAGE" --list-sdks)" ''
for _ in {1..60}; do
  [ "$(docker inspect -f '{{.State.Health.Status}}' "$(container api)")" != healthy ] || break
  sleep 2
done
check 'the health check of the image is green' is "$(docker inspect -f '{{.State.Health.Status}}' "$(container api)")" healthy

first=$(container api)
check 'deploys once more' deploys
check 'tells no second key' bash -c '! grep -q ck_ log'
check 'leaves the container that runs' is "$(container api)" "$first"

# As an earlier release left it: the superuser owns everything, and .env does not have the password of the role.
docker stop "$(container api)" > /dev/null
sql --command='ALTER DATABASE concierge OWNER TO concierge' --command='REASSIGN OWNED BY concierge_api TO concierge' \
  --command='DROP OWNED BY concierge_api' --command='DROP ROLE concierge_api'
sed '/^DATABASE_PASSWORD=/d' .env > env.new && cat env.new > .env
check 'updates a database of an earlier release' deploys
check 'gives it to the role' is "$(owners)" 'concierge_api concierge_api'
check 'its data is kept' is "$(status /users/kept -H "Authorization: Bearer $key")" 200

check 'goes down' deploys --down
check 'leaves no container' is "$(container api)$(container db)" ''

password=$(sed -n 's/^POSTGRES_PASSWORD=//p' .env)
set_in_env POSTGRES_PASSWORD wrong
check 'says that the password is wrong' refused_saying '^deploy\.sh: .*password authentication failed'
set_in_env POSTGRES_PASSWORD ''
check 'says that the password is missing' refused_saying 'POSTGRES_PASSWORD is not set in \.env'
set_in_env POSTGRES_PASSWORD "$password"
index_key=$(sed -n 's/^Encryption__Sms__IndexKey=//p' .env)
set_in_env Encryption__Sms__IndexKey short
check 'says that a key is wrong' refused_saying 'Encryption:Sms:IndexKey is not 32 bytes in base64'
set_in_env Encryption__Sms__IndexKey "$index_key"

check 'comes up again' deploys
check 'the data was kept' is "$(status /users/kept -H "Authorization: Bearer $key")" 200
check 'goes down with its data' deploys --down --volumes
check 'leaves no volume' is "$(docker volume ls --quiet --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME")" ''

python3 -m http.server --bind 127.0.0.1 "$port" > /dev/null 2>&1 &
blocker=$!
check 'says which port is in use' refused_saying "127\.0\.0\.1:$port is already in use: set another PUBLIC_PORT"
check 'tells the key that it made before that' grep -qE '^Key +ck_' log
printf 'All is well.\n'

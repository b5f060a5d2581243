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
  docker image rm "$CONCIERGE_IMAGE" "$CONCIERGE_IMAGE-previous" > /dev/null 2>&1 || true
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
# The image has no shell: the kernel of this machine tells about its process.
of_process() { cat "/proc/$(docker inspect -f '{{.State.Pid}}' "$(container api)")/$1"; }
variable() { docker inspect -f '{{range .Config.Env}}{{println .}}{{end}}' "$(container "$1")" | sed -n "s/^$2=//p"; }
secret() { ./deploy.sh --secrets 2> /dev/null | tar --extract --to-stdout "./$1"; }
status() { curl -s -o answer -w '%{http_code}' --noproxy '*' "http://127.0.0.1:$port$1" "${@:2}"; }
is() { [ "$1" = "$2" ] || { printf '%s is not %s\n' "$1" "$2"; return 1; }; }
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
set_in_env() { sed "s|^$1=.*|$1=$2|" .env > env.new && cat env.new > .env; }

port=$(free_port)
# Without deploy.sh, and without any file beside the compose file.
compose() { if docker compose version > /dev/null 2>&1; then docker compose "$@"; else docker-compose "$@"; fi; }
check 'comes up from a clean clone' env PUBLIC_PORT="$port" bash -c "$(declare -f compose); compose up -d > log 2>&1"
ready() { for _ in {1..60}; do [ "$(status /health/ready)" != 200 ] || return 0; sleep 1; done; return 1; }
check 'is ready' ready
key=$(compose logs --no-color first-key 2> /dev/null | grep -oE 'ck_[A-Za-z0-9_-]{43}')
check 'logs a key that works' is "$(status /users -H "Authorization: Bearer $key")" 200
check 'leaves no secret in the environment' bash -c "! docker inspect $(container api) $(container db) | grep -qF $(secret postgres-password)"
check 'PostgreSQL has logged no error' bash -c "! docker logs $(container db) 2>&1 | grep -E 'ERROR|FATAL|PANIC'"
check 'goes down with its data' deploys --down --volumes

check 'deploys from nothing' env PUBLIC_PORT="$port" bash -c './deploy.sh > log 2>&1'
check 'the settings are for the owner alone' is "$(stat -c %a .env)" 600
check 'has no user, no message and no key but its own' is "$(sql --command='SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM messages), (SELECT count(*) FROM service_keys)')" '0|0|1'
check 'leaves no database of its test' is "$(sql --command="SELECT count(*) FROM pg_database WHERE datname LIKE 'concierge_check%'")" 0
check 'leaves no container of its test' is "$(docker ps --all --quiet --filter name=concierge_check_)" ''
key=$(sed -nE 's/^Key +(ck_[A-Za-z0-9_-]+)$/\1/p' log)
check 'the first key is told' test -n "$key"
check 'no caller without a key' is "$(status /users)" 401
check 'callers with the key' is "$(status /users -H "Authorization: Bearer $key")" 200
check 'a user is made' is "$(status /users -H "Authorization: Bearer $key" -H 'Content-Type: application/json' -d '{"id": "kept", "name": "Kept"}')" 201

check 'runs as somebody but root' test "$(of_process status | sed -n 's/^Uid:\t\([0-9]*\).*/\1/p')" -gt 0
check 'without capabilities' is "$(of_process status | sed -n 's/^CapEff:\t//p')" 0000000000000000
check 'the API connects as a role' is "$(sql --command="SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name = 'concierge'")" concierge_api
check 'the role is no superuser' is "$(sql --command="SELECT rolsuper OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = 'concierge_api'")" f
check 'the role owns the database and its tables' is "$(owners)" 'concierge_api concierge_api'
check 'the API does not have the password of the superuser' is "$(variable api POSTGRES_PASSWORD)" ''
check 'the API has limits' is "$(limits api)" '1073741824 1000000000 512 [ALL] 10m'
check 'the database has limits' is "$(limits db)" '1073741824 1000000000 1024 [ALL] 10m'
check 'the API may open many files' is "$(of_process limits | awk '/^Max open files/ { print $4 }')" 20000
check 'on a root that cannot be written' is "$(docker inspect -f '{{.HostConfig.ReadonlyRootfs}}' "$(container api)")" true
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
check 'backs up nothing, because nothing changes' bash -c '! ls backups 2> /dev/null | grep .'

running() { docker inspect -f '{{.Image}}' "$(container api)"; }
former=$(running)
printf '\nLABEL check=update\n' >> Dockerfile
check 'updates' deploys
check 'runs another image' test "$(running)" != "$former"
check 'has backed up before' test "$(find backups -name 'concierge-*.dump' -size +10k | wc -l)" = 1
check 'the backup is for the owner alone' is "$(stat -c %a backups/*.dump)" 600
check 'the backup can be read' bash -c "docker exec -i $(container db) pg_restore --list < backups/*.dump | grep -q 'TABLE DATA public users'"
check 'rolls back' deploys --rollback
check 'runs the former image' is "$(running)" "$former"
check 'its data is kept by a rollback' is "$(status /users/kept -H "Authorization: Bearer $key")" 200

# As an earlier release left it: the superuser owns everything, and .env does not have the password of the role.
docker stop "$(container api)" > /dev/null
sql --command='ALTER DATABASE concierge OWNER TO concierge' --command='REASSIGN OWNED BY concierge_api TO concierge' \
  --command='DROP OWNED BY concierge_api' --command='DROP ROLE concierge_api'
# Its secrets are in .env alone.
{
  printf 'POSTGRES_PASSWORD=%s\nEncryption__Sms__Keys__k1=%s\n' "$(secret postgres-password)" "$(secret sms-key)"
  printf 'Encryption__Sms__CurrentKey=k1\nEncryption__Sms__IndexKey=%s\nPUBLIC_PORT=%s\n' "$(secret index-key)" "$port"
} > .env
compose rm --force --stop > /dev/null 2>&1
docker volume rm "${COMPOSE_PROJECT_NAME}_secrets" > /dev/null
check 'updates a database of an earlier release' deploys
check 'keeps its keys' is "$(secret index-key) $(secret webhooks-key)" "$(sed -n 's/^Encryption__Sms__IndexKey=//p' .env) $(secret index-key)"
check 'gives it to the role' is "$(owners)" 'concierge_api concierge_api'
check 'its data is kept' is "$(status /users/kept -H "Authorization: Bearer $key")" 200

check 'goes down' deploys --down
check 'leaves no container' is "$(container api)$(container db)" ''

password=$(sed -n 's/^POSTGRES_PASSWORD=//p' .env)
set_in_env POSTGRES_PASSWORD wrong
check 'says that the password is wrong' refused_saying '^deploy\.sh: .*password authentication failed'
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

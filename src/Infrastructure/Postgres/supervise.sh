# Runs a server until it ends, or stops it at the end of standard input. Usage: supervise.sh LOG COMMAND...
# The end of input comes when the program closes it, and also when the program is killed.

# Ctrl-C in the terminal is for the program. setsid keeps it from the server, too.
trap '' INT TERM HUP
log=$1; shift
command -v setsid >/dev/null && set -- setsid "$@"

# The log is for this user alone. The server sets the mode of its own files.
umask 077

# A background process gets /dev/null as standard input, so the reader uses a copy.
exec 3<&0
"$@" >>"$log" 2>&1 3<&- &
server=$!

# SIGINT is a fast shutdown (PostgreSQL manual, Shutting Down the Server).
{ read -r _ <&3; kill -INT $server 2>/dev/null; } &
reader=$!
wait $server
kill -KILL $reader 2>/dev/null

# lib.sh - what the system tests share; to be sourced by bash, from a script in this folder.
#
# A test holds a meeting with the real programs over real TLS on loopback, in build/tests/system/NAME, by tools/meeting.sh. It
# says what it asks, then what it found; `holds` and its kin count what does not hold, and the exit status follows. TALLY_BIN
# names another folder of programs.
set -euo pipefail
shopt -s extglob
tests=tests/system
name=$(basename "$0")
cd "$(dirname "$0")/../.."

bin=${TALLY_BIN:-build/bin}
home=build/tests/system/$name
lang=en
export LC_ALL=C.UTF-8
. tools/meeting.sh
rm -rf "$home"
mkdir -p "$home"

failures=0
finish() {
	local status=$?
	trap - EXIT
	# a function in the background is a shell, and what it runs is that shell's child
	[ ${#children[@]} -eq 0 ] || kill $(pgrep -P "$(IFS=,; echo "${children[*]}")") 2> /dev/null || true
	stop_children
	if [ $status -ne 0 ]; then
		echo "$name: stopped, status $status; see $home" >&2
	elif [ $failures -gt 0 ]; then
		echo "$name: $failures found false; see $home"
		status=1
	else
		echo "$name: all holds"
	fi
	exit $status
}
trap finish EXIT
trap 'exit 130' INT TERM

asks() { printf '%s asks: %s\n' "$name" "$1"; }

found() { printf '  %s\n' "$1"; }

false_that() { # false_that WHAT [GOT]: count it and go on
	printf '  FALSE: %s%s\n' "$1" "${2+: $2}"
	failures=$((failures + 1))
}

holds() { # holds WHAT COMMAND...
	local what=$1
	shift
	if "$@"; then found "$what"; else false_that "$what"; fi
}

same() { # same WHAT WANTED GOT
	if [ "$2" = "$3" ]; then found "$1: $3"; else false_that "$1" "wanted $2, got $3"; fi
}

# What the catalogue says of an error, in English.
words_of() { sed -nE "s/^\tX\([A-Z_]+, [A-Z]+, \"$1\", \"[^\"]*\", \"[^\"]*\", \"([^\"]*)\"\).*/\1/p" protocol/base/err.h; }

# refused CODE WHAT COMMAND...: the command fails for this very reason
refused() {
	local words what=$2 said
	words=$(words_of "$1")
	shift 2
	if said=$("$@" 2>&1 > /dev/null); then
		false_that "$what" 'it was done'
	elif [ -n "$words" ] && [[ $said == *"$words"* ]]; then
		found "$what: $words${said#*"$words"}"
	else
		false_that "$what" "wanted '$words', got '$said'"
	fi
}

# status FILTER: of what the secretary sees
status() { ctl status --json | jq -r "$1"; }

poll_state() { status ".polls[] | select(.poll == \"$1\") | .state"; }

# The ledger as the secretary may read it at any time; a path is printed.
ledger() {
	node $tests/say.mjs "$socket" ledger > "$home/ledger.jsonl"
	echo "$home/ledger.jsonl"
}

# in_ledger FILTER: jq over all entries as one list
in_ledger() { jq -rs "$1" "$(ledger)"; }

# another_meeting FOLDER: the meeting before is over; the next lies in a folder of its own
another_meeting() {
	stop_children
	home=$home/$1 terminals='' browsers=''
	mkdir -p "$home"
	. tools/meeting.sh
}

# roster_of COUNT: the first so many lines of the sample roster, for meetings that are small
roster_of() {
	roster=$home/roster.csv
	head -$(($1 + 1)) schema/samples/roster.csv > "$roster"
}

# meeting_ready [PRESENT]: everything up to an open sitting with so many delegates checked in, in the order of the roster
meeting_ready() {
	meeting_create "${profile:-schema/profiles/hunyuan.json}" ${election:+"$election"} > /dev/null
	ctl roster "${roster:-schema/samples/roster.csv}" --apply > /dev/null
	machines_enrol
	ctl ceremony --threshold 2 监票人1 监票人2 监票人3 > "$home/ceremony.out"
	slips_make 71 "$name" > /dev/null
	paper_read
	ctl sitting open 1
	delegates=$(cut -f1 "$home/handout.tsv")
	present=$(head -"${1:-60}" <<< "$delegates")
	[ "${1:-60}" -eq 0 ] || check_in $present
}

check_in() { # check_in NUMBER...
	printf 'in %s\n' "$@" | desk >> "$home/desk.log"
}

check_out() { # check_out NUMBER...
	printf 'out %s\n' "$@" | desk >> "$home/desk.log"
}

resolution() { # resolution POLL [OPTION...]
	local poll=$1
	shift
	ctl poll --id "$poll" --kind resolution --title "Resolution $poll" "$@"
}

# ballots POLL NUMBER...: these delegates vote, all at once; what happened is in votes-POLL.log, one line for each
ballots() {
	votes_of "$@"
	vote "$home/votes-$1.jsonl" 120 >> "$home/votes-$1.log"
}

votes_of() { # votes_of POLL NUMBER...: their script, in votes-POLL.jsonl
	local poll=$1
	shift
	printf '%s\n' "$@" | script "$poll" 1 3 | jq -c 'del(.tests)' > "$home/votes-$poll.jsonl"
}

# marks_of POLL: lines "COUNT MARK,MARK,…" on standard input, that many delegates each, in the order in which they were checked
# in; their script, in votes-POLL.jsonl
marks_of() {
	local count marks number
	while read -r count marks; do
		for ((; count > 0; count--)); do
			read -r number <&6
			printf '{"slip":"%s","choices":{"%s":[%s]}}\n' "$(slip_of "$number")" "$1" "$marks"
		done
	done 6<<< "$present" > "$home/votes-$1.jsonl"
}

# voted_and_counted POLL: opened, voted as marks_of has it, closed, counted, published
voted_and_counted() {
	ctl open "$1" > /dev/null
	vote "$home/votes-$1.jsonl" 120 >> "$home/votes-$1.log"
	count_poll "$1"
	ctl publish "$1" > /dev/null
}

# of_poll TYPE POLL FILTER: of the last entry of that type about the poll, compact
of_poll() { in_ledger "[.[] | select(.type == \"$1\" and .body.poll == \"$2\")] | last.body | $3 | tojson"; }

# terminals_run SCRIPT SECONDS LOG: as `vote`, in the background; $terminals_pid is the program itself
terminals_run() {
	"$bin/ballot-client" --folder "$machines/terminals" --headless --role terminal --votes "$1" --seconds "$2" > "$3" &
	terminals_pid=$!
	children+=($!)
}

# one_ballot SLIP POLL CHOICE [TESTS]: one delegate by the code on a slip; prints what happened
one_ballot() {
	jq -nc --arg slip "$1" --arg poll "$2" --argjson choice "$3" --argjson tests "${4:-0}" '{$slip, choices: {($poll): [$choice]}, tests: {($poll): $tests}}' > "$home/one.jsonl"
	vote "$home/one.jsonl" 60 || echo '{"event":"undecided"}'
}

# happened WHAT WANTED LINES: the last event of a terminal, as "received", "refused key_revoked", …
happened() { same "$1" "$2" "$(tail -1 <<< "$3" | jq -r '.event + if .why then " " + .why elif .own == false then " elsewhere" else "" end')"; }

count_by() { # count_by OPERATOR PASSWORD POLL ARGUMENT...: one person enters the tellers' sheet of a count on paper
	"$bin/tallyctl" --lang en --socket "$socket" --as "$1" --password-fd 3 paper-count "${@:3}" 3<<< "$2"
}
secretary() { count_by 秘书长 sample-secretary "$@"; }
scrutineer() { count_by 总监票人 sample-scrutineer "$@"; }

count_poll() { # count_poll POLL: close it, and wait until two trustees have opened the box
	ctl close "$1" > /dev/null
	ctl wait "$1" counted
}

server_stop() { # SIGTERM, as for the night
	kill "$server"
	wait "$server" || true
}

# The server is three processes. Those that were named have ended: what one of them held is free for the next.
have_ended() { # have_ended PID...
	for _ in $(seq 3000); do
		[ -n "$(ps -o pid= -p "$(IFS=,; echo "$*")" 2> /dev/null)" ] || return 0
		sleep 0.02
	done
	return 1
}

server_kill() { # all of it in one moment, as by a power cut
	local parts
	mapfile -t parts < <(pgrep -P "$server")
	kill -9 "$server" "${parts[@]}" 2> /dev/null || true
	wait "$server" 2> /dev/null || true
	have_ended "$server" "${parts[@]}"
}

# Let the auditor recompute the sealed bundle.
audited() {
	local head
	head=$(grep -oE '[0-9]+:[0-9a-f]{20}' "$home/seal.out" | tail -1)
	if "$bin/tally-audit" verify "$home/bundle" --head "$head" --lang en > "$home/audit.out" 2>&1; then
		found "sealed; the auditor recomputes all of $head: PASS"
	else
		false_that 'the auditor passes the sealed bundle' "$(tail -3 "$home/audit.out")"
	fi
}

sealed_and_audited() {
	ctl sitting close "$(status .sitting)"
	ctl seal --out "$home/bundle" > "$home/seal.out"
	audited
}

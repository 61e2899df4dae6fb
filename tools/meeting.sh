# meeting.sh - how the demo and the system tests hold a meeting on this machine; to be sourced by bash.
#
# Set $bin and $home (a folder of its own) first. Everything lies in $home; the server listens on loopback (or $listen), on ports that the system chooses (or $terminals, $browsers).
# Secrets here are a sample meeting's: a real one types them.

state=$home/state socket=$home/tally.sock machines=$home/machines paper=$home/print
children=()
scrutineers=([1]=孙立新 [2]=何秀英 [3]=马国强)

ctl() { # the secretary, with the chief scrutineer as second person where two are needed
	"$bin/tallyctl" --lang "${lang:-zh}" --socket "$socket" --as 秘书长 --password-fd 3 --second 总监票人 --second-fd 4 "$@" 3<<<'sample-secretary' 4<<<'sample-scrutineer'
}

wait_for() { # wait_for FILE PATTERN: print the first matching line, within a minute
	for _ in $(seq 1200); do
		grep -m1 -e "$2" "$1" 2>/dev/null && return
		sleep 0.05
	done
	echo "no '$2' in $1" >&2
	return 1
}

stop_children() {
	[ ${#children[@]} -eq 0 ] || kill "${children[@]}" 2>/dev/null || true
	wait 2>/dev/null || true
	children=()
}

# The ports stay the same over restarts: machines know them by their folders.
server_start() {
	: > "$home/server.out"
	"$bin/tally-server" --state "$state" --socket "$socket" --listen "${listen:-127.0.0.1}" --terminal-port "${terminals:-0}" --browser-port "${browsers:-0}" \
		>> "$home/server.out" 2>> "$home/server.log" &
	server=$!
	children+=("$server")
}

server_ready() {
	local ready
	ready=$(wait_for "$home/server.out" '^ready terminals=')
	terminals=${ready#*terminals=} browsers=${ready#*browsers=}
	terminals=${terminals%% *} browsers=${browsers%% *}
}

# meeting_create PROFILE [ELECTION PROFILE]: a server with a meeting of two sittings, and two operators
meeting_create() {
	mkdir -p "$state" "$machines" "$paper"
	server_start
	server_ready
	ctl create --name 中国共产党清河镇第八届代表大会第三次会议 --sitting 第一次全体会议 --sitting 第二次全体会议 --profile "$1" ${2:+--election "$2"}
	ctl operator 总监票人 --roles scrutineer --new-password-fd 5 5<<<'sample-scrutineer'
	meeting=$(ctl status --json | jq -r .meeting)
}

enrol() { # enrol ROLE NAME FOLDER [SCRUTINEER]
	"$bin/ballot-client" enrol --lang "${lang:-zh}" --folder "$machines/$3" --host 127.0.0.1 --port "$browsers" --code "$(ctl enrol-code "$1" "$2" ${4:+--holder "$4"})" > /dev/null
}

trustee_start() { # trustee_start NUMBER [OPTION...]
	local i=$1
	shift
	"$bin/ballot-client" --folder "$machines/trustee-$i" --headless --role trustee --passphrase-fd 3 "$@" 3<<<"sample-trustee-$i" >> "$home/trustee-$i.log" 2>&1 &
	trustees[$i]=$!
	children+=($!)
}

machines_enrol() {
	enrol desk 东门签到台 desk
	enrol terminal 表决终端 terminals
	for i in 1 2 3; do
		enrol trustee 监票人$i trustee-$i "${scrutineers[$i]}"
		trustee_start $i --auto-open
	done
}

# slips_make COUNT TITLE: at the issuer, who knows counts only; then the lists to the server
slips_make() {
	"$bin/tally-issue" make --lang "${lang:-zh}" --meeting "$meeting" --slips "$1" --title "$2" --out "$home/issuer" > "$home/issue.out"
	fingerprint=$(tail -1 "$home/issue.out" | grep -oE '([0-9A-Z]{4} ){4}[0-9A-Z]{4}')
	ctl slips "$home/issuer/public.jsonl" --fingerprint "$fingerprint"
	ctl badges --out "$paper/badges.html"
	ctl handout --out "$paper/handout.html"
}

# What people in the hall do with paper: the code on each badge, the slip that goes with each delegate, the code under its cover.
paper_read() {
	grep -oE '(No\.|编号) [0-9]+</span><code>[0-9A-Z ]+' "$paper/badges.html" | sed -E 's/^[^0-9]*([0-9]+)<.*>(.*)$/\1\t\2/' > "$home/badges.tsv"
	grep -oE 'class=outer>[0-9]+<td class=number>[0-9]+' "$paper/handout.html" | sed -E 's/[^0-9]*([0-9]+)<[^>]*>([0-9]+)/\2\t\1/' > "$home/handout.tsv"
	tr -d '\n' < "$home/issuer/slips.html" | grep -oE '<b>[0-9]+</b>|class=code>[0-9A-Z ]+' | sed -E 's/^<b>([0-9]+).*/\1/; s/^class=code>//' |
		paste - - | sed -E 's/ //g' > "$home/slips.tsv"
}

lookup() { awk -F'\t' -v n="$2" '$1 == n { print $2 }' "$home/$1.tsv"; }
badge_of() { lookup badges "$1"; }
slip_of() { lookup slips "$(lookup handout "$1")"; }

desk() { # lines "in NUMBER" and "out NUMBER" from standard input, one verdict each
	while read -r mode number; do echo "$mode $(badge_of "$number")"; done |
		"$bin/ballot-client" --folder "$machines/desk" --headless --role desk --seconds 60
}

# script POLL ROWS OPTIONS: a line for each delegate's number on standard input; the choices follow from the place in the list
script() {
	local place=0 number
	while read -r number; do
		place=$((place + 1))
		awk -v c="$(slip_of "$number")" -v p="$1" -v rows="$2" -v options="$3" -v i=$place 'BEGIN {
			printf "{\"slip\":\"%s\",\"choices\":{\"%s\":[", c, p
			for (r = 0; r < rows; r++) {
				x = (i * 7 + r * 3) % 20
				mark = x < 14 ? 0 : x < 17 ? 1 : x < 19 ? 2 : 3
				if (mark >= options) mark = options - 1
				printf "%s%d", r ? "," : "", mark
			}
			printf "]},\"tests\":{\"%s\":%d}}\n", p, i == 3
		}'
	done
}

vote() { # vote SCRIPT SECONDS: the delegates of a script, on terminals; one JSON line for each thing that happened
	"$bin/ballot-client" --folder "$machines/terminals" --headless --role terminal --votes "$1" --seconds "$2"
}

# hall.sh - the shell of hall.mjs: takes one line after the other, runs it, and says how it ended. $bin and $home come from there.
lang=zh
. tools/meeting.sh
trap stop_children EXIT

roster_of() { # roster_of COUNT: the first so many lines of the sample roster
	roster=$home/roster.csv
	head -$(($1 + 1)) schema/samples/roster.csv > "$roster"
}

# meeting_ready [PRESENT]: everything up to an open sitting with so many delegates checked in, in the order of the roster
meeting_ready() {
	meeting_create "${profile:-schema/profiles/shitai.json}" ${election:-schema/profiles/grassroots-1990.json} > /dev/null &&
	ctl roster "${roster:-schema/samples/roster.csv}" --apply > /dev/null && machines_enrol &&
	ctl ceremony --threshold 2 监票人1 监票人2 监票人3 > "$home/ceremony.out" &&
	slips_make "${slips:-71}" hall > /dev/null && paper_read && ctl sitting open 1 &&
	delegates=$(cut -f1 "$home/handout.tsv") && present=$(head -"${1:-20}" <<< "$delegates") && check_in $present
}

check_in() { printf 'in %s\n' "$@" | desk >> "$home/desk.log"; }

server_again() { # the server dies and comes back at once, on the same ports
	kill -9 "$server"; wait "$server" 2> /dev/null; server_start; server_ready
}
server_gone() { kill -9 "$server"; wait "$server" 2> /dev/null; }
server_back() { server_start; server_ready; }

while IFS= read -r line; do
	eval "$line" 2>&1
	printf '\n\001%s\n' $?
done

#!/bin/sh
# embed.sh NAME FILE... - text files as a C table: const struct embedded NAME[], in the order given, ended by a row of NULL.
set -eu
name=$1
shift
echo '#include "tally-server/embedded.h"'
echo "const struct embedded ${name}[] = {"
for file in "$@"; do
	# a question mark is escaped because ??= would be read as a trigraph
	LC_ALL=C awk -v name="$(basename "$file")" '
		BEGIN { printf "\t{ \"%s\",\n", name }
		{ gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); gsub(/\?/, "\\?"); gsub(/\t/, "\\t"); gsub(/\r/, "\\r"); printf "\t  \"%s\\n\"\n", $0 }
		END { if (!NR) print "\t  \"\""; print "\t}," }' "$file"
done
echo '	{ 0, 0 },'
echo '};'

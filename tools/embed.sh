#!/bin/sh
# embed.sh NAME FILE... - text files as a C table: const struct embedded NAME[], in the order given, ended by a row of NULL.
# A file is called by its name without folder, or, given as CALLED=FILE, as that says.
set -eu
name=$1
shift
echo '#include "protocol/base/embedded.h"'
echo "extern const struct embedded ${name}[];"
echo "const struct embedded ${name}[] = {"
for file in "$@"; do
	called=$(basename "$file")
	case $file in *=*) called=${file%%=*} ;; esac
	# a question mark is escaped because ??= would be read as a trigraph
	LC_ALL=C awk -v name="$called" '
		BEGIN { printf "\t{ \"%s\",\n", name }
		{ gsub(/\\/, "\\\\&"); gsub(/"/, "\\\""); gsub(/\?/, "\\?"); gsub(/\t/, "\\t"); gsub(/\r/, "\\r"); printf "\t  \"%s\\n\"\n", $0 }
		END { if (!NR) print "\t  \"\""; print "\t}," }' "${file#*=}"
done
echo '	{ 0, 0 },'
echo '};'

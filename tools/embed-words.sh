#!/bin/sh
# embed-words.sh CC - the catalogue and the errors as a module for pages, by the C preprocessor: one place for words, whoever shows them.
set -eu
cc=$1

# Adjacent literals of C are one text; JavaScript wants a plus between them. Escapes are the same in both.
expand() {
	$cc -E -P -I. "$@" -x c - | LC_ALL=C sed -z 's/"[[:space:]][[:space:]]*"/" + "/g'
}
echo '/* words.js - made from protocol/text/catalogue.inc and protocol/base/err.h: [Chinese, English] by name, and by code of an error. */'
echo 'export const WORDS = {'
printf '%s\n' '#define X(name, zh, en) name: [zh, en],' '#include "protocol/text/catalogue.inc"' | expand
echo '};'
echo 'export const ERRORS = {'
printf '%s\n' '#define X(name, category, code, rule, zh, en) [code]: [zh, en],' 'ERR_CATALOGUE(X)' | expand -imacros protocol/base/err.h
echo '};'

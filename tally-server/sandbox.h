/* sandbox.h - a process closes itself in: which files it may open, and which system calls do anything at all. There is no way out again.
 *
 * For the two processes and the child that reads rosters, each of which says for itself what it needs. Must not know: what they do. */
#ifndef TALLY_SANDBOX_H
#define TALLY_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include "protocol/base/err.h"

/* From here on no file can be opened, made or removed but below `folder`, and no program run; NULL: nowhere at
 * all. What is open stays open. False where the kernel cannot do that (no Landlock): nothing has changed then. */
MUST_CHECK bool sandbox_files(const char *folder);

enum { SANDBOX_FORKS = 1, SANDBOX_KILLS = 2 };

/* From here on only these system calls do anything: every other fails with EPERM, or ends the process
 * (SANDBOX_KILLS). Memory never becomes executable. With SANDBOX_FORKS the process may fork, and do nothing else
 * that `clone` can. False if it could not be done: then go no further. */
MUST_CHECK bool sandbox_calls(const int *allowed, size_t count, unsigned how);

#endif

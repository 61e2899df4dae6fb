/* sandbox.c - see sandbox.h: Landlock for files, seccomp for system calls. */
#include "tally-server/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The rights over files that each version of the interface knows are the lowest so many bits; headers are older than kernels. */
static const unsigned rights_known[] = { 0, 13, 14, 15, 15, 16 };

static uint64_t all_rights(long version)
{
	const long newest = sizeof(rights_known) / sizeof(*rights_known) - 1;

	return (UINT64_C(1) << rights_known[version < newest ? version : newest]) - 1;
}

static bool allow_folder(int rules, uint64_t rights, const char *folder)
{
	struct landlock_path_beneath_attr below = { .allowed_access = rights & ~(uint64_t)LANDLOCK_ACCESS_FS_EXECUTE };
	bool ok;

	below.parent_fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (below.parent_fd < 0)
		return false;
	ok = !syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &below, 0);
	close(below.parent_fd);
	return ok;
}

bool sandbox_files(const char *folder)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	struct landlock_ruleset_attr attr = { 0 };
	bool ok;
	int rules;

	if (version < 1)
		return false;
	attr.handled_access_fs = all_rights(version);
	rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr.handled_access_fs), 0);
	if (rules < 0)
		return false;
	ok = (!folder || allow_folder(rules, attr.handled_access_fs, folder)) && !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	     !syscall(SYS_landlock_restrict_self, rules, 0);
	close(rules);
	return ok;
}

static bool allow(scmp_filter_ctx ctx, int call)
{
	/* whoever writes into this process shall not make it run what was written */
	if (call == SCMP_SYS(mmap) || call == SCMP_SYS(mprotect))
		return !seccomp_rule_add(ctx, SCMP_ACT_ALLOW, call, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	return !seccomp_rule_add(ctx, SCMP_ACT_ALLOW, call, 0);
}

static bool allow_fork(scmp_filter_ctx ctx)
{
	const uint64_t others = ~(uint64_t)(CSIGNAL | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID);

	return !seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, others, 0)) && allow(ctx, SCMP_SYS(wait4)) &&
	       allow(ctx, SCMP_SYS(set_robust_list)) && allow(ctx, SCMP_SYS(rseq));
}

bool sandbox_calls(const int *allowed, size_t count, unsigned how)
{
	scmp_filter_ctx ctx = seccomp_init(how & SANDBOX_KILLS ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_ERRNO(EPERM));
	bool ok = ctx && !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);

	for (size_t i = 0; ok && i < count; i++)
		ok = allow(ctx, allowed[i]);
	ok = ok && (!(how & SANDBOX_FORKS) || allow_fork(ctx)) && !seccomp_load(ctx);
	seccomp_release(ctx);
	return ok;
}

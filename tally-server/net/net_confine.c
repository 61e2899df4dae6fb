/* net_confine.c - net closes itself in once its doors are open: it opens no file, makes no socket
 * but by accepting, and runs no program. Must not know what comes through the doors. */
#include "tally-server/net/net_internal.h"

#include <seccomp.h>

#include "tally-server/sandbox.h"

static const int allowed[] = {
	/* memory, time, an end */
	SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(madvise),
	SCMP_SYS(futex), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getpid),
	SCMP_SYS(gettid), SCMP_SYS(tgkill), SCMP_SYS(geteuid), SCMP_SYS(exit_group), SCMP_SYS(exit), SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(sched_yield),
	SCMP_SYS(restart_syscall),
	/* connections, and the pipe to core */
	SCMP_SYS(accept4), SCMP_SYS(accept), SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_ctl),
	SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(write), SCMP_SYS(writev),
	SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(shutdown), SCMP_SYS(close), SCMP_SYS(getsockopt),
	SCMP_SYS(setsockopt), SCMP_SYS(getsockname), SCMP_SYS(getpeername), SCMP_SYS(fcntl), SCMP_SYS(ioctl),
	/* standard output, whose kind is looked at when it is first written to */
	SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(lseek),
};

bool net_confine(struct net_log *log)
{
#ifdef __SANITIZE_ADDRESS__     /* which looks for leaks at the end, opening files and tracing the process for that */
	net_log_line(log, NET_SANDBOX, "calls=%zu state=off reason=sanitizer", sizeof(allowed) / sizeof(*allowed));
	return true;
#endif
	if (!sandbox_files(NULL))
		net_log_line(log, NET_SANDBOX, "files=open reason=no_landlock");
	return sandbox_calls(allowed, sizeof(allowed) / sizeof(*allowed), 0);
}

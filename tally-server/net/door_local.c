/* door_local.c - the door for tallyctl on the server's own machine: JSON lines over a Unix socket that only its owner and root may use.
 *
 * Must not know what becomes of a connection (peer.c). */
#include "tally-server/net/net_internal.h"
#include "tally-server/net/peer.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 32 };

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *from, int len, void *arg)
{
	struct net *n = arg;
	struct ucred who;
	socklen_t size = sizeof(who);

	(void)listener;
	(void)from;
	(void)len;
	/* the mode of the socket's file says the same; a folder that is shared by mistake would not */
	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) || (who.uid != 0 && who.uid != geteuid())) {
		net_log_line(&n->log, NET_REFUSED, "door=local reason=uid");
		evutil_closesocket(fd);
		return;
	}
	peer_start(n, fd, DOOR_LOCAL, NULL);
}

/* Bind with mode 0600 from the first moment. */
static int bind_private(int fd, const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct stat old;
	mode_t mask;
	int failed;

	if (strlen(path) >= sizeof(at.sun_path))
		return -1;
	memcpy(at.sun_path, path, strlen(path) + 1);
	if (!lstat(path, &old) && S_ISSOCK(old.st_mode))
		unlink(path);
	mask = umask(0177);
	failed = bind(fd, (const struct sockaddr *)&at, sizeof(at));
	umask(mask);
	return failed;
}

enum err door_local_open(struct net *n)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return ERR_NETWORK;
	if (bind_private(fd, n->options.socket) || listen(fd, BACKLOG)) {
		close(fd);
		return ERR_NETWORK;
	}
	n->local = evconnlistener_new(n->base, on_accept, n, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
	if (!n->local) {
		close(fd);
		return ERR_MEMORY;
	}
	gate_watch(n->gate, n->local);
	return OK;
}

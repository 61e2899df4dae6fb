/* door_terminal.c - the door of terminals, desks, trustees, witnesses, standby and hall machines:
 * JSON lines over mutually authenticated TLS 1.3.
 *
 * Must not know what becomes of a connection (peer.c). */
#include "tally-server/net/net_internal.h"
#include "tally-server/net/peer.h"

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *from, int len, void *arg)
{
	(void)listener;
	(void)len;
	peer_start(arg, fd, DOOR_TERMINAL, from);
}

enum err door_terminal_open(struct net *n, uint16_t *port)
{
	evutil_socket_t fd;
	enum err err = net_listen(&fd, port, n, n->options.terminal_port);

	if (err)
		return err;
	n->terminals = evconnlistener_new(n->base, on_accept, n, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
	if (!n->terminals) {
		evutil_closesocket(fd);
		return ERR_MEMORY;
	}
	gate_watch(n->gate, n->terminals);
	return OK;
}

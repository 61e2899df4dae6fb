/* net_door.c - what the doors stand on: a socket to listen on, deadlines, and what a door itself has to say. See net_internal.h.
 *
 * Must not know: who comes in. */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>
#include "tally-server/net/net_internal.h"

/* A hall's terminals may all come back at once. The receive buffer bounds what one peer can make us read in one go. */
enum { BACKLOG = 1024, RECEIVE_BUFFER = 256 << 10 };

enum err net_listen(evutil_socket_t *out, uint16_t *port, const struct net *n, uint16_t wanted)
{
	struct sockaddr_storage at = { 0 };
	socklen_t size = sizeof(at);
	int len = sizeof(at), one = 1, receive = RECEIVE_BUFFER, fd;
	in_port_t *place;

	if (evutil_parse_sockaddr_port(n->options.address, (struct sockaddr *)&at, &len))
		return ERR_NETWORK;
	place = at.ss_family == AF_INET6 ? &((struct sockaddr_in6 *)&at)->sin6_port : &((struct sockaddr_in *)&at)->sin_port;
	*place = htons(wanted);
	fd = socket(at.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return ERR_NETWORK;
	/* accepted connections inherit all three */
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive, sizeof(receive)) ||
	    bind(fd, (struct sockaddr *)&at, (socklen_t)len) || listen(fd, BACKLOG) ||
	    getsockname(fd, (struct sockaddr *)&at, &size)) {
		close(fd);
		return ERR_NETWORK;
	}
	*port = ntohs(*place);
	*out = fd;
	return OK;
}

void net_error(struct buf *out, enum err err)
{
	buf_addf(out, "{\"id\":0,\"error\":{\"code\":\"%s\",\"rule\":\"%s\",\"text\":\"%s\"}}", err_code(err), err_rule(err), err_text_zh(err));
}

struct timeval net_ms(uint32_t ms)
{
	return (struct timeval){ ms / 1000, (ms % 1000) * 1000 };
}

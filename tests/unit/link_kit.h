/* link_kit.h - a machine's folder, and a small server in a child that speaks P16 to one connection
 * after the other, well or badly as it is told.
 *
 * It keeps a ledger of leaves. Messages by their type (whatever else comes is answered by ok {"type", "id"}):
 *     grow            adds a leaf first
 *     error           answered by the error poll_state with a detail
 *     nudge           an event "state" comes before the answer
 *     mute            never answered
 *     hangup          the connection ends instead
 *     garbage         answered by what is no JSON
 *     headless        answered without a head
 *     fork            answered by a head of another ledger of the same size + 1
 *     rollback        answered by a head one shorter than before
 *     foreign         answered by a head of another meeting
 *     count           ok {"connections", "pings", "greeting_seen"}
 *     enrol           the open message, by HTTP */
#ifndef TALLY_TEST_LINK_KIT_H
#define TALLY_TEST_LINK_KIT_H

#include <event2/event.h>
#include <sys/types.h>
#include "ballot-client/link.h"
#include "tests/unit/tls_kit.h"

struct link_kit {
	struct tls_kit_pair authority, machine, server;
	uint8_t log_seed[SIGN_SEED_SIZE], log_key[SIGN_KEY_SIZE];
	pid_t child;
	uint16_t port;
	char folder[64];
	int listener;
};

extern const char LINK_KIT_MEETING[];

/* The server shows a certificate made by `signer` (NULL: the machine's own authority) for that use. */
void link_kit_start(struct link_kit *k, const struct tls_kit_pair *signer, enum tls_kit_use use);
/* End the server and start it anew on the same port, with an empty ledger. */
void link_kit_restart(struct link_kit *k);
void link_kit_stop(struct link_kit *k);

#endif

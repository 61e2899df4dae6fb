/* enrol.h - how a machine joins a meeting: an enrol code, a key made here, a certificate from the meeting's authority (P16.7).
 *
 * Must not know: what the role does, sessions, passwords. */
#ifndef TALLY_ENROL_H
#define TALLY_ENROL_H

#include "ballot-client/identity.h"

/* Ask the server's door of browsers at host:port, as the code permits, and write the machine's folder. The code's
 * secret is sent only to a server whose certificate chain ends in the authority that the code names. Blocks, at
 * most about 15 s. `who` is filled; `detail` (300 bytes) gets the server's word about an error, or "".
 * Errors: ERR_CODE (mistyped), ERR_TLS (not that server), ERR_NETWORK, those that the server
 * answers (ERR_ENROL_CODE …), ERR_IO (the folder), ERR_MEMORY. */
MUST_CHECK enum err enrol(struct identity *who, char detail[300], const char *folder, const char *host, uint16_t port, const char *code);

#endif

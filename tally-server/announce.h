/* announce.h - tells the local network where the browsers' door is (P16.7), by Avahi's own program, where the machine has it.
 *
 * Must not know: the other processes, the meeting. */
#ifndef TALLY_ANNOUNCE_H
#define TALLY_ANNOUNCE_H

#include <stdbool.h>
#include <stdint.h>

/* Is it of use to others to know of this door?  Not of one that only this machine reaches, nor of a port that is yet to be chosen (0). */
bool announce_is_of_use(const char *address, uint16_t port);

/* Become that program: the door is announced, under the machine's name, as long as this process lives. */
_Noreturn void announce_run(uint16_t port);

#endif

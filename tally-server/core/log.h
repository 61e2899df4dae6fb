/* log.h - one line on standard error for each thing that happened: event=NAME key=value ... reason="..."
 *
 * Texts go in double quotes; they hold no control characters (P1.3). Never a secret, a slip's key, or a name beside a key. */
#ifndef TALLY_LOG_H
#define TALLY_LOG_H

/* `format` begins with the event's name. */
void log_event(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif

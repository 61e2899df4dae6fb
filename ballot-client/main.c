/* main.c - the program on a machine in the hall, in the role it was enrolled for. Wiring only. */
#include <event2/event.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include "ballot-client/enrol.h"
#include "ballot-client/headless.h"
#include "ballot-client/kiosk/kiosk.h"
#include "protocol/os/os.h"

enum { MAX_HEADS = 32, MAX_FILES = 8192 };

struct command_line {
	struct headless h;
	struct kiosk k;
	bool is_enrol, is_headless, is_kiosk, is_seat;
	const char *role, *host, *code, *heads[MAX_HEADS];
	unsigned port;
};

static bool read_number(unsigned *out, const char *given, unsigned long max)
{
	char *end;

	errno = 0;
	unsigned long x = strtoul(given, &end, 10);
	if (errno || *end || given[0] < '0' || given[0] > '9' || x > max)
		return false;
	*out = (unsigned)x;
	return true;
}

static bool read_option(struct command_line *c, int option)
{
	unsigned number = 0;

	switch (option) {
	case 'f': c->h.folder = optarg; return true;
	case 'r': c->role = optarg; return true;
	case 'n': c->is_headless = true; return true;
	case 'v': c->h.votes = optarg; return true;
	case 's': return read_number(&c->h.seconds, optarg, 1000000);
	case 'l': c->h.lang = lang_from(optarg); return true;
	case 'a': c->h.is_auto = true; return true;
	case 'p':
		if (!read_number(&number, optarg, 1000))
			return false;
		c->h.passphrase_fd = (int)number;
		return true;
	case 'c':
		if (c->h.head_count == MAX_HEADS)
			return false;
		c->heads[c->h.head_count++] = optarg;
		return true;
	case 'H': c->host = optarg; return true;
	case 'P': return read_number(&c->port, optarg, 65535);
	case 'C': c->code = optarg; return true;
	case 'S': c->is_seat = true; return true;
	case 'B': c->k.is_booth = true; return true;
	case 'K': c->k.is_checker = true; return true;
	case 'b': c->k.has_browser = true; return true;
	case 'm': c->k.media = optarg; return true;
	case 'i': return read_number(&c->k.idle_seconds, optarg, 3600);
	default: return false;
	}
}

static bool read_command_line(struct command_line *c, int argc, char **argv)
{
	static const struct option options[] = {
		{ "folder", required_argument, NULL, 'f' }, { "role", required_argument, NULL, 'r' }, { "headless", no_argument, NULL, 'n' },
		{ "votes", required_argument, NULL, 'v' }, { "seconds", required_argument, NULL, 's' }, { "lang", required_argument, NULL, 'l' },
		{ "auto-open", no_argument, NULL, 'a' }, { "passphrase-fd", required_argument, NULL, 'p' },
		{ "confirm-head", required_argument, NULL, 'c' }, { "host", required_argument, NULL, 'H' }, { "port", required_argument, NULL, 'P' },
		{ "code", required_argument, NULL, 'C' }, { "seat", no_argument, NULL, 'S' }, { "booth", no_argument, NULL, 'B' },
		{ "check", no_argument, NULL, 'K' },
		{ "browser", no_argument, NULL, 'b' }, { "idle", required_argument, NULL, 'i' },
		{ "media", required_argument, NULL, 'm' }, { 0 },
	};
	int option;

	c->is_enrol = argc > 1 && strcmp(argv[1], "enrol") == 0;
	c->is_kiosk = argc > 1 && strcmp(argv[1], "kiosk") == 0;
	if (c->is_enrol || c->is_kiosk)
		optind = 2;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (!read_option(c, option))
			return false;
	}
	c->h.heads = c->heads;
	if (optind != argc || !c->h.folder)
		return false;
	if (c->is_kiosk)
		return c->is_seat + c->k.is_booth + c->k.is_checker <= 1;
	return c->is_enrol ? c->host && c->port && c->code : c->is_headless;
}

static enum err join(const struct command_line *c)
{
	struct identity who;
	char detail[300] = "";
	enum err err = enrol(&who, detail, c->h.folder, c->host, (uint16_t)c->port, c->code);

	if (!err) {
		struct buf line = { 0 };

		text_fill(&line, c->h.lang, TEXT_CLIENT_ENROLLED, (const char *[]){ who.name, machine_role_name(who.role), c->h.folder }, 3);
		printf("%s\n", buf_text(&line));
		buf_release(&line);
	} else if (detail[0]) {
		fprintf(stderr, "ballot-client: %s\n", detail);
	}
	return err;
}

static enum err run(struct command_line *c)
{
	struct identity who;
	enum err err = identity_read(&who, c->h.folder);

	if (err)
		return err;
	if (c->role && strcmp(c->role, machine_role_name(who.role)) != 0)
		return ERR_MACHINE;
	if (!(c->h.base = event_base_new()))
		return ERR_MEMORY;
	switch (who.role) {
	case MACHINE_TERMINAL: err = c->h.votes ? headless_terminals(&c->h) : ERR_USAGE; break;
	case MACHINE_DESK: err = headless_desk(&c->h); break;
	case MACHINE_TRUSTEE: err = headless_trustee(&c->h); break;
	case MACHINE_WITNESS:
	case MACHINE_STANDBY:
	case MACHINE_HALL:
	case MACHINE_ROLE_COUNT: err = ERR_USAGE; break;
	}
	event_base_free(c->h.base);
	return err;
}

static enum err show(struct command_line *c)
{
	c->k.folder = c->h.folder;
	c->k.lang = c->h.lang;
	c->k.port = (uint16_t)c->port;
	c->k.server = c->host;
	return kiosk_run(&c->k);
}

int main(int argc, char **argv)
{
	const char *env = getenv("LANG");
	struct command_line c = { .h = { .lang = lang_from(env ? env : ""), .passphrase_fd = -1 } };

	process_harden(MAX_FILES);
	enum err err = !read_command_line(&c, argc, argv) ? ERR_USAGE : c.is_enrol ? join(&c) : c.is_kiosk ? show(&c) : run(&c);
	if (err == ERR_USAGE)
		fprintf(stderr, "%s\n", text(c.h.lang, TEXT_CLIENT_USAGE));
	else if (err)
		fprintf(stderr, "ballot-client: %s\n", c.h.lang == LANG_ZH ? err_text_zh(err) : err_text_en(err));
	return !err ? 0 : err == ERR_USAGE ? 2 : 1;
}

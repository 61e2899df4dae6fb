/* tallyctl - the secretariat's commands over the local door. See tallyctl.h.
 *
 * This file takes the command line apart; a table says which command is whose function. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "protocol/os/os.h"
#include "tools/tallyctl.h"

static const struct ctl_command commands[] = {
	{ "setup", 0, 0, "", CTL_SERVER, ctl_setup },
	{ "create", 0, 0, "nPs", CTL_NAMED, ctl_create },
	{ "operator", 1, 1, "R", CTL_OPERATOR, ctl_operator },
	{ "password", 0, 0, "", CTL_NAMED, ctl_password },
	{ "roster", 1, 1, "", CTL_OPERATOR, ctl_roster },
	{ "badges", 0, 0, "o", CTL_OPERATOR, ctl_badges },
	{ "enrol-code", 2, 2, "", CTL_OPERATOR, ctl_enrol_code },
	{ "revoke-machine", 1, 1, "", CTL_OPERATOR, ctl_revoke_machine },
	{ "ceremony", 1, 9, "", CTL_OPERATOR, ctl_ceremony },
	{ "ceremony-abort", 0, 0, "r", CTL_OPERATOR, ctl_ceremony_abort },
	{ "slips", 1, 1, "", CTL_TWO, ctl_slips },
	{ "handout", 0, 0, "o", CTL_OPERATOR, ctl_handout },
	{ "reissue", 2, 2, "", CTL_TWO, ctl_reissue },
	{ "sitting", 2, 2, "", CTL_OPERATOR, ctl_sitting },
	{ "poll", 0, 0, "ikt", CTL_OPERATOR, ctl_poll },
	{ "agenda", 1, CTL_MAX_ARGS, "", CTL_OPERATOR, ctl_agenda },
	{ "runoff", 1, 1, "it", CTL_OPERATOR, ctl_runoff },
	{ "supplementary", 2, CTL_MAX_ARGS, "it", CTL_OPERATOR, ctl_supplementary },
	{ "reduce-seats", 2, 2, "r", CTL_TWO, ctl_reduce_seats },
	{ "open", 1, 1, "", CTL_OPERATOR, ctl_open },
	{ "hold", 1, 1, "", CTL_OPERATOR, ctl_hold },
	{ "resume", 1, 1, "", CTL_OPERATOR, ctl_resume },
	{ "close", 1, 1, "", CTL_OPERATOR, ctl_close_poll },
	{ "publish", 1, 1, "", CTL_OPERATOR, ctl_publish },
	{ "void", 1, 1, "", CTL_TWO, ctl_void },
	{ "hands", 2, 2, "", CTL_TWO, ctl_hands },
	{ "paper-issue", 2, CTL_MAX_ARGS, "", CTL_TWO, ctl_paper_issue },
	{ "papers", 1, 1, "o", CTL_OPERATOR, ctl_papers },
	{ "paper-count", 2, CTL_MAX_ARGS, "f", CTL_OPERATOR, ctl_paper_count },
	{ "wait", 2, 2, "", CTL_OPERATOR, ctl_wait },
	{ "status", 0, 0, "", CTL_OPERATOR, ctl_status },
	{ "results", 0, 1, "", CTL_OPERATOR, ctl_results },
	{ "snapshot", 0, 0, "", CTL_OPERATOR, ctl_snapshot },
	{ "seal", 0, 0, "o", CTL_TWO, ctl_seal },
	{ "decide", 1, 1, "", CTL_OFFLINE, ctl_decide },
};

static int usage(const struct ctl *c)
{
	fprintf(stderr, "%s\n", text(c->lang, TEXT_CTL_USAGE));
	return 2;
}

/* A descriptor for a password: --password-fd and --second-fd. */
static bool read_fd(int *out, const char *given)
{
	int64_t x;

	if (!ctl_read_number(&x, given))
		return false;
	*out = (int)x;
	return true;
}

static bool add(const char **list, size_t *count, size_t max, const char *value)
{
	if (*count >= max)
		return false;
	list[(*count)++] = value;
	return true;
}

static bool read_option(struct ctl *c, int option)
{
	switch (option) {
	case 'S': c->socket = optarg; return true;
	case 'a': c->as = optarg; return true;
	case 'f': return read_fd(&c->password_fd, optarg);
	case 'b': c->second = optarg; return true;
	case 'g': return read_fd(&c->second_fd, optarg);
	case 'N': return read_fd(&c->new_fd, optarg);
	case 'j': c->as_json = true; return true;
	case 'l': c->lang = lang_from(optarg); return true;
	case 'o': c->out = optarg; return true;
	case 'r': c->reason = optarg; return true;
	case 'n': c->name = optarg; return true;
	case 'k': c->kind = optarg; return true;
	case 'i': c->id = optarg; return true;
	case 't': c->title = optarg; return true;
	case 'P': c->profile = optarg; return true;
	case 'E': c->election = optarg; return true;
	case 'e': c->electorate = optarg; return true;
	case 'T': return ctl_read_number(&c->seats, optarg);
	case 'd': return ctl_read_number(&c->definition, optarg);
	case 'M': return add(c->more_rows, &c->more_count, sizeof c->more_rows / sizeof *c->more_rows, optarg);
	case 'R': c->roles = optarg; return true;
	case 'F': c->fingerprint = optarg; return true;
	case 'H': c->threshold = 0; return ctl_read_number(&c->threshold, optarg);
	case 'm': return ctl_read_number(&c->minimum, optarg);
	case 'A': c->apply = true; return true;
	case 'y': c->method = optarg; return true;
	case 'p': c->on_paper = true; return true;
	case 'B': return add(c->forms, &c->form_count, sizeof c->forms / sizeof *c->forms, optarg);
	case 'z': c->is_rehearsal = true; return true;
	case 'h': c->holder = optarg; return true;
	case 'U': c->together = optarg; return true;
	case 'W': c->write_ins = optarg; return true;
	case 'O': c->order = optarg; return true;
	case 's': return add(c->sittings, &c->sitting_count, sizeof c->sittings / sizeof *c->sittings, optarg);
	case 'D': return add(c->withdrawn, &c->withdrawn_count, sizeof c->withdrawn / sizeof *c->withdrawn, optarg);
	case 'w': return add(c->rows, &c->row_count, sizeof c->rows / sizeof *c->rows, optarg);
	default: return false;
	}
}

static bool read_command_line(struct ctl *c, int argc, char **argv)
{
	static const struct option options[] = {
		{ "socket", required_argument, NULL, 'S' }, { "as", required_argument, NULL, 'a' }, { "password-fd", required_argument, NULL, 'f' },
		{ "second", required_argument, NULL, 'b' }, { "second-fd", required_argument, NULL, 'g' },
		{ "new-password-fd", required_argument, NULL, 'N' }, { "json", no_argument, NULL, 'j' },
		{ "lang", required_argument, NULL, 'l' }, { "out", required_argument, NULL, 'o' }, { "reason", required_argument, NULL, 'r' },
		{ "name", required_argument, NULL, 'n' }, { "kind", required_argument, NULL, 'k' }, { "id", required_argument, NULL, 'i' },
		{ "title", required_argument, NULL, 't' }, { "profile", required_argument, NULL, 'P' }, { "roles", required_argument, NULL, 'R' },
		{ "fingerprint", required_argument, NULL, 'F' }, { "threshold", required_argument, NULL, 'H' },
		{ "minimum", required_argument, NULL, 'm' }, { "apply", no_argument, NULL, 'A' }, { "sitting", required_argument, NULL, 's' },
		{ "row", required_argument, NULL, 'w' }, { "method", required_argument, NULL, 'y' }, { "paper", no_argument, NULL, 'p' },
		{ "form", required_argument, NULL, 'B' }, { "rehearsal", no_argument, NULL, 'z' }, { "holder", required_argument, NULL, 'h' },
		{ "order", required_argument, NULL, 'O' }, { "write-ins", required_argument, NULL, 'W' }, { "together", required_argument, NULL, 'U' },
		{ "election", required_argument, NULL, 'E' }, { "electorate", required_argument, NULL, 'e' }, { "seats", required_argument, NULL, 'T' },
		{ "member", required_argument, NULL, 'M' }, { "write-in", required_argument, NULL, 'M' },
		{ "withdraw", required_argument, NULL, 'D' }, { "definition", required_argument, NULL, 'd' }, { 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (!read_option(c, option))
			return false;
	}
	while (optind < argc) {
		if (!add(c->args, &c->arg_count, CTL_MAX_ARGS, argv[optind++]))
			return false;
	}
	return c->arg_count > 0;
}

static const struct ctl_command *find_command(const struct ctl *c)
{
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		if (strcmp(commands[i].name, c->args[0]) == 0)
			return &commands[i];
	}
	return NULL;
}

/* The first option that the command needs and was not given, as it is typed; NULL if there is none. */
static const char *missing_option(const struct ctl *c, const struct ctl_command *command)
{
	const struct { char letter; bool is_given; const char *typed; } options[] = {
		{ 'n', c->name, "--name" }, { 'P', c->profile, "--profile" }, { 's', c->sitting_count, "--sitting" },
		{ 'R', c->roles, "--roles" }, { 'o', c->out, "--out" }, { 'f', c->form_count, "--form" },
		{ 'i', c->id, "--id" }, { 'k', c->kind, "--kind" }, { 't', c->title, "--title" },
	};

	if (command->who >= CTL_NAMED && !c->as)
		return "--as";
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		if (strchr(command->needs, options[i].letter) && !options[i].is_given)
			return options[i].typed;
	}
	return NULL;
}

/* Is the command line one that can be tried?  Says what is wrong with it, before anybody types a password. */
static bool check_command(const struct ctl *c, const struct ctl_command *command)
{
	const char *missing = command ? missing_option(c, command) : NULL;
	struct buf line = { 0 };

	if (!command)
		text_fill(&line, c->lang, TEXT_CTL_UNKNOWN, c->args, 1);
	else if (c->arg_count - 1 < command->min_args || c->arg_count - 1 > command->max_args)
		text_fill(&line, c->lang, TEXT_CTL_ARGUMENTS, c->args, 1);
	else if (missing)
		text_fill(&line, c->lang, TEXT_CTL_MISSING, (const char *[]){ c->args[0], missing }, 2);
	if (line.len)
		fprintf(stderr, "tallyctl: %s\n", buf_text(&line));
	bool is_fine = !line.len && !line.failed;
	buf_release(&line);
	return is_fine;
}

static enum err run(struct ctl *c, const struct ctl_command *command)
{
	enum err err;

	if (command->who == CTL_TWO && !c->second) {
		ctl_detail(c, TEXT_CTL_ADD_SECOND, NULL);
		return ERR_SECOND_PERSON;
	}
	if (command->who != CTL_OFFLINE && (err = ctl_connect(c)) != OK)
		return err;
	if (command->who >= CTL_OPERATOR && (err = ctl_login(c, NULL)) != OK)
		return err;
	return command->run(c);
}

int main(int argc, char **argv)
{
	const char *env = getenv("LANG");
	struct ctl c = { .lang = lang_from(env ? env : ""), .socket = "state/tally.sock", .fd = -1, .password_fd = -1,
			 .second_fd = -1, .new_fd = -1, .threshold = 2, .definition = -1, .method = "secret", .minimum = 5, .next_id = 1 };

	process_harden(64);
	if (!read_command_line(&c, argc, argv))
		return usage(&c);
	const struct ctl_command *command = find_command(&c);
	if (!check_command(&c, command))
		return command ? 2 : usage(&c);
	memmove(c.args, c.args + 1, --c.arg_count * sizeof *c.args);

	enum err err = run(&c, command);
	ctl_close(&c);
	if (!err)
		return 0;
	ctl_clear_progress();
	fprintf(stderr, "tallyctl: %s%s%s\n", c.lang == LANG_ZH ? err_text_zh(err) : err_text_en(err), c.detail[0] ? ": " : "", c.detail);
	return err == ERR_USAGE ? 2 : 1;
}

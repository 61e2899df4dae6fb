/* tallyctl_setup.c - commands before the meeting: setup code, create, operators, passwords, roster, machines, key. See tallyctl.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/meeting/profile.h"
#include "protocol/os/os.h"
#include "tools/tallyctl.h"

enum { ROSTER_FILE_MAX = 2 << 20 };

static enum err read_profile(struct ctl *c, json_t **out, const char *path)
{
	struct buf content = { 0 };
	enum err err = ctl_read_file(c, &content, path, PROFILE_FILE_MAX);

	if (!err && (err = profile_read(out, (const char *)content.at, content.len)) != OK)
		snprintf(c->detail, sizeof c->detail, "%s", path);
	buf_release(&content);
	return err;
}

static json_t *texts(const char *const *list, size_t count)
{
	json_t *array = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(array, json_string(list[i]));
	return array;
}

/* The same again, as nobody saw what was typed. */
static enum err read_again(struct ctl *c, const char *name)
{
	char again[CTL_PASSWORD_SIZE];
	struct buf prompt = { 0 };

	text_fill(&prompt, c->lang, TEXT_CTL_PASSWORD_AGAIN, &name, 1);
	enum err err = passphrase_read(again, sizeof again, buf_text(&prompt), -1);
	buf_release(&prompt);
	if (!err && strcmp(again, c->password) != 0) {
		ctl_detail(c, TEXT_CTL_PASSWORD_DIFFERS, NULL);
		err = ERR_PASSPHRASE;
	}
	wipe(again, sizeof again);
	return err;
}

/* A password that is being set: from a descriptor once, from the terminal twice. */
static enum err read_new_password(struct ctl *c, const char *name, int fd)
{
	struct buf prompt = { 0 };

	text_fill(&prompt, c->lang, TEXT_CTL_NEW_PASSWORD_OF, &name, 1);
	enum err err = passphrase_read(c->password, sizeof c->password, buf_text(&prompt), fd);
	buf_release(&prompt);
	if (!err && strlen(c->password) < CTL_MIN_PASSWORD) {
		ctl_detail(c, TEXT_CTL_PASSWORD_SHORT, NULL);
		err = ERR_RANGE;
	}
	return !err && fd < 0 ? read_again(c, name) : err;
}

enum err ctl_setup(struct ctl *c)
{
	static const char here[] = "https://localhost:";
	json_t *ok = NULL, *address;
	struct buf list = { 0 };
	bool is_here = false;
	size_t i;
	enum err err = ctl_request(c, &ok, "setup_code", json_object());

	if (err)
		return err;
	json_array_foreach(json_object_get(ok, "addresses"), i, address) {
		is_here = is_here || strncmp(json_string_value(address), here, sizeof here - 1) == 0;
		buf_addf(&list, "%s%s", i ? "  " : "", json_string_value(address));
	}
	if (c->as_json)
		json_dumpf(ok, stdout, JSON_COMPACT), puts("");
	else
		ctl_say(c, TEXT_CTL_SETUP, (const char *[]){ buf_text(&list), json_string_value(json_object_get(ok, "authority")),
							    json_string_value(json_object_get(ok, "code")) }, 3);
	/* the certificate names this machine alone */
	if (is_here && !c->as_json)
		ctl_say(c, TEXT_CTL_SETUP_HERE, NULL, 0);
	buf_release(&list);
	json_decref(ok);
	return OK;
}

enum err ctl_create(struct ctl *c)
{
	json_t *profile = NULL, *election = NULL, *ok = NULL;
	enum err err = read_profile(c, &profile, c->profile);

	if (!err && c->election)
		err = read_profile(c, &election, c->election);
	if (!err)
		err = read_new_password(c, c->as, c->password_fd);
	if (!err)
		err = ctl_request(c, &ok, "create", json_pack("{s:s, s:o, s:O, s:O*, s:s, s:s}", "name", c->name,
							      "sittings", texts(c->sittings, c->sitting_count),
							      "profile", profile, "election", election, "operator", c->as,
							      "password", c->password));
	wipe(c->password, sizeof c->password);
	if (!err && c->as_json)
		json_dumpf(ok, stdout, JSON_COMPACT), puts("");
	else if (!err)
		ctl_say(c, TEXT_CTL_CREATED, (const char *[]){ c->name, json_string_value(json_object_get(ok, "meeting")),
							      json_string_value(json_object_get(ok, "authority")) }, 3);
	json_decref(profile);
	json_decref(election);
	json_decref(ok);
	return err;
}

enum err ctl_operator(struct ctl *c)
{
	enum err err = read_new_password(c, c->args[0], c->new_fd);
	json_t *body = !err ?
		json_pack("{s:s, s:o, s:b, s:s}", "name", c->args[0], "roles", ctl_split(c->roles), "active", 1,
			  "password", c->password) : NULL;

	wipe(c->password, sizeof c->password);
	/* the first of the others is made by one person, whatever the command line says; later the server refuses */
	if (!err && c->second && strcmp(c->second, c->args[0]))
		err = body ? ctl_add_second(c, body) : ERR_MEMORY;
	if (!err)
		err = ctl_request(c, NULL, "operator", json_incref(body));
	if (err == ERR_SECOND_PERSON && !c->second)
		ctl_detail(c, TEXT_CTL_ADD_SECOND, NULL);
	json_decref(body);
	if (!err)
		ctl_say(c, TEXT_CTL_OPERATOR, (const char *[]){ c->args[0], c->roles }, 2);
	return err;
}

/* One's own (P16.5); the old one is typed once, for signing in as for the change. */
enum err ctl_password(struct ctl *c)
{
	char old[CTL_PASSWORD_SIZE];
	enum err err = ctl_login(c, old);

	if (err)
		return err;
	err = read_new_password(c, c->as, c->new_fd);
	if (!err)
		err = ctl_request(c, NULL, "password", json_pack("{s:s, s:s}", "old", old, "new", c->password));
	wipe(c->password, sizeof c->password);
	wipe(old, sizeof old);
	if (!err)
		ctl_say(c, TEXT_CTL_PASSWORD_CHANGED, &c->as, 1);
	return err;
}

static void say_problem(const struct ctl *c, const json_t *p)
{
	const char *code = json_string_value(json_object_get(p, "code")), *level = json_string_value(json_object_get(p, "level"));
	const char *why = code ? text_named(c->lang, "ROSTER_", code) : NULL;
	char row[24];

	snprintf(row, sizeof row, "%lld", (long long)json_integer_value(json_object_get(p, "row")));
	ctl_say(c, level && strcmp(level, "error") == 0 ? TEXT_CTL_ROSTER_ERROR : TEXT_CTL_ROSTER_WARNING,
		(const char *[]){ row, json_string_value(json_object_get(p, "column")), why ? why : code,
				  json_string_value(json_object_get(p, "value")) }, 4);
}

static void say_roster(const struct ctl *c, const json_t *ok)
{
	static const char *const fields[] = { "created", "updated", "skipped", "warnings", "errors" };
	char numbers[5][24];
	const char *values[5];
	const json_t *problem;
	size_t i;

	for (i = 0; i < 5; i++) {
		snprintf(numbers[i], sizeof numbers[i], "%lld", (long long)json_integer_value(json_object_get(ok, fields[i])));
		values[i] = numbers[i];
	}
	json_array_foreach(json_object_get(ok, "problems"), i, problem)
		say_problem(c, problem);
	ctl_say(c, TEXT_CTL_ROSTER_TOTALS, values, 5);
	if (json_is_true(json_object_get(ok, "applied")))
		ctl_say(c, TEXT_CTL_ROSTER_APPLIED, NULL, 0);
	else if (json_integer_value(json_object_get(ok, "errors")))
		ctl_say(c, TEXT_CTL_ROSTER_REFUSED, NULL, 0);
	else
		ctl_say(c, TEXT_CTL_ROSTER_PREVIEW, NULL, 0);
}

enum err ctl_roster(struct ctl *c)
{
	struct buf csv = { 0 };
	json_t *ok = NULL;
	enum err err = ctl_read_file(c, &csv, c->args[0], ROSTER_FILE_MAX);

	char *encoded = err ? NULL : malloc(base64_length(csv.len) + 1);
	if (!err && !encoded)
		err = ERR_MEMORY;
	if (!err) {
		base64_encode(encoded, csv.at, csv.len);
		err = ctl_request(c, &ok, "roster", json_pack("{s:s, s:b}", "csv", encoded, "apply", c->apply));
	}
	if (!err && c->as_json)
		json_dumpf(ok, stdout, JSON_COMPACT), puts("");
	else if (!err)
		say_roster(c, ok);
	if (!err && c->apply && !json_is_true(json_object_get(ok, "applied")))
		err = ERR_ROSTER;
	free(encoded);
	buf_release(&csv);
	json_decref(ok);
	return err;
}

enum err ctl_enrol_code(struct ctl *c)
{
	json_t *ok = NULL;
	enum err err = ctl_request(c, &ok, "enrol_code", json_pack("{s:s, s:s, s:s*}", "role", c->args[0], "name", c->args[1],
								   "holder", c->holder));

	if (!err)
		puts(json_string_value(json_object_get(ok, "code")));
	json_decref(ok);
	return err;
}

enum err ctl_revoke_machine(struct ctl *c)
{
	enum err err = ctl_request(c, NULL, "machine_revoke", json_pack("{s:s, s:s}", "name", c->args[0], "reason", c->reason ? c->reason : ""));
	if (!err)
		ctl_say(c, TEXT_CTL_MACHINE_REVOKED, c->args, 1);
	return err;
}

/* Wait for the ceremony's last confirm; the fingerprint is then read aloud. */
static enum err wait_ceremony(struct ctl *c, int64_t number)
{
	for (unsigned i = 0; i < CTL_WAIT_SECONDS * 10; i++) {
		json_t *ok = NULL;
		enum err err = ctl_request(c, &ok, "status", json_object());

		if (err)
			return err;
		const json_t *now = json_object_get(ok, "ceremony");
		const char *step = json_string_value(json_object_get(now, "step"));
		bool is_ours = json_integer_value(json_object_get(now, "number")) == number;
		bool is_done = is_ours && step && strcmp(step, "done") == 0, is_lost = !is_ours || !step || strcmp(step, "aborted") == 0;

		if (is_done)
			ctl_say(c, TEXT_CTL_KEY_READY, (const char *[]){ json_string_value(json_object_get(now, "fingerprint")) }, 1);
		else if (!is_lost)
			ctl_progress(c, TEXT_CTL_CEREMONY_STEP,
				     (const char *[]){ text_named(c->lang, "CEREMONY_", step), json_string_value(json_object_get(now, "fingerprint")) }, 2);
		json_decref(ok);
		if (is_done || is_lost)
			return is_done ? OK : ERR_CEREMONY;
		ctl_sleep_ms(100);
	}
	return ERR_BUSY;
}

enum err ctl_ceremony(struct ctl *c)
{
	json_t *ok = NULL;
	enum err err = ctl_request(c, &ok, "ceremony_start",
				   json_pack("{s:I, s:o}", "t", (json_int_t)c->threshold, "trustees", texts(c->args, c->arg_count)));
	int64_t number = json_integer_value(json_object_get(ok, "ceremony"));

	json_decref(ok);
	return err ? err : wait_ceremony(c, number);
}

enum err ctl_ceremony_abort(struct ctl *c)
{
	return ctl_request(c, NULL, "ceremony_abort", json_pack("{s:s}", "reason", c->reason ? c->reason : ""));
}

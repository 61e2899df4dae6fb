/* meeting_maker.c - see meeting_maker.h: founding, the roll, keys and slips. The polls are in meeting_maker_poll.c. */
#include "tests/unit/meeting_maker.h"

#include <stdlib.h>
#include <string.h>
#include "protocol/base/fields.h"

#define VOTES "[{'id':'for','text':'赞成','abstain':false},{'id':'against','text':'反对','abstain':false}," \
	"{'id':'abstain','text':'弃权','abstain':true}]"
#define SCALES "'scales':[" VOTES "]"

static const char PROFILE[] =
	"{'id':'test','title':'Rules for tests','source':'none','minimum':5,"
	"'quorum':{'num':2,'den':3,'op':'GE','base':'EXPECTED'},'quorum_election':{'num':4,'den':5,'op':'GE','base':'EXPECTED'},"
	"'kinds':{'motion':{'election':false,'secret':true," SCALES ",'rule':{'type':'ladder',"
	"'steps':[{'outcome':'passed','counts':['for'],'op':'GT','num':1,'den':2,'base':'PRESENT'}],'otherwise':'rejected'},'rates':[],'rank':''},"
	"'show':{'election':false,'secret':false," SCALES ",'rule':{'type':'ladder',"
	"'steps':[{'outcome':'passed','counts':['for'],'op':'GT','num':1,'den':2,'base':'PRESENT'}],'otherwise':'rejected'},'rates':[],'rank':''},"
	"'election':{'election':true,'secret':true," SCALES ",'rule':{'type':'ladder',"
	"'steps':[{'outcome':'elected','counts':['for'],'op':'GT','num':1,'den':2,'base':'EXPECTED'}],'otherwise':'not_elected'},'rates':[],'rank':''},"
	"'ballot':{'election':true,'secret':true,'scales':[" VOTES ",[{'id':'for','text':'另选','abstain':false},{'id':'none','text':'不另选','abstain':false}]],"
	"'rule':{'type':'election','counts':['for'],'op':'GT','num':1,'den':2,'base':'PRESENT'},'rates':[],'rank':''},"
	"'runoff':{'election':true,'secret':true,'scales':[" VOTES "],'rule':{'type':'plurality','counts':['for']},'rates':[],'rank':''}}}";

void maker_init(struct maker *k, unsigned persons)
{
	memset(k, 0, sizeof(*k));
	assert_true(persons <= MAKER_MAX_PERSONS);
	meeting_init(&k->meeting, 0);
	k->counter = 1;
	k->rng = fixed_rng(&k->counter);
	k->clock = MAKER_CLOCK;
	k->persons = persons;
	k->slips = persons + MAKER_SPARES;
	rng_fill(&k->rng, k->log_seed, sizeof(k->log_seed));
	rng_fill(&k->rng, k->codes, sizeof(k->codes));
}

void maker_release(struct maker *k)
{
	if (k->has_total)
		total_release(&k->total);
	if (k->has_keys)
		keymaker_release(&k->keys);
	for (size_t i = 0; i < k->line_count; i++)
		free(k->lines[i]);
	free(k->lines);
	meeting_release(&k->meeting);
}

/* ---- entries ---- */

static void keep_line(struct maker *k, char *line)
{
	k->lines = realloc(k->lines, (k->line_count + 1) * sizeof(*k->lines));
	assert_non_null(k->lines);
	k->lines[k->line_count++] = line;
}

static enum err apply(struct maker *k, char *line)
{
	enum err err = meeting_apply(&k->meeting, line, strlen(line));

	if (err)
		free(line);
	else
		keep_line(k, line);
	return err;
}

bool maker_takes_two(const struct maker *k, const char *type)
{
	if (!strcmp(type, "operator"))
		return meeting_has_two_operators(&k->meeting);
	return !strcmp(type, "slip_lists") || !strcmp(type, "reissue") || !strcmp(type, "checkin_undo") || !strcmp(type, "badge_replace") ||
	       !strcmp(type, "poll_void") || !strcmp(type, "seats_reduced") || !strcmp(type, "hands") ||
	       !strcmp(type, "paper_issue") || !strcmp(type, "paper_count") || !strcmp(type, "seal");
}

enum err maker_try(struct maker *k, const char *type, const char *by, json_t *body)
{
	const char *const two[] = { "secretary", "chair" };
	char *line = NULL;

	assert_non_null(body);
	assert_int_equal(meeting_compose(&line, &k->meeting, type, k->clock++, by ? &by : two, maker_takes_two(k, type) && !by ? 2 : 1, body), OK);
	json_decref(body);
	return apply(k, line);
}

enum err maker_try_raw(struct maker *k, const char *type, int64_t at, const char *const *actors, size_t actor_count, json_t *body)
{
	char *line = NULL;

	assert_int_equal(entry_write(&line, k->meeting.tree.size, k->meeting.last_leaf, type, at, actors, actor_count, body), OK);
	json_decref(body);
	return apply(k, line);
}

void maker_add(struct maker *k, const char *type, const char *by, json_t *body)
{
	enum err err;

	if (k->does_probe)
		maker_probe(k, type, by, body);
	err = maker_try(k, type, by, body);
	if (err)
		fail_msg("%s refused: %s (%s)", type, err_text_en(err), k->meeting.detail ? k->meeting.detail : "");
}

json_t *maker_json(const char *text)
{
	char *copy = strdup(text);
	json_t *value;

	assert_non_null(copy);
	for (char *c = copy; *c; c++)
		if (*c == '\'')
			*c = '"';
	value = json_loads(copy, JSON_DECODE_ANY, NULL);
	free(copy);
	assert_non_null(value);
	return value;
}

json_t *maker_base64(const void *bytes, size_t len)
{
	json_t *value = json_base64(bytes, len);

	assert_non_null(value);
	return value;
}

json_t *maker_hex(const void *bytes, size_t len)
{
	json_t *value = json_hex(bytes, len);

	assert_non_null(value);
	return value;
}

/* ---- founding ---- */

json_t *maker_genesis_body(const struct maker *k)
{
	uint8_t log_key[SIGN_KEY_SIZE], authority[32] = { 7 };

	assert_int_equal(sign_public(log_key, k->log_seed), OK);
	return json_pack("{s:s, s:i, s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "product", "tally", "version", 1, "group", "P-256",
			 "meeting", "0123456789ABCDEF", "name", "年会", "sittings", maker_json("['上午','下午']"),
			 "log_key", maker_base64(log_key, sizeof(log_key)),
			 "authority", maker_hex(authority, sizeof(authority)), "profile", maker_json(PROFILE));
}

void maker_found(struct maker *k)
{
	maker_add(k, "genesis", NULL, maker_genesis_body(k));
	maker_add(k, "operator", NULL, maker_json("{'name':'secretary','roles':['secretariat'],'active':true}"));
	maker_add(k, "operator", NULL, maker_json("{'name':'chair','roles':['chair','scrutineer'],'active':true}"));
	maker_add(k, "operator", NULL, maker_json("{'name':'clerk','roles':['desk'],'active':true}"));
}

json_t *maker_person_body(unsigned number, const char *role)
{
	char text[12], name[20];

	snprintf(text, sizeof(text), "%u", number);
	snprintf(name, sizeof(name), "代表%u", number);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:s, s:s}", "number", text, "name", name, "unit", "一组", "post", "", "seat", text,
			 "role", role, "leave", 0, "status", "active", "reason", "");
}

void maker_roll(struct maker *k)
{
	for (unsigned i = 1; i <= k->persons; i++)
		maker_add(k, "person", NULL, maker_person_body(i, "delegate"));
}

json_t *maker_machine_body(const char *name, const char *role)
{
	uint8_t spki[32];

	sha256(spki, name, strlen(name));
	return json_pack("{s:s, s:s, s:o, s:s*}", "name", name, "role", role, "spki", maker_hex(spki, sizeof(spki)),
			 "holder", strcmp(role, "trustee") ? NULL : name);
}

void maker_machines(struct maker *k)
{
	maker_add(k, "machine", NULL, maker_machine_body("trustee-1", "trustee"));
	maker_add(k, "machine", NULL, maker_machine_body("trustee-2", "trustee"));
	maker_add(k, "machine", NULL, maker_machine_body("trustee-3", "trustee"));
	maker_add(k, "machine", NULL, maker_machine_body("desk-1", "desk"));
	maker_add(k, "machine", NULL, maker_machine_body("terminal-1", "terminal"));
}

/* ---- the ceremony ---- */

static const char *const step_types[] = {
	[CEREMONY_COMMIT] = "ceremony_commit", [CEREMONY_REVEAL] = "ceremony_reveal", [CEREMONY_SHARES] = "ceremony_shares",
	[CEREMONY_CONFIRM] = "ceremony_confirm",
};

json_t *maker_ceremony_start_body(void)
{
	return maker_json("{'ceremony':1,'n':3,'t':2,'trustees':['trustee-1','trustee-2','trustee-3']}");
}

static json_t *shares_json(const struct keymaker *keys, uint32_t from)
{
	json_t *shares = json_array();

	for (uint32_t to = 1; to <= keys->c.n; to++)
		if (to != from)
			json_array_append_new(shares, json_pack("{s:i, s:o, s:o}", "to", (int)to,
								"ephemeral", maker_base64(keys->ephemerals[from - 1][to - 1],
					POINT_SIZE), "box", maker_base64(keys->boxes[from - 1][to - 1], SHARE_BOX_SIZE)));
	return shares;
}

json_t *maker_ceremony_body(const struct maker *k, enum ceremony_step step, uint32_t index)
{
	const struct keymaker *keys = &k->keys;
	json_t *body = json_pack("{s:i, s:i}", "ceremony", (int)keys->c.id, "index", (int)index);

	if (step == CEREMONY_COMMIT) {
		json_object_set_new(body, "commit", maker_hex(keys->commits[index - 1], 32));
	} else if (step == CEREMONY_REVEAL) {
		json_object_set_new(body, "reveal", json_string(keys->texts[index - 1]));
	} else if (step == CEREMONY_SHARES) {
		json_object_set_new(body, "shares", shares_json(keys, index));
	} else {
		json_object_set_new(body, "record", maker_hex(keys->record, 32));
		json_object_set_new(body, "key", maker_base64(keys->key, POINT_SIZE));
		json_object_set_new(body, "sig", maker_base64(keys->confirms[index - 1], SIGN_SIZE));
	}
	return body;
}

static void draw_keys(struct maker *k)
{
	uint64_t ceremony = k->meeting.ceremony_count + 1;
	struct point *key;

	if (k->has_total)
		total_release(&k->total);
	if (k->has_keys)
		keymaker_release(&k->keys);
	k->has_total = false;
	keymaker_run(&k->keys, k->meeting.id, ceremony, MAKER_TRUSTEES, MAKER_THRESHOLD, 6 + ceremony);
	key = point_new(k->keys.g);
	assert_int_equal(point_decode(k->keys.g, key, k->keys.key), OK);
	group_set_key(k->keys.g, key);
	point_free(key);
	k->has_keys = true;
}

void maker_ceremony(struct maker *k, enum ceremony_step until)
{
	json_t *start = maker_ceremony_start_body();

	draw_keys(k);
	json_object_set_new(start, "ceremony", json_integer((json_int_t)k->keys.c.id));
	maker_add(k, "ceremony_start", NULL, start);
	for (int step = CEREMONY_COMMIT; step < (int)until; step++)
		for (uint32_t i = 1; i <= MAKER_TRUSTEES; i++) {
			char by[30];

			snprintf(by, sizeof(by), "machine:trustee-%u", i);
			maker_add(k, step_types[step], by, maker_ceremony_body(k, (enum ceremony_step)step, i));
		}
}

json_t *maker_act_body(const struct maker *k, const char *type, json_t *fields, uint32_t signers)
{
	uint32_t number = k->meeting.act_count + 1;
	json_t *sigs = json_array(), *body;
	char *text;

	json_object_set_new(fields, "act", json_string(type));
	text = json_dumps(fields, JSON_COMPACT);
	json_decref(fields);
	assert_non_null(text);
	for (uint32_t i = 1; i <= signers; i++) {
		uint8_t signature[SIGN_SIZE];

		assert_int_equal(sign_act(signature, k->keys.secrets[i - 1].cosign_seed, k->meeting.id, number, text), OK);
		json_array_append_new(sigs, json_pack("{s:i, s:o}", "index", (int)i, "sig", maker_base64(signature, sizeof(signature))));
	}
	body = json_pack("{s:i, s:s, s:o}", "number", (int)number, "act", text, "sigs", sigs);
	free(text);
	return body;
}

void maker_act(struct maker *k, const char *type, json_t *fields)
{
	uint32_t needed = meeting_act_signatures(&k->meeting, type);

	if (k->does_probe) {
		const char *name;
		json_t *value;

		json_object_foreach(fields, name, value) {
			json_t *less = json_copy(fields);

			json_object_del(less, name);
			maker_refuse(k, ERR_FIELD_MISSING, name, type, NULL, maker_act_body(k, type, less, needed));
		}
		for (int spoil = 0; spoil < 2; spoil++) {
			json_t *other = json_copy(fields);

			json_object_set_new(other, "more", json_null());
			maker_refuse(k, spoil ? ERR_ACT : ERR_FIELD_UNKNOWN, NULL, type, NULL,
				     maker_act_body(k, spoil ? "other" : type, other, needed));
		}
		maker_refuse(k, needed > 1 ? ERR_ACT : ERR_RANGE, "sigs", type, NULL, maker_act_body(k, type, json_copy(fields), needed - 1));
	}
	maker_add(k, type, NULL, maker_act_body(k, type, fields, needed));
}

/* ---- slips ---- */

json_t *maker_slip_lists_fields(struct maker *k, unsigned issue)
{
	uint8_t lists[MAKER_SLOTS][32], fingerprint[32], *keys = malloc(k->slips * POINT_SIZE);
	json_t *array = json_array();
	struct scalar secret;

	assert_non_null(keys);
	for (uint32_t slot = 1; slot <= MAKER_SLOTS; slot++) {
		for (uint32_t i = 0; i < k->slips; i++)
			assert_int_equal(slip_slot_key(k->keys.g, &secret, keys + i * POINT_SIZE, k->codes[i], k->meeting.id, slot), OK);
		assert_int_equal(slip_list_hash(lists[slot - 1], keys, k->slips, k->meeting.id, issue, slot), OK);
		json_array_append_new(array, maker_hex(lists[slot - 1], 32));
	}
	free(keys);
	slip_fingerprint(fingerprint, k->meeting.id, issue, k->slips, lists[0], MAKER_SLOTS);
	return json_pack("{s:i, s:i, s:i, s:o, s:o}", "issue", (int)issue, "slips", (int)k->slips, "slots", MAKER_SLOTS,
			 "lists", array, "fingerprint", maker_hex(fingerprint, sizeof(fingerprint)));
}

void maker_slips(struct maker *k)
{
	maker_act(k, "slip_lists", maker_slip_lists_fields(k, 1));
}

/* ---- sittings ---- */

void maker_sit(struct maker *k, unsigned sitting, unsigned present)
{
	maker_add(k, "sitting_open", NULL, json_pack("{s:i}", "sitting", (int)sitting));
	for (unsigned i = 1; i <= present; i++) {
		char number[12];

		snprintf(number, sizeof(number), "%u", i);
		maker_add(k, "checkin", "machine:desk-1", json_pack("{s:s}", "number", number));
	}
}

void maker_prepare(struct maker *k, unsigned present)
{
	maker_found(k);
	maker_roll(k);
	maker_machines(k);
	maker_ceremony(k, CEREMONY_DONE);
	maker_slips(k);
	maker_sit(k, 1, present);
}

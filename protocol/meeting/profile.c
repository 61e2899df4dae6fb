/* profile.c - see profile.h. */
#include "protocol/meeting/profile.h"

#include <string.h>
#include "protocol/base/bytes.h"

enum { MAX_KINDS = 40, MAX_SCALES = 4, MAX_OPTIONS = 100 };
enum { PROFILE_TITLE_MAX = 400, PROFILE_TEXT_MAX = 6000, OPTION_TEXT_MAX = 60, FLAG_MAX = 1000, SETTING_MAX = 200 };

static const char *const rule_types[] = { [RULE_LADDER] = "ladder", [RULE_ELECTION] = "election", [RULE_PLURALITY] = "plurality" };

static enum err close_with(struct fields *f, const char **detail)
{
	enum err err = fields_close(f);

	if (err && f->field)
		*detail = f->field;
	return err;
}

static enum err refuse(const char **detail, const char *field)
{
	*detail = field;
	return ERR_RANGE;
}

bool profile_are_options(const json_t *ids, const json_t *scale)
{
	const json_t *id, *option;
	size_t i, j;

	json_array_foreach(ids, i, id) {
		bool found = false;

		json_array_foreach(scale, j, option)
			found |= json_is_string(id) && json_equal(json_object_get(option, "id"), id);
		if (!found)
			return false;
	}
	return true;
}

/* ---- rules ---- */

static enum err check_step(const json_t *step, const json_t *scale, const char **detail)
{
	struct threshold t;
	struct fields f;

	fields_open(&f, step);
	fields_text(&f, "outcome", 1, RULE_NAME_MAX);
	const json_t *counts = fields_array(&f, "counts", 1, PROFILE_MAX_COUNTED);
	threshold_read(&t, &f);
	enum err err = close_with(&f, detail);
	return !err && !profile_are_options(counts, scale) ? refuse(detail, "counts") : err;
}

static enum err check_ladder(const json_t *rule, const json_t *scale, const char **detail)
{
	const json_t *step;
	struct fields f;
	size_t i;

	fields_open(&f, rule);
	fields_text(&f, "type", 1, RULE_NAME_MAX);
	const json_t *steps = fields_array(&f, "steps", 0, PROFILE_MAX_STEPS);
	fields_text(&f, "otherwise", 1, RULE_NAME_MAX);
	enum err err = close_with(&f, detail);

	json_array_foreach(steps, i, step) {
		if (!err)
			err = check_step(step, scale, detail);
	}
	return err;
}

/* An election's base must be the same for every candidate, or votes could not be ranked across them. */
static enum err check_election(const json_t *rule, const json_t *scale, bool has_threshold, const char **detail)
{
	struct threshold t = { .base = BASE_VALID };
	struct fields f;

	fields_open(&f, rule);
	fields_text(&f, "type", 1, RULE_NAME_MAX);
	const json_t *counts = fields_array(&f, "counts", 1, 1);
	if (has_threshold)
		threshold_read(&t, &f);
	enum err err = close_with(&f, detail);
	if (!err && !profile_are_options(counts, scale))
		err = refuse(detail, "counts");
	if (!err && t.base == BASE_CAST)
		err = refuse(detail, "base");
	return err;
}

static bool read_rule_type(enum rule_type *out, const json_t *rule)
{
	const char *name = json_string_value(json_object_get(rule, "type"));

	for (size_t i = 0; name && i < sizeof rule_types / sizeof *rule_types; i++) {
		if (strcmp(rule_types[i], name) == 0) {
			*out = (enum rule_type)i;
			return true;
		}
	}
	return false;
}

enum rule_type profile_rule_type(const json_t *rule)
{
	enum rule_type type = RULE_LADDER;

	(void)read_rule_type(&type, rule);
	return type;
}

static enum err check_rule(const json_t *rule, const json_t *scale, const char **detail)
{
	enum rule_type type;

	if (!read_rule_type(&type, rule))
		return refuse(detail, "type");
	switch (type) {
	case RULE_LADDER: return check_ladder(rule, scale, detail);
	case RULE_ELECTION: return check_election(rule, scale, true, detail);
	case RULE_PLURALITY: return check_election(rule, scale, false, detail);
	}
	return refuse(detail, "type");
}

/* ---- rates ---- */

static void read_flag(struct rate *r, struct fields *f, const char **detail)
{
	const json_t *flag = fields_object_opt(f, "flag");
	struct fields parts;

	r->has_flag = flag != NULL;
	if (!flag)
		return;
	fields_open(&parts, flag);
	r->flag_num = fields_int(&parts, "num", 1, FLAG_MAX);
	r->flag_den = fields_int(&parts, "den", 1, FLAG_MAX);
	enum err err = close_with(&parts, detail);
	if (!f->err)
		f->err = err;
}

enum err profile_rate(struct rate *out, const json_t *rate, const char **detail)
{
	struct rate r = { .name = NULL };
	struct fields f;

	fields_open(&f, rate);
	r.name = fields_text(&f, "name", 1, RULE_NAME_MAX);
	r.scale = (size_t)fields_int(&f, "scale", 0, MAX_SCALES - 1);
	r.base = rule_read_base(&f);
	r.counts = fields_array_opt(&f, "counts", PROFILE_MAX_COUNTED);
	r.weights = fields_array_opt(&f, "weights", MAX_OPTIONS);
	read_flag(&r, &f, detail);
	enum err err = close_with(&f, detail);
	if (!err && !r.counts == !r.weights)
		err = refuse(detail, "counts");
	if (!err)
		*out = r;
	return err;
}

static enum err check_rate(const json_t *object, const json_t *scales, const char **detail)
{
	const json_t *weight;
	struct rate r;
	size_t i;
	enum err err = profile_rate(&r, object, detail);

	if (err)
		return err;
	const json_t *scale = json_array_get(scales, r.scale);
	if (!scale)
		return refuse(detail, "scale");
	if (r.counts && (!json_array_size(r.counts) || !profile_are_options(r.counts, scale)))
		return refuse(detail, "counts");
	if (r.weights && json_array_size(r.weights) != json_array_size(scale))
		return refuse(detail, "weights");
	json_array_foreach(r.weights, i, weight) {
		if (!json_is_integer(weight) || json_integer_value(weight) < 0 || json_integer_value(weight) > PROFILE_MAX_WEIGHT)
			return refuse(detail, "weights");
	}
	return OK;
}

/* Rates have different names within a scale; `rank` is empty or one of them. */
static enum err check_rates(const json_t *rates, const json_t *scales, const char *rank, const char **detail)
{
	const json_t *rate;
	bool is_found = !*rank;
	enum err err = OK;
	size_t i;

	json_array_foreach(rates, i, rate) {
		const char *name = json_string_value(json_object_get(rate, "name"));

		if (!err)
			err = check_rate(rate, scales, detail);
		is_found |= name && strcmp(name, rank) == 0;
		for (size_t j = 0; j < i && !err; j++) {
			const json_t *other = json_array_get(rates, j);

			if (json_equal(json_object_get(other, "name"), json_object_get(rate, "name")) &&
			    json_equal(json_object_get(other, "scale"), json_object_get(rate, "scale")))
				err = refuse(detail, "name");
		}
	}
	return !err && !is_found ? refuse(detail, "rank") : err;
}

/* ---- caps, surplus, publication ---- */

/* Read num/den, a fraction of one at most. */
static void read_share(int64_t *num, int64_t *den, struct fields *f)
{
	*num = fields_int(f, "num", 1, FLAG_MAX);
	*den = fields_int(f, "den", *num, FLAG_MAX);
}

enum err profile_cap(struct cap *out, const json_t *cap, const char **detail)
{
	struct cap c = { .name = NULL };
	struct fields f;

	fields_open(&f, cap);
	c.name = fields_text(&f, "name", 1, RULE_NAME_MAX);
	c.scale = (size_t)fields_int(&f, "scale", 0, MAX_SCALES - 1);
	read_share(&c.num, &c.den, &f);
	enum err err = close_with(&f, detail);
	if (!err)
		*out = c;
	return err;
}

/* Caps are of the kind's scales and have different names. A kind that elects has none: its seats are the cap. */
static enum err check_caps(const json_t *caps, const json_t *scales, enum rule_type type, const char **detail)
{
	const json_t *object;
	enum err err = caps && (type != RULE_LADDER || !json_array_size(caps)) ? refuse(detail, "caps") : OK;
	size_t i;

	json_array_foreach(caps, i, object) {
		struct cap c;

		if (!err)
			err = profile_cap(&c, object, detail);
		if (!err && c.scale >= json_array_size(scales))
			err = refuse(detail, "scale");
		for (size_t j = 0; j < i && !err; j++)
			if (json_equal(json_object_get(json_array_get(caps, j), "name"), json_object_get(object, "name")))
				err = refuse(detail, "name");
	}
	return err;
}

static enum err check_surplus(const json_t *surplus, enum rule_type type, const char **detail)
{
	int64_t num, den;
	struct fields f;

	if (!surplus)
		return OK;
	if (type != RULE_ELECTION)
		return refuse(detail, "surplus");
	fields_open(&f, surplus);
	read_share(&num, &den, &f);
	return close_with(&f, detail);
}

int64_t profile_surplus(const json_t *kind, int64_t seats)
{
	const json_t *surplus = json_object_get(kind, "surplus");
	int64_t num = json_integer_value(json_object_get(surplus, "num")), den = json_integer_value(json_object_get(surplus, "den"));

	return surplus ? (num * seats + den - 1) / den : 0;
}

bool profile_is_limited(const json_t *kind)
{
	const char *publication = json_string_value(json_object_get(kind, "publication"));

	return publication && strcmp(publication, "presidium") == 0;
}

static void read_publication(struct fields *f)
{
	const char *to = fields_has(f, "publication") ? fields_text(f, "publication", 1, RULE_NAME_MAX) : "hall";

	if (!f->err && strcmp(to, "hall") != 0 && strcmp(to, "presidium") != 0) {
		f->err = ERR_RANGE;
		f->field = "publication";
	}
}

/* ---- kinds and profiles ---- */

static enum err check_scale(const json_t *scale, enum rule_type type, const char **detail)
{
	const json_t *option;
	enum err err = OK;
	size_t i;

	if (!json_is_array(scale) || json_array_size(scale) < 2 || json_array_size(scale) > MAX_OPTIONS)
		return refuse(detail, "scales");
	json_array_foreach(scale, i, option) {
		struct fields f;

		if (err)
			break;
		fields_open(&f, option);
		fields_text(&f, "id", 1, RULE_NAME_MAX);
		fields_text(&f, "text", 1, OPTION_TEXT_MAX);
		bool abstains = fields_bool(&f, "abstain"), is_invalid = fields_has(&f, "invalid") && fields_bool(&f, "invalid");
		err = close_with(&f, detail);
		/* where seats are filled the base is one for all candidates (P15.3) */
		if (!err && is_invalid && (abstains || type != RULE_LADDER))
			err = refuse(detail, "invalid");
	}
	return err;
}

static enum err check_kind(const json_t *kind, const char **detail)
{
	const json_t *scale;
	struct fields f;
	size_t i;

	fields_open(&f, kind);
	fields_bool(&f, "election");
	fields_bool(&f, "secret");
	const json_t *scales = fields_array(&f, "scales", 1, MAX_SCALES), *rule = fields_object(&f, "rule");
	const json_t *rates = fields_array(&f, "rates", 0, PROFILE_MAX_RATES);
	const char *rank = fields_text(&f, "rank", 0, RULE_NAME_MAX);
	const json_t *caps = fields_array_opt(&f, "caps", PROFILE_MAX_CAPS), *surplus = fields_object_opt(&f, "surplus");
	read_publication(&f);
	enum err err = close_with(&f, detail);
	enum rule_type type = err ? RULE_LADDER : profile_rule_type(rule);

	json_array_foreach(scales, i, scale) {
		if (!err)
			err = check_scale(scale, type, detail);
		/* a rule speaks of every contest, whatever its scale */
		if (!err)
			err = check_rule(rule, scale, detail);
	}
	if (!err)
		err = check_caps(caps, scales, type, detail);
	if (!err)
		err = check_surplus(surplus, type, detail);
	return err ? err : check_rates(rates, scales, rank, detail);
}

/* In these places differ, and nothing here computes with them: the sheet of rules tells them. */
const char *const profile_settings[] = {
	"item_notice", "session_notice", "body", "session", "resolution_change", "cosigners", "reply_deadline", "roll",
	"group_activity", "contacts", "reception_day", "vacancies", NULL,
};

static bool is_setting(const char *name)
{
	for (size_t i = 0; profile_settings[i]; i++)
		if (strcmp(profile_settings[i], name) == 0)
			return true;
	return false;
}

static enum err check_settings(const json_t *settings, const char **detail)
{
	const char *name;
	json_t *setting;

	json_object_foreach((json_t *)settings, name, setting) {
		struct fields f;

		if (!is_setting(name))
			return refuse(detail, "settings");
		fields_open(&f, setting);
		fields_text(&f, "value", 1, SETTING_MAX);
		fields_text(&f, "source", 1, SETTING_MAX);
		enum err err = close_with(&f, detail);
		if (err)
			return err;
	}
	return OK;
}

static enum err check_quorum(const json_t *object, const char **detail)
{
	struct threshold t = { .base = BASE_EXPECTED };
	struct fields f;

	fields_open(&f, object);
	threshold_read(&t, &f);
	enum err err = close_with(&f, detail);
	return !err && t.base != BASE_EXPECTED ? refuse(detail, "base") : err;
}

enum err profile_check(const json_t *profile, const char **detail)
{
	const char *name;
	json_t *kind;
	struct fields f;

	fields_open(&f, profile);
	fields_text(&f, "id", 1, 2 * RULE_NAME_MAX);
	fields_text(&f, "title", 1, PROFILE_TITLE_MAX);
	fields_text(&f, "source", 1, PROFILE_TEXT_MAX);
	const json_t *quorum = fields_object(&f, "quorum"), *with_election = fields_object(&f, "quorum_election");
	fields_int(&f, "minimum", 5, 10000);
	const json_t *kinds = fields_object(&f, "kinds"), *settings = fields_object_opt(&f, "settings");
	enum err err = close_with(&f, detail);
	if (!err)
		err = check_quorum(quorum, detail);
	if (!err)
		err = check_quorum(with_election, detail);
	if (!err)
		err = check_settings(settings, detail);
	if (!err && (json_object_size(kinds) < 1 || json_object_size(kinds) > MAX_KINDS))
		err = refuse(detail, "kinds");
	json_object_foreach((json_t *)kinds, name, kind) {
		if (!err && (!*name || strlen(name) > RULE_NAME_MAX))
			err = refuse(detail, "kinds");
		if (!err)
			err = check_kind(kind, detail);
	}
	return err;
}

/* ---- files ---- */

enum err profile_read(json_t **out, const char *text, size_t len)
{
	struct buf line = { 0 };
	enum err err;

	if (len > PROFILE_FILE_MAX)
		return ERR_TOO_LONG;
	buf_add(&line, text, len);
	err = line.failed ? ERR_MEMORY : OK;
	for (size_t i = 0; i < line.len; i++) {
		if (line.at[i] == '\n' || line.at[i] == '\r' || line.at[i] == '\t')
			line.at[i] = ' ';
	}
	while (line.len && line.at[line.len - 1] == ' ')
		line.len--;
	if (!err)
		err = json_read(out, (const char *)line.at, line.len);
	buf_release(&line);
	return err;
}

static json_t *joined(const json_t *ours, const char *between, const char *theirs)
{
	struct buf both = { 0 };

	buf_add_text(&both, json_string_value(ours));
	buf_add_text(&both, between);
	buf_add_text(&both, theirs);
	json_t *text = both.failed ? NULL : json_string(buf_text(&both));
	buf_release(&both);
	return text;
}

enum err profile_merge(json_t **out, const json_t *profile, const json_t *election, const char **detail)
{
	static const struct {
		const char *name, *between;
		size_t max;
	} texts[] = { { "id", "+", 2 * RULE_NAME_MAX }, { "title", " + ", PROFILE_TITLE_MAX }, { "source", "\xEF\xBC\x9B", PROFILE_TEXT_MAX } };
	const char *theirs[sizeof texts / sizeof *texts];
	struct fields f;

	fields_open(&f, election);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		theirs[i] = fields_text(&f, texts[i].name, 1, texts[i].max);
	const json_t *quorum = fields_object(&f, "quorum_election"), *more = fields_object(&f, "kinds");
	enum err err = close_with(&f, detail);
	for (size_t i = 0; !err && i < sizeof texts / sizeof *texts; i++)
		if (!json_is_string(json_object_get(profile, texts[i].name)))
			*detail = texts[i].name, err = ERR_FIELD_TYPE;
	if (!err && !json_is_object(json_object_get(profile, "kinds")))
		*detail = "kinds", err = ERR_FIELD_TYPE;
	if (err)
		return err;

	json_t *whole = json_copy((json_t *)profile), *kinds = json_copy(json_object_get(profile, "kinds"));
	bool ok = whole && kinds && !json_object_update(kinds, (json_t *)more) && !json_object_set(whole, "quorum_election", (json_t *)quorum);
	for (size_t i = 0; ok && i < sizeof texts / sizeof *texts; i++)
		ok = !json_object_set_new(whole, texts[i].name, joined(json_object_get(profile, texts[i].name), texts[i].between, theirs[i]));
	ok = ok && !json_object_set(whole, "kinds", kinds);
	json_decref(kinds);
	if (!ok) {
		json_decref(whole);
		return ERR_MEMORY;
	}
	*out = whole;
	return OK;
}

enum err profile_quorum(struct threshold *out, const json_t *profile, bool with_election)
{
	struct fields f;

	fields_open(&f, json_object_get(profile, with_election ? "quorum_election" : "quorum"));
	threshold_read(out, &f);
	return fields_close(&f);
}

const json_t *profile_kind(const json_t *profile, const char *kind)
{
	return json_object_get(json_object_get(profile, "kinds"), kind);
}

/* Is a sealed bundle held together: manifest, checkpoint, report, and what was kept outside? */
#include "protocol/report/bundle.h"

#include "protocol/crypto/hash.h"
#include "protocol/report/report.h"
#include "tests/unit/meeting_case.h"

static int case_whole(void **state)
{
	struct maker *k = malloc(sizeof(*k));

	assert_non_null(k);
	maker_whole(k);
	*state = k;
	return 0;
}

/* ---- the checkpoint ---- */

/* A note of a head, by the log if `has_log`, and by the trustees whose bits are set. */
static void note_of_head(struct buf *note, const struct maker *k, const struct head *head, bool has_log, unsigned trustees)
{
	const struct meeting *m = &k->meeting;
	struct note_key key;

	assert_int_equal(note_start(note, m->origin, head), OK);
	log_note_key(&key, m);
	if (has_log)
		assert_int_equal(note_sign_log(note, &key, k->log_seed), OK);
	for (uint32_t i = 1; i <= MAKER_TRUSTEES; i++) {
		if (!(trustees >> i & 1))
			continue;
		trustee_note_key(&key, m, m->key_record, i);
		assert_int_equal(note_cosign(note, &key, k->keys.secrets[i - 1].cosign_seed, 1795300000), OK);
	}
}

/* The same of the ledger's first `size` entries. */
static void note_of(struct buf *note, const struct maker *k, uint64_t size, bool has_log, unsigned trustees)
{
	struct head head;

	assert_int_equal(meeting_head(&head, &k->meeting, size), OK);
	note_of_head(note, k, &head, has_log, trustees);
}

static enum err checkpoint(const struct maker *k, uint64_t size, bool has_log, unsigned trustees)
{
	struct buf note = { 0 };
	enum err err;

	note_of(&note, k, size, has_log, trustees);
	err = bundle_check_checkpoint(&k->meeting, buf_text(&note), note.len);
	buf_release(&note);
	return err;
}

static void a_checkpoint_needs_the_log_and_enough_trustees(void **state)
{
	enum { ONE = 1 << 1, TWO = 1 << 2, THREE = 1 << 3 };
	const struct maker *k = *state;
	uint64_t size = k->meeting.tree.size;

	assert_int_equal(checkpoint(k, size, true, ONE | TWO), OK);
	assert_int_equal(checkpoint(k, size, true, TWO | THREE), OK);
	assert_int_equal(checkpoint(k, size, true, ONE | TWO | THREE), OK);
	assert_int_equal(checkpoint(k, size, true, TWO), ERR_COSIGNATURES);
	assert_int_equal(checkpoint(k, size, true, 0), ERR_COSIGNATURES);
	assert_int_equal(checkpoint(k, size, false, ONE | TWO), ERR_SIGNATURE);
	/* an earlier head says nothing of what came after */
	assert_int_equal(checkpoint(k, size - 1, true, ONE | TWO), ERR_HEAD);
}

static void a_checkpoint_is_of_this_size_and_this_root(void **state)
{
	const struct maker *k = *state;
	struct head head;

	for (int spoil = 0; spoil < 3; spoil++) {
		struct buf note = { 0 };

		assert_int_equal(meeting_head(&head, &k->meeting, k->meeting.tree.size), OK);
		head.size -= spoil == 1;
		head.root[31] ^= spoil == 2;
		note_of_head(&note, k, &head, true, 1 << 1 | 1 << 2);
		assert_int_equal(bundle_check_checkpoint(&k->meeting, buf_text(&note), note.len), spoil ? ERR_HEAD : OK);
		buf_release(&note);
	}
}

static void one_trustee_twice_is_one(void **state)
{
	const struct maker *k = *state;
	struct buf note = { 0 };
	struct note_key key;

	note_of(&note, k, k->meeting.tree.size, true, 1 << 1);
	trustee_note_key(&key, &k->meeting, k->meeting.key_record, 1);
	assert_int_equal(note_cosign(&note, &key, k->keys.secrets[0].cosign_seed, 1795300001), OK);
	assert_int_equal(bundle_check_checkpoint(&k->meeting, buf_text(&note), note.len), ERR_COSIGNATURES);
	buf_release(&note);
}

static void a_trustee_who_is_named_must_have_signed(void **state)
{
	const struct maker *k = *state;
	struct buf note = { 0 };
	struct note_key key;

	note_of(&note, k, k->meeting.tree.size, true, 1 << 1 | 1 << 2);
	trustee_note_key(&key, &k->meeting, k->meeting.key_record, 3);
	assert_int_equal(note_cosign(&note, &key, k->keys.secrets[0].cosign_seed, 1795300001), OK);
	assert_int_equal(bundle_check_checkpoint(&k->meeting, buf_text(&note), note.len), ERR_SIGNATURE);
	buf_release(&note);
}

static void strangers_on_a_checkpoint_do_no_harm(void **state)
{
	const struct maker *k = *state;
	struct note_key stranger = { .signer = NOTE_COSIGNER, .name = "example.org/witness" };
	uint8_t seed[SIGN_SEED_SIZE] = { 5 };
	struct buf note = { 0 };

	assert_int_equal(sign_public(stranger.key, seed), OK);
	note_of(&note, k, k->meeting.tree.size, true, 1 << 1 | 1 << 2);
	assert_int_equal(note_cosign(&note, &stranger, seed, 1795300001), OK);
	assert_int_equal(bundle_check_checkpoint(&k->meeting, buf_text(&note), note.len), OK);
	buf_release(&note);
}

static void what_is_not_sealed_has_no_final_checkpoint(void **state)
{
	struct maker *k = *state;

	assert_int_equal(checkpoint(k, k->meeting.tree.size, true, 1 << 1 | 1 << 2), ERR_UNSEALED);
}

/* ---- files ---- */

static void the_manifest_is_of_the_three_files_by_name(void **state)
{
	struct bundle_hashes hashes = { .ledger = { 0xaa }, .checkpoint = { 0xbb }, .report = { 0xcc } };
	struct buf manifest = { 0 };
	const char zeros[] = "00000000000000000000000000000000000000000000000000000000000000";
	char expected[400];

	(void)state;
	bundle_manifest(&manifest, &hashes);
	snprintf(expected, sizeof(expected), "bb%s  checkpoint\naa%s  ledger.jsonl\ncc%s  report.html\n", zeros, zeros, zeros);
	assert_string_equal(buf_text(&manifest), expected);
	assert_int_equal(bundle_check_manifest(&hashes, (struct span){ manifest.at, manifest.len }), OK);
	assert_int_equal(bundle_check_manifest(&hashes, (struct span){ manifest.at, manifest.len - 1 }), ERR_MANIFEST);
	manifest.at[0] ^= 1;
	assert_int_equal(bundle_check_manifest(&hashes, (struct span){ manifest.at, manifest.len }), ERR_MANIFEST);
	buf_release(&manifest);
}

static void a_report_in_either_language_holds_to_the_letter(void **state)
{
	const struct maker *k = *state;

	for (int lang = LANG_ZH; lang <= LANG_EN; lang++) {
		struct buf report = { 0 };
		bool is_compared = false;

		assert_int_equal(report_html(&report, &k->meeting, (enum lang)lang, NULL), OK);
		assert_int_equal(bundle_check_report(&is_compared, &k->meeting, (struct span){ report.at, report.len }, NULL), OK);
		report.at[report.len / 2] ^= 1;
		assert_int_equal(bundle_check_report(&is_compared, &k->meeting, (struct span){ report.at, report.len }, NULL), ERR_REPORT);
		report.at[report.len / 2] ^= 1;
		assert_int_equal(bundle_check_report(&is_compared, &k->meeting, (struct span){ report.at, report.len - 1 }, NULL), ERR_REPORT);
		buf_release(&report);
	}
}

static void what_is_made_holds_together(void **state)
{
	const struct maker *k = *state;
	const struct span note = { (const uint8_t *)"note", 4 };
	const uint8_t ledger[32] = { 7 };
	struct buf report = { 0 }, manifest = { 0 };
	struct bundle_hashes hashes = { .ledger = { 7 } };
	bool is_compared = false;

	assert_int_equal(bundle_make(&report, &manifest, &k->meeting, LANG_EN, ledger, note, NULL), OK);
	assert_int_equal(bundle_check_report(&is_compared, &k->meeting, (struct span){ report.at, report.len }, NULL), OK);
	sha256(hashes.checkpoint, note.at, note.len);
	sha256(hashes.report, report.at, report.len);
	assert_int_equal(bundle_check_manifest(&hashes, (struct span){ manifest.at, manifest.len }), OK);
	hashes.ledger[0] = 8;
	assert_int_equal(bundle_check_manifest(&hashes, (struct span){ manifest.at, manifest.len }), ERR_MANIFEST);
	buf_release(&report);
	buf_release(&manifest);
}

/* A report of another form is not ours to compare; one of none is no report. */
static void only_a_report_of_our_own_form_is_compared(void **state)
{
	const struct maker *k = *state;
	struct buf report = { 0 };
	bool is_compared = true;
	char *form;

	assert_int_equal(report_html(&report, &k->meeting, LANG_ZH, NULL), OK);
	form = strstr((char *)report.at, REPORT_FORM_META);
	assert_non_null(form);
	form[sizeof(REPORT_FORM_META) - 1] = '7';
	assert_int_equal(bundle_check_report(&is_compared, &k->meeting, (struct span){ report.at, report.len }, NULL), OK);
	assert_false(is_compared);
	form[sizeof(REPORT_FORM_META) - 1] = 'x';
	assert_int_equal(bundle_check_report(&is_compared, &k->meeting, (struct span){ report.at, report.len }, NULL), ERR_REPORT);
	assert_int_equal(bundle_check_report(&is_compared, &k->meeting, (struct span){ report.at, 0 }, NULL), ERR_REPORT);
	buf_release(&report);
}

/* ---- from outside ---- */

static void every_head_that_was_ever_shown_ties_the_record_to_the_hall(void **state)
{
	const struct maker *k = *state;
	char shown[HEAD_TEXT_SIZE];
	struct head head;

	for (uint64_t size = 1; size <= k->meeting.tree.size; size++) {
		assert_int_equal(meeting_head(&head, &k->meeting, size), OK);
		head_show(shown, &head);
		assert_int_equal(bundle_check_head(&k->meeting, shown), OK);
		head.size = size == 1 ? 2 : size - 1;
		head_show(shown, &head);
		assert_int_equal(bundle_check_head(&k->meeting, shown), ERR_HEAD);
	}
	snprintf(shown, sizeof(shown), "%llu:00000000000000000000", (unsigned long long)k->meeting.tree.size + 1);
	assert_int_equal(bundle_check_head(&k->meeting, shown), ERR_HEAD);
	assert_int_equal(bundle_check_head(&k->meeting, "nonsense"), ERR_HEAD);
}

static void the_logs_key_is_known_again(void **state)
{
	const struct maker *k = *state;
	struct note_key key;

	log_note_key(&key, &k->meeting);
	for (int spoil = 0; spoil < 3; spoil++) {
		struct note_key other = key;
		struct buf vkey = { 0 };

		if (spoil == 1)
			other.key[0] ^= 1;
		if (spoil == 2)
			snprintf(other.name, sizeof(other.name), "tally/m/another");
		note_vkey_write(&vkey, &other);
		assert_int_equal(bundle_check_key(&k->meeting, buf_text(&vkey)), spoil ? ERR_LOG_KEY : OK);
		buf_release(&vkey);
	}
	assert_int_equal(bundle_check_key(&k->meeting, "nonsense"), ERR_NOTE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(case_whole, a_checkpoint_needs_the_log_and_enough_trustees),
		CASE(case_whole, a_checkpoint_is_of_this_size_and_this_root),
		CASE(case_whole, one_trustee_twice_is_one),
		CASE(case_whole, a_trustee_who_is_named_must_have_signed),
		CASE(case_whole, strangers_on_a_checkpoint_do_no_harm),
		CASE(case_prepared, what_is_not_sealed_has_no_final_checkpoint),
		cmocka_unit_test(the_manifest_is_of_the_three_files_by_name),
		CASE(case_whole, what_is_made_holds_together),
		CASE(case_whole, a_report_in_either_language_holds_to_the_letter),
		CASE(case_whole, only_a_report_of_our_own_form_is_compared),
		CASE(case_whole, every_head_that_was_ever_shown_ties_the_record_to_the_hall),
		CASE(case_whole, the_logs_key_is_known_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

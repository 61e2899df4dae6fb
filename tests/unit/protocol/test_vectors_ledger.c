/* test_vectors_ledger.c - do our fold and a second implementation's agree on a whole meeting, line by line, and on what must be refused?
 *
 * ledger.json was written and folded by a program that knows PROTOCOL.md alone; see tests/vectors/README.md. */
#include <stdlib.h>
#include "protocol/ledger/note.h"
#include "protocol/ledger/tree.h"
#include "protocol/meeting/meeting.h"
#include "protocol/meeting/verify.h"
#include "tests/unit/fixed_rng.h"
#include "tests/unit/vector_files.h"

enum { PROOF_SIZE = TREE_MAX_PROOF * 32 };

static int load(void **state)
{
	*state = listed_file("tests/vectors/ledger.json");
	return 0;
}

static int unload(void **state)
{
	json_decref(*state);
	return 0;
}

static const char *line_at(const json_t *file, size_t i)
{
	return json_string_value(json_array_get(listed_array(file, "lines"), i));
}

static enum err apply(struct meeting *m, const char *line)
{
	return meeting_apply(m, line, strlen(line));
}

/* Everything that must be refused at this point, and leaves no trace: the good line behind it still fits. */
static size_t refuse_here(struct meeting *m, const json_t *file, size_t at)
{
	size_t i, accepted = 0;
	json_t *bad;

	json_array_foreach (listed_array(file, "bad"), i, bad) {
		uint8_t before[32], after[32];

		if (listed_number(bad, "after") != at || json_is_true(listed_value(bad, "equation")))
			continue;
		memcpy(before, m->last_leaf, sizeof(before));
		if (apply(m, listed_text(bad, "line")) == OK) {
			print_error("accepted after line %zu: %s\n", at, listed_text(bad, "purpose"));
			accepted++;
		}
		memcpy(after, m->last_leaf, sizeof(after));
		if (m->tree.size != at || memcmp(before, after, sizeof(after)))
			fail_msg("changed by what was refused after line %zu: %s", at, listed_text(bad, "purpose"));
	}
	return accepted;
}

static void a_whole_meeting_folds_alike_and_what_is_bad_is_refused(void **state)
{
	const json_t *file = *state;
	size_t count = json_array_size(listed_array(file, "lines")), accepted = 0;
	struct meeting m;

	meeting_init(&m, 0);
	for (size_t i = 0; i < count; i++) {
		enum err err;

		accepted += refuse_here(&m, file, i);
		err = apply(&m, line_at(file, i));
		if (err)
			fail_msg("line %zu: %s %s: %.120s", i, err_code(err), m.detail ? m.detail : "", line_at(file, i));
	}
	accepted += refuse_here(&m, file, count);
	assert_int_equal(accepted, 0);
	assert_true(m.is_sealed);
	meeting_release(&m);
}

static void expect_verified(const json_t *file, size_t count, const char *bad)
{
	uint64_t counter = 1;
	struct rng rng = fixed_rng(&counter);
	struct verifier *v = test_calloc(1, sizeof(*v));
	enum err err;

	assert_int_equal(verifier_init(v, &rng), OK);
	for (size_t i = 0; i < count; i++) {
		err = verifier_apply(v, line_at(file, i), strlen(line_at(file, i)));
		if (err)
			fail_msg("entry %u: %s", (unsigned)v->failed_entry, err_code(err));
	}
	assert_int_equal(verifier_flush(v), OK);
	if (bad) {
		err = verifier_apply(v, bad, strlen(bad));
		if (!err && !verifier_flush(v))
			fail_msg("accepted after line %zu: %.120s", count, bad);
	}
	verifier_release(v);
	test_free(v);
}

static void every_equation_of_the_meeting_holds(void **state)
{
	const json_t *file = *state;

	expect_verified(file, json_array_size(listed_array(file, "lines")), NULL);
}

static void what_only_an_equation_forbids_is_refused_by_the_verifier(void **state)
{
	const json_t *file = *state;
	json_t *bad;
	size_t i;

	json_array_foreach (listed_array(file, "bad"), i, bad) {
		if (!json_is_true(listed_value(bad, "equation")))
			continue;
		expect_verified(file, listed_number(bad, "after"), listed_text(bad, "line"));
	}
}

static void grow(struct tree *t, const json_t *file)
{
	uint8_t leaf[32];
	json_t *line;
	size_t i;

	tree_init(t);
	json_array_foreach (listed_array(file, "lines"), i, line) {
		tree_leaf_hash(leaf, json_string_value(line), json_string_length(line));
		assert_int_equal(tree_add(t, leaf), OK);
	}
}

static void expect_proof(const json_t *item, const uint8_t *proof, size_t count)
{
	uint8_t listed[32];

	assert_int_equal(json_array_size(listed_array(item, "proof")), count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(base64_decode(listed, sizeof(listed), json_string_value(json_array_get(listed_array(item, "proof"), i))), OK);
		assert_memory_equal(listed, proof + i * 32, sizeof(listed));
	}
}

static void roots_and_proofs_of_the_tree_are_the_same(void **state)
{
	const json_t *file = *state, *tree = listed_value(file, "tree");
	uint8_t root[32], old[32], leaf[32], proof[PROOF_SIZE];
	struct tree t;
	json_t *item;
	size_t i, count;

	grow(&t, file);
	json_array_foreach (listed_array(tree, "roots"), i, item) {
		assert_int_equal(tree_root(root, &t, listed_number(item, "size")), OK);
		assert_int_equal(hex_decode(old, sizeof(old), listed_text(item, "root")), OK);
		assert_memory_equal(root, old, sizeof(root));
	}
	json_array_foreach (listed_array(tree, "inclusion"), i, item) {
		uint64_t index = listed_number(item, "index"), size = listed_number(item, "size");

		assert_int_equal(tree_inclusion(proof, &count, &t, index, size), OK);
		expect_proof(item, proof, count);
		assert_int_equal(tree_root(root, &t, size), OK);
		assert_int_equal(tree_leaf(leaf, &t, index), OK);
		assert_int_equal(tree_check_inclusion(leaf, index, size, root, proof, count), OK);
	}
	json_array_foreach (listed_array(tree, "consistency"), i, item) {
		uint64_t first = listed_number(item, "first"), size = listed_number(item, "size");

		assert_int_equal(tree_consistency(proof, &count, &t, first, size), OK);
		expect_proof(item, proof, count);
		assert_int_equal(tree_root(old, &t, first), OK);
		assert_int_equal(tree_root(root, &t, size), OK);
		assert_int_equal(tree_check_consistency(first, old, size, root, proof, count), OK);
	}
	tree_release(&t);
}

static void the_final_checkpoint_is_signed_alike(void **state)
{
	const json_t *file = *state;
	const char *text = listed_text(file, "note");
	size_t count = json_array_size(listed_array(file, "lines"));
	struct note_key log = { .signer = NOTE_LOG }, trustee;
	struct meeting m;
	struct head head;
	struct note note;

	meeting_init(&m, 0);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(apply(&m, line_at(file, i)), OK);
	assert_int_equal(note_read(&note, text, strlen(text)), OK);
	assert_int_equal(meeting_head(&head, &m, count), OK);
	assert_int_equal(note.head.size, head.size);
	assert_memory_equal(note.head.root, head.root, sizeof(head.root));
	assert_string_equal(note.origin, m.origin);

	strcpy(log.name, m.origin);
	listed_bytes(file, "log_key", log.key, sizeof(log.key));
	assert_memory_equal(log.key, m.log_key, sizeof(log.key));
	assert_int_equal(note_check(&note, text, &log), OK);
	for (uint32_t index = 1; index <= 3; index++) {
		trustee_note_key(&trustee, &m, m.key_record, index);
		assert_int_equal(note_check(&note, text, &trustee), index < 3 ? OK : ERR_SIGNATURE);
	}
	meeting_release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_meeting_folds_alike_and_what_is_bad_is_refused),
		cmocka_unit_test(every_equation_of_the_meeting_holds),
		cmocka_unit_test(what_only_an_equation_forbids_is_refused_by_the_verifier),
		cmocka_unit_test(roots_and_proofs_of_the_tree_are_the_same),
		cmocka_unit_test(the_final_checkpoint_is_signed_alike),
	};

	return cmocka_run_group_tests(tests, load, unload);
}

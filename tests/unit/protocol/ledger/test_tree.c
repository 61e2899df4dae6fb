/* Does the tree give the roots and proofs of RFC 6962 / 9162, and does a proof that was touched fail? */
#include "tests/unit/cmocka_all.h"

#include <string.h>
#include "protocol/base/bytes.h"
#include "protocol/ledger/tree.h"

enum { SIZES = 70 };

/* The eight leaves that all implementations of RFC 6962 share. */
static const struct span known_leaves[8] = {
	{ (const uint8_t *)"", 0 }, { (const uint8_t *)"\0", 1 }, { (const uint8_t *)"\x10", 1 }, { (const uint8_t *)"\x20\x21", 2 },
	{ (const uint8_t *)"\x30\x31", 2 }, { (const uint8_t *)"\x40\x41\x42\x43", 4 }, { (const uint8_t *)"\x50\x51\x52\x53\x54\x55\x56\x57", 8 },
	{ (const uint8_t *)"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16 },
};

static void assert_begins(const uint8_t hash[32], const char *hex)
{
	char text[65];

	hex_encode(text, hash, 32);
	assert_memory_equal(text, hex, strlen(hex));
}

static void roots_are_the_known_answers(void **state)
{
	static const char *const roots[9] = { "e3b0c442", "6e340b9c", "fac54203", "aeb6bcfe", "d37ee418", "4e3bbb1f", "76e67dad", "ddb89be4",
					      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328" };
	uint8_t hash[32];
	struct tree t;

	(void)state;
	tree_init(&t);
	for (size_t n = 0; n <= 8; n++) {
		assert_int_equal(tree_root(hash, &t, n), OK);
		assert_begins(hash, roots[n]);
		if (n == 8)
			break;
		tree_leaf_hash(hash, known_leaves[n].at, known_leaves[n].len);
		assert_int_equal(tree_add(&t, hash), OK);
	}
	tree_release(&t);
	tree_leaf_hash(hash, "L123456", 7);
	assert_begins(hash, "395aa064");
}

/* A tree of SIZES leaves, each the hash of its own number, and its roots as RFC 9162 section 2.1.1 defines them, by plain recursion. */
struct fixture {
	struct tree tree;
	uint8_t leaves[SIZES][32];
};

static void naive_root(uint8_t out[32], const uint8_t (*leaves)[32], uint64_t n)
{
	uint8_t left[32], right[32];
	uint64_t k = 1;

	if (n == 1) {
		memcpy(out, leaves, 32);
		return;
	}
	while (2 * k < n)
		k *= 2;
	naive_root(left, leaves, k);
	naive_root(right, leaves + k, n - k);
	tree_node_hash(out, left, right);
}

/* PATH(m, D[n]) of section 2.1.3.1. */
static size_t naive_inclusion(uint8_t *proof, const uint8_t (*leaves)[32], uint64_t m, uint64_t n)
{
	uint64_t k = 1;
	size_t count;

	if (n == 1)
		return 0;
	while (2 * k < n)
		k *= 2;
	count = m < k ? naive_inclusion(proof, leaves, m, k) : naive_inclusion(proof, leaves + k, m - k, n - k);
	if (m < k)
		naive_root(proof + 32 * count, leaves + k, n - k);
	else
		naive_root(proof + 32 * count, leaves, k);
	return count + 1;
}

/* SUBPROOF(m, D[n], b) of section 2.1.4.1. */
static size_t naive_consistency(uint8_t *proof, const uint8_t (*leaves)[32], uint64_t m, uint64_t n, int is_known)
{
	uint64_t k = 1;
	size_t count;

	if (m == n) {
		if (!is_known)
			naive_root(proof, leaves, n);
		return !is_known;
	}
	while (2 * k < n)
		k *= 2;
	count = m <= k ? naive_consistency(proof, leaves, m, k, is_known) : naive_consistency(proof, leaves + k, m - k, n - k, 0);
	if (m <= k)
		naive_root(proof + 32 * count, leaves + k, n - k);
	else
		naive_root(proof + 32 * count, leaves, k);
	return count + 1;
}

static int make_tree(void **state)
{
	static struct fixture f;

	tree_init(&f.tree);
	for (int i = 0; i < SIZES; i++) {
		uint8_t number[4];

		put_u32(number, (uint32_t)i);
		tree_leaf_hash(f.leaves[i], number, sizeof number);
		if (tree_add(&f.tree, f.leaves[i]))
			return -1;
	}
	*state = &f;
	return 0;
}

static int release_tree(void **state)
{
	struct fixture *f = *state;

	tree_release(&f->tree);
	return 0;
}

static void every_root_is_that_of_the_definition(void **state)
{
	struct fixture *f = *state;
	uint8_t got[32], expected[32];

	for (uint64_t n = 1; n <= SIZES; n++) {
		naive_root(expected, (const uint8_t (*)[32])f->leaves, n);
		assert_int_equal(tree_root(got, &f->tree, n), OK);
		assert_memory_equal(got, expected, 32);
	}
}

static void every_inclusion_proof_is_that_of_the_definition_and_holds(void **state)
{
	struct fixture *f = *state;
	uint8_t root[32], proof[TREE_MAX_PROOF * 32], expected[TREE_MAX_PROOF * 32];
	size_t count;

	for (uint64_t n = 1; n <= SIZES; n++) {
		assert_int_equal(tree_root(root, &f->tree, n), OK);
		for (uint64_t i = 0; i < n; i++) {
			assert_int_equal(tree_inclusion(proof, &count, &f->tree, i, n), OK);
			assert_int_equal(naive_inclusion(expected, (const uint8_t (*)[32])f->leaves, i, n), count);
			assert_memory_equal(proof, expected, 32 * count);
			assert_int_equal(tree_check_inclusion(f->leaves[i], i, n, root, proof, count), OK);
		}
	}
}

static void every_consistency_proof_is_that_of_the_definition_and_holds(void **state)
{
	struct fixture *f = *state;
	uint8_t old[32], new[32], proof[TREE_MAX_PROOF * 32], expected[TREE_MAX_PROOF * 32];
	size_t count;

	for (uint64_t to = 1; to <= SIZES; to++) {
		assert_int_equal(tree_root(new, &f->tree, to), OK);
		for (uint64_t from = 0; from <= to; from++) {
			assert_int_equal(tree_root(old, &f->tree, from), OK);
			assert_int_equal(tree_consistency(proof, &count, &f->tree, from, to), OK);
			if (from)
				assert_int_equal(naive_consistency(expected, (const uint8_t (*)[32])f->leaves, from, to, 1), count);
			else
				assert_int_equal(count, 0);
			assert_memory_equal(proof, expected, 32 * count);
			assert_int_equal(tree_check_consistency(from, old, to, new, proof, count), OK);
		}
	}
}

static void an_inclusion_proof_that_was_touched_fails(void **state)
{
	struct fixture *f = *state;
	uint8_t root[32], proof[TREE_MAX_PROOF * 32] = { 0 };
	size_t count;

	for (uint64_t n = 1; n <= 20; n++)
		for (uint64_t i = 0; i < n; i++) {
			assert_int_equal(tree_root(root, &f->tree, n), OK);
			assert_int_equal(tree_inclusion(proof, &count, &f->tree, i, n), OK);
			for (size_t at = 0; at < 32 * count; at++) {
				proof[at] ^= 1;
				assert_int_equal(tree_check_inclusion(f->leaves[i], i, n, root, proof, count), ERR_TREE_PROOF);
				proof[at] ^= 1;
			}
			for (size_t other = 0; other < count + 3; other++)
				if (other != count)
					assert_int_equal(tree_check_inclusion(f->leaves[i], i, n, root, proof, other), ERR_TREE_PROOF);
			for (uint64_t other = 0; other < n + 2; other++)
				if (other != i)
					assert_int_equal(tree_check_inclusion(f->leaves[i], other, n, root, proof, count), ERR_TREE_PROOF);
			assert_int_equal(tree_check_inclusion(f->leaves[n], i, n, root, proof, count), ERR_TREE_PROOF);
			root[31] ^= 1;
			assert_int_equal(tree_check_inclusion(f->leaves[i], i, n, root, proof, count), ERR_TREE_PROOF);
			assert_int_equal(tree_check_inclusion(f->leaves[i], i, 0, root, proof, count), ERR_TREE_PROOF);
		}
}

static void a_consistency_proof_that_was_touched_fails(void **state)
{
	struct fixture *f = *state;
	uint8_t old[32], new[32], wrong[32], proof[TREE_MAX_PROOF * 32] = { 0 };
	size_t count;

	for (uint64_t to = 1; to <= 20; to++)
		for (uint64_t from = 1; from <= to; from++) {
			assert_int_equal(tree_root(old, &f->tree, from), OK);
			assert_int_equal(tree_root(new, &f->tree, to), OK);
			assert_int_equal(tree_consistency(proof, &count, &f->tree, from, to), OK);
			for (size_t at = 0; at < 32 * count; at++) {
				proof[at] ^= 1;
				assert_int_equal(tree_check_consistency(from, old, to, new, proof, count), ERR_TREE_PROOF);
				proof[at] ^= 1;
			}
			for (size_t other = 0; other < count + 3; other++)
				if (other != count)
					assert_int_equal(tree_check_consistency(from, old, to, new, proof, other), ERR_TREE_PROOF);
			memcpy(wrong, old, 32);
			wrong[0] ^= 1;
			assert_int_equal(tree_check_consistency(from, wrong, to, new, proof, count), ERR_TREE_PROOF);
			memcpy(wrong, new, 32);
			wrong[0] ^= 1;
			assert_int_equal(tree_check_consistency(from, old, to, wrong, proof, count), ERR_TREE_PROOF);
			assert_int_equal(tree_check_consistency(to + 1, old, to, new, proof, count), ERR_TREE_PROOF);
			/* the same hashes cannot stand for a tree that is two levels higher */
			assert_int_equal(tree_check_consistency(from, old, 4 * to, new, proof, count), ERR_TREE_PROOF);
		}
	assert_int_equal(tree_check_consistency(0, old, 5, new, proof, 1), ERR_TREE_PROOF);
	assert_int_equal(tree_check_consistency(0, old, 5, new, NULL, 0), OK);
}

static void what_lies_outside_the_tree_is_refused(void **state)
{
	struct fixture *f = *state;
	uint8_t hash[32] = { 9 }, proof[TREE_MAX_PROOF * 32];
	size_t count = 99;

	assert_int_equal(tree_root(hash, &f->tree, SIZES + 1), ERR_RANGE);
	assert_int_equal(tree_leaf(hash, &f->tree, SIZES), ERR_RANGE);
	assert_int_equal(tree_inclusion(proof, &count, &f->tree, 5, 5), ERR_RANGE);
	assert_int_equal(tree_inclusion(proof, &count, &f->tree, 5, SIZES + 1), ERR_RANGE);
	assert_int_equal(tree_consistency(proof, &count, &f->tree, 6, 5), ERR_RANGE);
	assert_int_equal(tree_consistency(proof, &count, &f->tree, 5, SIZES + 1), ERR_RANGE);
	assert_int_equal(count, 99);
	assert_int_equal(hash[0], 9);
	assert_int_equal(tree_leaf(hash, &f->tree, SIZES - 1), OK);
	assert_memory_equal(hash, f->leaves[SIZES - 1], 32);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roots_are_the_known_answers),
		cmocka_unit_test(every_root_is_that_of_the_definition),
		cmocka_unit_test(every_inclusion_proof_is_that_of_the_definition_and_holds),
		cmocka_unit_test(every_consistency_proof_is_that_of_the_definition_and_holds),
		cmocka_unit_test(an_inclusion_proof_that_was_touched_fails),
		cmocka_unit_test(a_consistency_proof_that_was_touched_fails),
		cmocka_unit_test(what_lies_outside_the_tree_is_refused),
	};
	return cmocka_run_group_tests(tests, make_tree, release_tree);
}

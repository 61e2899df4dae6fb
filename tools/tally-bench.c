/* tally-bench.c - timings that people can compare: what sealing and checking ballots costs, beside the arithmetic that cannot be avoided.
 *
 *     tally-bench crypto [--json FILE]
 *
 * One core. Every figure is the median of ROUNDS rounds; a batch and the bare multi-scalar multiplication of as many points take turns, so
 * that the ratio does not depend on what else the machine does. Must not know: servers, meetings, the ledger. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/crypto/ballot.h"
#include "protocol/os/os.h"

enum { ROUNDS = 15, BATCH_MAX = 100, ROWS_MAX = 15 };

struct sample {
	const char *name;
	size_t rows;
	uint8_t options;
};

static const struct sample samples[] = { { "1 of 3", 1, 3 }, { "15 x 1 of 4", 15, 4 } };
static const size_t batches[] = { 1, 10, 100 };

struct bench {
	struct group *g;
	struct scalar secret;
	uint8_t slot_key[POINT_SIZE];
	uint8_t options[ROWS_MAX];
	struct ballot_form form;
	size_t size, points;            /* of one ballot */
	uint8_t *bodies;
	uint8_t signatures[BATCH_MAX][SIGNATURE_SIZE];
	struct ballot_in in[BATCH_MAX];
	struct point **bare;            /* the points of BATCH_MAX ballots */
	struct scalar *factors;
};

/* Microseconds a ballot. */
struct batch_times {
	double checked, bare;
};

static int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double times[ROUNDS])
{
	qsort(times, ROUNDS, sizeof(times[0]), compare_doubles);
	return times[ROUNDS / 2];
}

static struct scalar random_scalar(void)
{
	uint8_t wide[64];

	rng_fill(&os_rng, wide, sizeof(wide));
	return scalar_reduce(wide);
}

static enum err bench_key(struct bench *b)
{
	struct point *p = point_new(b->g);

	if (!p)
		return ERR_MEMORY;
	point_mul_base(b->g, p, random_scalar());
	group_set_key(b->g, p);
	b->secret = random_scalar();
	point_mul_base(b->g, p, b->secret);
	point_encode(b->g, b->slot_key, p);
	point_free(p);
	return group_status(b->g);
}

static enum err bench_init(struct bench *b, const struct sample *sample)
{
	size_t total;
	enum err err;

	*b = (struct bench){ .g = group_new() };
	if (!b->g)
		return ERR_MEMORY;
	memset(b->options, sample->options, sample->rows);
	b->form = (struct ballot_form){ .row_count = sample->rows, .options = b->options };
	b->size = ballot_form_body_size(&b->form);
	b->points = 2 * (ballot_form_ciphertexts(&b->form) + ballot_form_branches(&b->form)) + 2;
	total = b->points * BATCH_MAX;
	b->bodies = calloc(BATCH_MAX, b->size);
	b->factors = calloc(total, sizeof(*b->factors));
	b->bare = points_new(b->g, total);
	if (!b->bodies || !b->factors || !b->bare)
		return ERR_MEMORY;
	err = bench_key(b);
	for (size_t i = 0; i < total && !err; i++) {
		b->factors[i] = random_scalar();
		point_mul_base(b->g, b->bare[i], b->factors[i]);
		err = group_status(b->g);
	}
	return err;
}

static void bench_release(struct bench *b)
{
	if (!b->g)
		return;
	points_free(b->bare, b->points * BATCH_MAX);
	free(b->factors);
	free(b->bodies);
	group_free(b->g);
}

/* Seal and sign all ballots; the median of BATCH_MAX / ROUNDS at a time. */
static enum err time_sealing(struct bench *b, double *us)
{
	uint8_t marks[ROWS_MAX] = { 1 }, seed[SEED_SIZE];
	double times[ROUNDS];
	enum err err = OK;

	for (size_t round = 0; round < ROUNDS; round++) {
		uint64_t start = clock_monotonic_us();
		size_t first = round * BATCH_MAX / ROUNDS, end = (round + 1) * BATCH_MAX / ROUNDS;

		for (size_t i = first; i < end && !err; i++)
			err = ballot_seal(b->g, b->bodies + i * b->size, seed, &b->form, b->slot_key, marks, &os_rng);
		times[round] = (double)(clock_monotonic_us() - start) / (double)(end - first);
	}
	wipe(seed, sizeof(seed));
	*us = median(times);
	for (size_t i = 0; i < BATCH_MAX && !err; i++) {
		b->in[i] = (struct ballot_in){ BALLOT_CAST, b->slot_key, b->bodies + i * b->size, b->size, b->signatures[i] };
		err = ballot_sign(b->g, b->signatures[i], BALLOT_CAST, &b->form, b->secret, b->in[i].body, b->size, &os_rng);
	}
	return err;
}

static enum err time_single(struct bench *b, double *us)
{
	double times[ROUNDS];

	for (size_t round = 0; round < ROUNDS; round++) {
		uint64_t start = clock_monotonic_us();
		enum err err = ballot_check_single(b->g, &b->form, &b->in[round]);

		if (err)
			return err;
		times[round] = (double)(clock_monotonic_us() - start);
	}
	*us = median(times);
	return OK;
}

/* One batch of `count`: ERR_PROOF if a ballot of ours did not hold. */
static enum err check_batch(struct bench *b, size_t count)
{
	enum err verdicts[BATCH_MAX];
	enum err err = ballot_check_batch(b->g, verdicts, &b->form, b->in, count, &os_rng);

	for (size_t i = 0; i < count && !err; i++)
		err = verdicts[i];
	return err;
}

static enum err time_batch(struct bench *b, size_t count, struct batch_times *us)
{
	double checked[ROUNDS], bare[ROUNDS];
	size_t repeat = BATCH_MAX / count;
	struct point *sum = point_new(b->g);
	enum err err = sum ? OK : ERR_MEMORY;

	for (size_t round = 0; round < ROUNDS && !err; round++) {
		uint64_t start = clock_monotonic_us(), middle;

		for (size_t i = 0; i < repeat && !err; i++)
			err = check_batch(b, count);
		middle = clock_monotonic_us();
		for (size_t i = 0; i < repeat; i++)
			points_multi_var(b->g, sum, b->bare, b->factors, count * b->points, b->factors[0], b->factors[1]);
		checked[round] = (double)(middle - start) / (double)(repeat * count);
		bare[round] = (double)(clock_monotonic_us() - middle) / (double)(repeat * count);
	}
	if (!err)
		*us = (struct batch_times){ .checked = median(checked), .bare = median(bare) };
	point_free(sum);
	return err ? err : group_status(b->g);
}

static enum err bench_sample(const struct sample *sample, json_t *list)
{
	struct bench b;
	double seal = 0, single = 0;
	json_t *rows = json_array();
	enum err err = bench_init(&b, sample);

	if (!err)
		err = time_sealing(&b, &seal);
	if (!err)
		err = time_single(&b, &single);
	if (err)
		goto out;
	printf("%-12s %6zu bytes, %3zu points   seal %8.0f us   check alone %8.0f us\n", sample->name, b.size + SIGNATURE_SIZE, b.points, seal,
	       single);
	for (size_t i = 0; i < sizeof(batches) / sizeof(batches[0]); i++) {
		struct batch_times us;

		err = time_batch(&b, batches[i], &us);
		if (err)
			goto out;
		printf("    batch of %3zu: %8.0f us a ballot, bare multi-scalar %8.0f us, ratio %.2f\n", batches[i], us.checked, us.bare,
		       us.checked / us.bare);
		json_array_append_new(rows, json_pack("{s:i, s:f, s:f, s:f}", "ballots", (int)batches[i], "check_us", us.checked, "bare_us", us.bare,
						      "ratio", us.checked / us.bare));
	}
	json_array_append_new(list, json_pack("{s:s, s:i, s:i, s:f, s:f, s:O}", "ballot", sample->name, "bytes", (int)(b.size + SIGNATURE_SIZE),
					      "points", (int)b.points, "seal_us", seal, "single_us", single, "batches", rows));
out:
	json_decref(rows);
	bench_release(&b);
	return err;
}

static enum err bench_crypto(json_t *report)
{
	json_t *list = json_array();
	enum err err = OK;

	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]) && !err; i++)
		err = bench_sample(&samples[i], list);
	json_object_set_new(report, "crypto", list);
	return err;
}

int main(int argc, char **argv)
{
	const char *file = argc == 4 && strcmp(argv[2], "--json") == 0 ? argv[3] : NULL;
	json_t *report;
	enum err err;

	if (argc < 2 || strcmp(argv[1], "crypto") != 0 || (argc != 2 && !file)) {
		fprintf(stderr, "usage: tally-bench crypto [--json FILE]\n");
		return 2;
	}
	process_harden(64);
	report = json_object();
	err = bench_crypto(report);
	if (!err && file && json_dump_file(report, file, JSON_INDENT(2) | JSON_REAL_PRECISION(6)) != 0)
		err = ERR_IO;
	json_decref(report);
	if (err)
		fprintf(stderr, "tally-bench: %s\n", err_text_en(err));
	return err ? 1 : 0;
}

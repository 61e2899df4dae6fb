/* driver.c - runs a fuzz target where libFuzzer is not at hand, with the same arguments:
 *
 *     fuzz_note [-runs=N] [-max_total_time=SECONDS] [-seed=S] FOLDER_OR_FILE ...
 *
 * Every file once as it is, then N inputs made from them by a few random changes, or as many as there is time for.
 * A run is a function of seed and number alone; the input that ended the target is written to ./crash-SEED-NUMBER.
 * Must not know what the target reads. */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "protocol/os/os.h"

enum { FILES_MAX = 1000, FILE_MAX_SIZE = 1 << 20, CHANGES_MAX = 8, GROWTH_MAX = 64 };

static struct buf files[FILES_MAX];
static size_t file_count;

static void add_file(const char *path)
{
	if (file_count < FILES_MAX && !file_read(&files[file_count], path, FILE_MAX_SIZE))
		file_count++;
}

static void add_path(const char *path)
{
	DIR *folder = opendir(path);
	char name[4096];

	if (!folder) {
		add_file(path);
		return;
	}
	for (const struct dirent *d; (d = readdir(folder));) {
		snprintf(name, sizeof name, "%s/%s", path, d->d_name);
		if (d->d_name[0] != '.')
			add_file(name);
	}
	closedir(folder);
}

static uint64_t draw(uint64_t *state)
{
	uint64_t x = *state += 0x9e3779b97f4a7c15;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

static size_t below(uint64_t *state, size_t n)
{
	return n ? (size_t)(draw(state) % n) : 0;
}

/* One change of `at`, which has room for GROWTH_MAX bytes more; the new length. */
static size_t change(uint8_t *at, size_t len, uint64_t *state)
{
	static const char telling[] = "\0\n\r\"\\{}[],:+-=09afAF \x7f\x80\xff";
	size_t i = below(state, len + 1), n = below(state, GROWTH_MAX / CHANGES_MAX) + 1;

	switch (below(state, 5)) {
	case 0:
		if (i < len)
			at[i] ^= (uint8_t)(1 << below(state, 8));
		return len;
	case 1:
		if (i < len)
			at[i] = (uint8_t)telling[below(state, sizeof telling - 1)];
		return len;
	case 2:
		return i;
	case 3:
		n = n < len - i ? n : len - i;
		memmove(at + i, at + i + n, len - i - n);
		return len - n;
	default:
		memmove(at + i + n, at + i, len - i);
		for (size_t k = 0; k < n; k++)
			at[i + k] = (uint8_t)telling[below(state, sizeof telling - 1)];
		return len + n;
	}
}

/* Input number `run`, in memory of its exact length so that sanitizers see what reads behind it. */
static uint8_t *make_input(size_t *len, uint64_t seed, uint64_t run)
{
	uint64_t state = seed * 0x100000001b3 + run;
	const struct buf *from = &files[run < file_count ? run : below(&state, file_count)];
	uint8_t *work = malloc(from->len + GROWTH_MAX), *exact;

	MUST(work);
	*len = from->len;
	if (*len)
		memcpy(work, from->at, *len);
	for (size_t i = run < file_count ? 0 : 1 + below(&state, CHANGES_MAX); i > 0; i--)
		*len = change(work, *len, &state);
	exact = malloc(*len ? *len : 1);
	MUST(exact);
	memcpy(exact, work, *len);
	free(work);
	return exact;
}

static void run_all(uint64_t seed, uint64_t runs, time_t seconds, volatile uint64_t *run)
{
	time_t end = time(NULL) + seconds;

	for (*run = 0; *run < runs + file_count; ++*run) {
		if (seconds && *run >= file_count && time(NULL) > end)
			return;

		size_t len;
		uint8_t *input = make_input(&len, seed, *run);

		LLVMFuzzerTestOneInput(input, len);
		free(input);
	}
}

static void keep_crash(uint64_t seed, uint64_t run)
{
	size_t len;
	uint8_t *input = make_input(&len, seed, run);
	char name[80];

	snprintf(name, sizeof name, "crash-%" PRIu64 "-%" PRIu64, seed, run);
	if (file_write_durable(name, input, len, 0600))
		fprintf(stderr, "cannot write %s\n", name);
	else
		fprintf(stderr, "failed: see %s\n", name);
	free(input);
}

int main(int argc, char **argv)
{
	volatile uint64_t *run = mmap(NULL, sizeof *run, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint64_t seed = 1, runs = 10000, seconds = 0;
	int status = -1;
	pid_t child;

	for (int i = 1; i < argc; i++) {
		if (sscanf(argv[i], "-runs=%" SCNu64, &runs) != 1 && sscanf(argv[i], "-seed=%" SCNu64, &seed) != 1 &&
		    sscanf(argv[i], "-max_total_time=%" SCNu64, &seconds) != 1)
			add_path(argv[i]);
	}
	if (!file_count || run == MAP_FAILED) {
		fprintf(stderr, "usage: %s [-runs=N] [-max_total_time=SECONDS] [-seed=S] FOLDER_OR_FILE ...\n", argv[0]);
		return 2;
	}
	child = fork();
	if (child == 0) {
		run_all(seed, runs, (time_t)seconds, run);
		exit(0);
	}
	if (child > 0 && waitpid(child, &status, 0) == child && status)
		keep_crash(seed, *run);
	else
		printf("%" PRIu64 " inputs\n", *run);
	for (size_t i = 0; i < file_count; i++)
		buf_release(&files[i]);
	return status ? 1 : 0;
}

/* words.h - the sentences and words that every form of the report shares.
 *
 * Knows definitions, verdicts and the catalogue. Must not know: HTML, columns. */
#ifndef TALLY_WORDS_H
#define TALLY_WORDS_H

#include "protocol/meeting/meeting.h"
#include "protocol/text/catalogue.h"

/* ○ ✕ △ beside an option's name; others have none. */
enum words_mark { WORDS_PLAIN, WORDS_YES, WORDS_NO, WORDS_ABSTAIN, WORDS_NOT_VOTED, WORDS_MARK_COUNT };
enum words_mark words_mark(const json_t *option);

/* As printed on the ballot in Chinese; in English by the option's id where the catalogue has it. */
const char *words_option(enum lang lang, const json_t *option);
/* Words that data names; the name itself where the catalogue has none. */
const char *words_named(enum lang lang, const char *prefix, const char *name);
/* What kind of poll it is, and whether only a rehearsal. */
void words_kind(struct buf *out, enum lang lang, const struct poll *p);
/* That the record holds what is for the presidium alone, where it does. */
bool words_limited(struct buf *out, enum lang lang, const struct meeting *m);
/* A catalogue's sentence with one number in it. */
void words_filled(struct buf *out, enum lang lang, enum text_id id, int64_t value);
/* The scale of contest q. */
const json_t *words_scale(const json_t *definition, size_t contest);
const char *words_contest(const json_t *definition, size_t contest);

/* "2026年3月8日" or "2026-03-08", and "10:30:30": UTC+8. */
void words_date(struct buf *out, enum lang lang, int64_t at);
void words_clock(struct buf *out, int64_t at);
/* "72.4%", or "–" of base 0 (P15.6). */
void words_percent(struct buf *out, int64_t count, int64_t base);

/* "赞成 152 ÷ 实到 210 = 72.4% > 1/2（须有 106 票）" for each step of the contest's ladder that was tried. */
void words_formula(struct buf *out, enum lang lang, const json_t *definition, const json_t *verdict, size_t contest);
/* "满意率：满意＋基本满意 60 ÷ 收回 64 = 93.8%" for each of the contest's rates, or in short "满意率 93.8%"; nothing where there are none. */
void words_rates(struct buf *out, enum lang lang, const json_t *definition, const json_t *verdict, size_t contest, bool is_short);
/* The whole ladder, and what rates are of: "满意 > 应到 71 × 1/2（须有 36 票）：满意；其余：不满意；满意率：满意＋基本满意 ÷ 收回".
 * Without an attempt (NULL) it is told without its figures: "满意 > 应到 × 1/2：满意；…". */
void words_rule(struct buf *out, enum lang lang, const json_t *definition, const struct attempt *a);
/* Who votes, where that is not everyone: "只由镇机关代表团表决；…". False, and nothing, where all do. */
bool words_electorate(struct buf *out, enum lang lang, const struct poll *p);
/* "实到 ≥ 应到 × 2/3", and what it came to at the attempt's opening. */
void words_quorum_rule(struct buf *out, enum lang lang, const struct threshold *t);
void words_quorum(struct buf *out, enum lang lang, const struct attempt *a);
/* What became of the attempt, where that is not a verdict: void, not opened, still open. False, and nothing, where it was counted. */
bool words_fate(struct buf *out, enum lang lang, const struct poll *p, const struct attempt *a);

/* words_ways.c: how it was voted: "举手表决", or "无记名电子投票，另有 6 人用纸质票". */
void words_way(struct buf *out, enum lang lang, const struct attempt *a);
/* Who told counts that no machine counted, and which scrutineers signed that. False, and nothing, where nobody did. */
bool words_told(struct buf *out, enum lang lang, const struct meeting *m, const struct attempt *a);
/* How many valid papers bear no mark in the contest that was counted (P14.18). */
int64_t words_unaccounted(const struct poll *p, const struct attempt *a, size_t contest);
/* "纸质票：发出 6，收回 5，无效 1，未计 1". False, and nothing, where there was none. */
bool words_papers(struct buf *out, enum lang lang, const struct poll *p, const struct attempt *a);
/* What a result tells about single votes: contests in which all agree, a box of few ballots. False,
 * and nothing, where there is no such thing. */
bool words_secrecy(struct buf *out, enum lang lang, const struct poll *p, const struct attempt *a);

/* Is it decided by seats? Then who is elected, who is tied, and what comes next; false, and nothing, where it is not. */
bool words_is_election(const json_t *definition);
bool words_seats(struct buf *out, enum lang lang, const json_t *definition, const json_t *verdict);
/* That the candidates exceed the seats by fewer than the profile asks for (P15.1). */
bool words_surplus(struct buf *out, enum lang lang, const struct meeting *m, const struct poll *p);
/* In which order the candidates stand; which poll a runoff or a supplementary election follows. */
bool words_order(struct buf *out, enum lang lang, const json_t *definition);
bool words_follows(struct buf *out, enum lang lang, const struct meeting *m, const json_t *definition);
/* How many may be distinguished at most, and who is among them by place. */
bool words_caps(struct buf *out, enum lang lang, const json_t *definition, const json_t *verdict);
/* The decision to have fewer seats, where there was one. */
bool words_reduction(struct buf *out, enum lang lang, const struct attempt *a);
/* A write-in that nobody named: not printed. */
bool words_is_silent(const json_t *definition, const json_t *counts, size_t contest);
/* A contest's outcome in a word: of its ladder, or elected, tied, not elected. */
const char *words_outcome(enum lang lang, const json_t *verdict, size_t contest);
/* One of the verdict's rates: "78.6%（低于 80.0%）", or a score. */
void words_rate(struct buf *out, enum lang lang, const json_t *definition, const json_t *rate, size_t contest);

/* 应到 to 未投, in this order. */
enum { WORDS_FIGURES = 7 };
void words_figures(const char *names[WORDS_FIGURES], int64_t figures[WORDS_FIGURES], enum lang lang, const struct attempt *a);
/* The base that a single contest's percentages are of: that of the ladder's first step or of the election, its name and number. */
int64_t words_base(const char **name, enum lang lang, const json_t *definition, const json_t *verdict, size_t contest);

/* How many scans did not fit, and how many of them have been looked into. False, and nothing, where there were none. */
bool words_anomalies(struct buf *out, enum lang lang, int64_t open, int64_t settled);

/* A delegate's place in a sitting. */
enum words_presence { WORDS_CAME, WORDS_WENT, WORDS_ON_LEAVE, WORDS_ABSENT, WORDS_PRESENCE_COUNT };
enum words_presence words_presence(const struct person *p, size_t sitting);
const char *words_presence_name(enum lang lang, enum words_presence presence);

#endif

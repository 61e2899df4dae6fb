/* ballot_internal.h - what the ballot_*.c files share: the layout of a body, and what each proof of a form states.
 *
 * For them and their tests only. Must not know: who seals or checks. */
#ifndef TALLY_BALLOT_INTERNAL_H
#define TALLY_BALLOT_INTERNAL_H

#include "protocol/crypto/ballot.h"

/* One proof of a form (P7.1): where it stands. Start with { 0 }. */
struct ballot_proof {
	size_t number;
	size_t branch;                  /* number of its first branch within the ballot */
	size_t branches;                /* b; zero before the first */
	size_t ciphertext;              /* first ciphertext of a row */
	const struct limit *limit;      /* NULL for a row */
};
/* The next proof of the form; false behind the last. */
bool ballot_next_proof(const struct ballot_form *f, struct ballot_proof *p);
size_t ballot_proofs(const struct ballot_form *f);

struct ballot_term {
	size_t ciphertext;
	struct scalar weight;
};

/* What a proof states, its combinations already added up with their weights (P7.2): the terms, each ciphertext times its weight,
 * hold one of the values, values[i] being Σ w_s·V_i[s]. */
struct ballot_statement {
	size_t term_count, value_count;
	struct ballot_term terms[BALLOT_MAX_TERMS];
	struct scalar values[BALLOT_MAX_BRANCHES];
};
void ballot_state(struct ballot_statement *s, const struct ballot_form *f, const struct ballot_proof *p, const uint8_t h_ballot[64]);
/* The same with the weights w_1 .. w_t of a row as given. */
void ballot_state_row(struct ballot_statement *s, const struct ballot_proof *p, const struct scalar *weights);

/* P6.5 */
void ballot_hash(uint8_t out[64], const struct ballot_form *f, const uint8_t slot_key[POINT_SIZE], const uint8_t *body);
/* r_j of P6.6 */
struct scalar ballot_randomness(const struct ballot_form *f, const uint8_t slot_key[POINT_SIZE], const uint8_t id[BALLOT_ID_SIZE],
				const uint8_t seed[SEED_SIZE], size_t j);
/* c of P7.3; `commitments` is a_1 ‖ b_1 ‖ …, 2 * branches points. */
struct scalar ballot_challenge(const uint8_t h_ballot[64], const struct ballot_proof *p, const uint8_t *commitments);
/* Where branch number i (counted through the ballot) begins in a body. */
size_t ballot_branch_at(const struct ballot_form *f, size_t i);
/* Errors: ERR_ALPHA_REPEATED (P6.7), ERR_MEMORY. */
MUST_CHECK enum err ballot_check_alphas(const struct ballot_form *f, const uint8_t *body);
/* The fields of a ballot signature (P8); the caller releases them. */
struct buf ballot_signed_fields(const struct ballot_form *f, const void *message, size_t len);
const char *ballot_tag(enum ballot_purpose purpose);

/* A ballot taken apart, everything decoded and checked but the group equations. */
struct ballot_parts {
	uint8_t h_ballot[64];
	struct point **ciphertexts;     /* α, β of each */
	struct point **commitments;     /* a, b of each branch */
	struct point **signer;          /* Rs, X */
	struct scalar *c, *v;           /* of each branch */
	struct scalar s, e;             /* of the signature */
};
/* P7.4 for one branch: a = v·G + c·A and b = v·K + c·(B − value·G). */
bool ballot_branch_holds(struct group *g, const struct point *a, const struct point *b, struct scalar c, struct scalar v,
			 struct point *sum_alpha, struct point *sum_beta, struct scalar value);
/* All equations of the ballot, equation number i times weights[i] (2 a branch, the signature last), as one sum that
 * is the identity if all hold: writes a factor for each point in the order of `parts` and adds those of G and K.
 * Every weight MUST be independent of the others. */
void ballot_weigh(struct scalar *factors, struct scalar *base, struct scalar *key, const struct ballot_form *f,
		  const struct ballot_parts *parts, const struct scalar *weights, struct ballot_statement *scratch);

#endif

/* ceremony_share.c - see ceremony.h: shares of the key (P10.4), how they are checked, and the keys that follow (P10.5).
 *
 * Must not know: reveal texts, the order of steps. */
#include "protocol/crypto/ceremony.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <string.h>
#include "protocol/base/bytes.h"
#include "protocol/crypto/hash.h"

enum { BOX_KEY_SIZE = 32, BOX_TAG_SIZE = 16, BOX_TEXT_SIZE = SHARE_BOX_SIZE - BOX_TAG_SIZE };

/* A key is used for one box, so the nonce needs to say nothing (P10.4). */
static const uint8_t BOX_NONCE[12];

/* f(at), from the highest coefficient down. */
static struct scalar evaluate(const struct scalar *coefficients, uint32_t t, uint32_t at)
{
	struct scalar x = scalar_from_u64(at), y = coefficients[t - 1];

	for (uint32_t k = t - 1; k-- > 0;)
		y = scalar_add(scalar_mul(y, x), coefficients[k]);
	return y;
}

/* The sum of f_i(at)*G over `count` reveals, from the points that they show. */
static enum err evaluate_shown(struct group *g, struct point *out, const struct reveal *reveals, uint32_t count, uint32_t t, uint32_t at)
{
	struct scalar weights[TRUSTEE_MAX * TRUSTEE_MAX], x = scalar_from_u64(at);
	struct point **points = points_new(g, (size_t)count * t);
	enum err err = OK;

	if (!points)
		return ERR_MEMORY;
	for (uint32_t i = 0; i < count; i++) {
		struct scalar power = scalar_from_u64(1);

		for (uint32_t k = 0; k < t; k++) {
			err = point_decode(g, points[i * t + k], reveals[i].coefficients[k]);
			if (err)
				goto out;
			weights[i * t + k] = power;
			power = scalar_mul(power, x);
		}
	}
	points_multi_var(g, out, points, weights, (size_t)count * t, scalar_from_u64(0), scalar_from_u64(0));
	err = group_status(g);
out:
	points_free(points, (size_t)count * t);
	return err;
}

/* The point of a secret, encoded. */
static enum err public_point(struct group *g, uint8_t out[POINT_SIZE], struct scalar secret)
{
	struct point *p = point_new(g);

	if (!p)
		return ERR_MEMORY;
	point_mul_base(g, p, secret);
	point_encode(g, out, p);
	point_free(p);
	return group_status(g);
}

static enum err derive(uint8_t key[BOX_KEY_SIZE], const uint8_t secret[POINT_SIZE], const struct buf *info)
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *ctx = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
	OSSL_PARAM params[] = {
		OSSL_PARAM_utf8_string(OSSL_KDF_PARAM_DIGEST, (char[]){ "SHA256" }, 6),
		OSSL_PARAM_octet_string(OSSL_KDF_PARAM_KEY, (void *)(uintptr_t)secret, POINT_SIZE),
		OSSL_PARAM_octet_string(OSSL_KDF_PARAM_INFO, info->at, info->len),
		OSSL_PARAM_END,
	};
	enum err err = ctx && EVP_KDF_derive(ctx, key, BOX_KEY_SIZE, params) == 1 ? OK : ERR_MEMORY;

	EVP_KDF_CTX_free(ctx);
	EVP_KDF_free(kdf);
	return err;
}

/* Who sends to whom, as the box is bound to it. */
struct route {
	uint32_t from, to;
	const uint8_t *ephemeral, *channel;     /* POINT_SIZE each */
};

static struct buf route_info(const struct ceremony *c, const struct route *r)
{
	struct hash t;

	hash_start(&t, "tally/1/ceremony-share");
	hash_text(&t, c->meeting);
	hash_u64(&t, c->id);
	hash_u64(&t, r->from);
	hash_u64(&t, r->to);
	hash_field(&t, r->ephemeral, POINT_SIZE);
	hash_field(&t, r->channel, POINT_SIZE);
	return hash_end_fields(&t);
}

/* The box's key from my secret and the other side's point: the same for both sides. */
static enum err agree(struct group *g, uint8_t key[BOX_KEY_SIZE], struct scalar mine, const uint8_t theirs[POINT_SIZE],
		      const struct buf *info)
{
	struct point *p = point_new(g);
	uint8_t secret[POINT_SIZE];
	enum err err;

	if (!p)
		return ERR_MEMORY;
	err = point_decode(g, p, theirs);
	if (err)
		goto out;
	point_mul(g, p, p, mine);
	point_encode(g, secret, p);
	err = group_status(g);
	if (!err)
		err = derive(key, secret, info);
out:
	wipe(secret, sizeof(secret));
	point_free(p);
	return err;
}

static enum err box_seal(uint8_t box[SHARE_BOX_SIZE], const uint8_t key[BOX_KEY_SIZE], const struct buf *info,
			 const uint8_t plain[BOX_TEXT_SIZE])
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int len;
	bool ok = ctx && EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, BOX_NONCE) == 1 &&
		  EVP_EncryptUpdate(ctx, NULL, &len, info->at, (int)info->len) == 1 &&
		  EVP_EncryptUpdate(ctx, box, &len, plain, BOX_TEXT_SIZE) == 1 && EVP_EncryptFinal_ex(ctx, box + BOX_TEXT_SIZE, &len) == 1 &&
		  EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, BOX_TAG_SIZE, box + BOX_TEXT_SIZE) == 1;

	EVP_CIPHER_CTX_free(ctx);
	return ok ? OK : ERR_MEMORY;
}

static enum err box_open(uint8_t plain[BOX_TEXT_SIZE], const uint8_t key[BOX_KEY_SIZE], const struct buf *info,
			 const uint8_t box[SHARE_BOX_SIZE])
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t tag[BOX_TAG_SIZE];
	int len;
	enum err err = ERR_MEMORY;

	memcpy(tag, box + BOX_TEXT_SIZE, sizeof(tag));
	if (ctx && EVP_DecryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, BOX_NONCE) == 1 &&
	    EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, BOX_TAG_SIZE, tag) == 1 &&
	    EVP_DecryptUpdate(ctx, NULL, &len, info->at, (int)info->len) == 1 &&
	    EVP_DecryptUpdate(ctx, plain, &len, box, BOX_TEXT_SIZE) == 1)
		err = EVP_DecryptFinal_ex(ctx, plain + BOX_TEXT_SIZE, &len) == 1 ? OK : ERR_SHARE;
	EVP_CIPHER_CTX_free(ctx);
	/* a connection of the same thread would take what is left in the queue for its own error */
	if (err)
		ERR_clear_error();
	return err;
}

enum err ceremony_make_share(struct group *g, uint8_t ephemeral[POINT_SIZE], uint8_t box[SHARE_BOX_SIZE], const struct ceremony *c,
			     uint32_t from, const struct ceremony_secret *secret, const struct reveal *to, const struct rng *rng)
{
	struct scalar e_secret = ceremony_draw_scalar(rng), share = evaluate(secret->coefficients, c->t, to->index);
	uint8_t shown[POINT_SIZE], sealed[SHARE_BOX_SIZE], key[BOX_KEY_SIZE], plain[BOX_TEXT_SIZE];
	struct route route = { .from = from, .to = to->index, .ephemeral = shown, .channel = to->channel };
	struct buf info = { 0 };
	enum err err;

	err = public_point(g, shown, e_secret);
	if (err)
		goto out;
	info = route_info(c, &route);
	err = info.failed ? ERR_MEMORY : agree(g, key, e_secret, to->channel, &info);
	if (err)
		goto out;
	scalar_encode(plain, share);
	err = box_seal(sealed, key, &info, plain);
	if (err)
		goto out;
	memcpy(ephemeral, shown, POINT_SIZE);
	memcpy(box, sealed, SHARE_BOX_SIZE);
out:
	wipe(&e_secret, sizeof(e_secret));
	wipe(&share, sizeof(share));
	wipe(key, sizeof(key));
	wipe(plain, sizeof(plain));
	buf_release(&info);
	return err;
}

/* What the box from another trustee holds, not yet compared with what that trustee has shown. */
static enum err unseal(struct group *g, struct scalar *share, const struct ceremony *c, const struct route *route, struct scalar mine,
		       const uint8_t box[SHARE_BOX_SIZE])
{
	uint8_t key[BOX_KEY_SIZE], plain[BOX_TEXT_SIZE];
	struct buf info = route_info(c, route);
	enum err err;

	err = info.failed ? ERR_MEMORY : agree(g, key, mine, route->ephemeral, &info);
	if (!err)
		err = box_open(plain, key, &info, box);
	if (!err)
		err = scalar_decode(share, plain);
	wipe(key, sizeof(key));
	wipe(plain, sizeof(plain));
	buf_release(&info);
	return err;
}

static enum err check_fit(struct group *g, struct scalar share, const struct reveal *from, uint32_t t, uint32_t at)
{
	struct point *given = point_new(g), *shown = point_new(g);
	enum err err = given && shown ? OK : ERR_MEMORY;

	if (!err)
		err = evaluate_shown(g, shown, from, 1, t, at);
	if (err)
		goto out;
	point_mul_base(g, given, share);
	err = point_equal(g, given, shown) ? OK : ERR_SHARE;
	if (group_status(g))
		err = group_status(g);
out:
	point_free(given);
	point_free(shown);
	return err;
}

enum err ceremony_take_share(struct group *g, struct scalar *share, const struct ceremony *c, const struct reveal *from,
			     uint32_t my_index, const struct ceremony_secret *mine, const uint8_t ephemeral[POINT_SIZE],
			     const uint8_t box[SHARE_BOX_SIZE])
{
	uint8_t channel[POINT_SIZE];
	struct route route = { .from = from->index, .to = my_index, .ephemeral = ephemeral, .channel = channel };
	struct scalar taken = { 0 };
	enum err err;

	err = public_point(g, channel, mine->channel);
	if (!err)
		err = unseal(g, &taken, c, &route, mine->channel, box);
	if (!err)
		err = check_fit(g, taken, from, c->t, my_index);
	if (!err)
		*share = taken;
	wipe(&taken, sizeof(taken));
	/* a point or scalar that cannot be read is as much the sender's fault as one that does not fit */
	return err == ERR_POINT || err == ERR_SCALAR ? ERR_SHARE : err;
}

struct scalar ceremony_own_share(const struct ceremony *c, uint32_t index, const struct ceremony_secret *secret)
{
	return evaluate(secret->coefficients, c->t, index);
}

enum err ceremony_keys(struct group *g, uint8_t key[POINT_SIZE], uint8_t (*shares)[POINT_SIZE], const struct ceremony *c,
		       const struct reveal *reveals)
{
	uint8_t found[TRUSTEE_MAX + 1][POINT_SIZE];
	struct point *p = NULL;
	enum err err = OK;

	if (!ceremony_is_valid(c))
		return ERR_RANGE;
	for (uint32_t i = 0; i < c->n; i++)
		if (reveals[i].index != i + 1)
			return ERR_RANGE;
	p = point_new(g);
	if (!p)
		return ERR_MEMORY;
	/* K is the value at 0, X_j that at j */
	for (uint32_t j = 0; !err && j <= c->n; j++) {
		err = evaluate_shown(g, p, reveals, c->n, c->t, j);
		if (!err && point_is_identity(g, p))
			err = ERR_POINT;
		if (!err)
			point_encode(g, found[j], p);
	}
	if (!err)
		err = group_status(g);
	if (!err) {
		memcpy(key, found[0], POINT_SIZE);
		memcpy(shares, found[1], (size_t)c->n * POINT_SIZE);
	}
	point_free(p);
	return err;
}

/* sign.c - see sign.h. Must not know what is signed but for the form of an act. */
#include "protocol/crypto/sign.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include "protocol/crypto/hash.h"

enum err sign_public(uint8_t key[SIGN_KEY_SIZE], const uint8_t seed[SIGN_SEED_SIZE])
{
	EVP_PKEY *pair = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, SIGN_SEED_SIZE);
	size_t len = SIGN_KEY_SIZE;
	enum err err = pair && EVP_PKEY_get_raw_public_key(pair, key, &len) == 1 ? OK : ERR_MEMORY;

	EVP_PKEY_free(pair);
	return err;
}

enum err sign_make(uint8_t signature[SIGN_SIZE], const uint8_t seed[SIGN_SEED_SIZE], const void *message, size_t len)
{
	EVP_PKEY *pair = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, SIGN_SEED_SIZE);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t size = SIGN_SIZE;
	enum err err = ERR_MEMORY;

	if (pair && context && EVP_DigestSignInit(context, NULL, NULL, NULL, pair) == 1 &&
	    EVP_DigestSign(context, signature, &size, message, len) == 1)
		err = OK;
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(pair);
	return err;
}

enum err sign_check(const uint8_t key[SIGN_KEY_SIZE], const uint8_t signature[SIGN_SIZE], const void *message, size_t len)
{
	EVP_PKEY *public = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, SIGN_KEY_SIZE);
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	enum err err = ERR_MEMORY;

	if (public && context && EVP_DigestVerifyInit(context, NULL, NULL, NULL, public) == 1)
		err = EVP_DigestVerify(context, signature, SIGN_SIZE, message, len) == 1 ? OK : ERR_SIGNATURE;
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(public);
	/* a connection of the same thread would take what is left in the queue for its own error */
	if (err)
		ERR_clear_error();
	return err;
}

static struct buf act_message(const char *meeting, uint64_t number, const char *act)
{
	struct hash t;

	hash_start(&t, "tally/1/act");
	hash_text(&t, meeting);
	hash_u64(&t, number);
	hash_text(&t, act);
	return hash_end_fields(&t);
}

enum err sign_act(uint8_t signature[SIGN_SIZE], const uint8_t seed[SIGN_SEED_SIZE], const char *meeting, uint64_t number, const char *act)
{
	struct buf message = act_message(meeting, number, act);
	enum err err = message.failed ? ERR_MEMORY : sign_make(signature, seed, message.at, message.len);

	buf_release(&message);
	return err;
}

enum err sign_check_act(const uint8_t key[SIGN_KEY_SIZE], const uint8_t signature[SIGN_SIZE], const char *meeting, uint64_t number,
			const char *act)
{
	struct buf message = act_message(meeting, number, act);
	enum err err = message.failed ? ERR_MEMORY : sign_check(key, signature, message.at, message.len);

	buf_release(&message);
	return err;
}

/* Do certificates of the authority verify for what they are for and nothing else, and is a bad request refused? */
#include <openssl/evp.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <sys/stat.h>

#include "protocol/crypto/hash.h"
#include "tally-server/core/authority.h"
#include "tests/unit/cmocka_all.h"
#include "tests/unit/temp_folder.h"

static struct authority *make(void **state)
{
	const struct temp_folder *f = *state;
	struct authority *a = NULL;

	assert_int_equal(authority_create(&a, f->path), OK);
	return a;
}

/* A signing request of `key` into `pem`, signed with `signer`. */
static void make_request(struct buf *pem, EVP_PKEY *key, EVP_PKEY *signer)
{
	X509_REQ *r = X509_REQ_new();
	BIO *bio = BIO_new(BIO_s_mem());
	char *text;
	long len;

	assert_true(X509_REQ_set_pubkey(r, key) && X509_REQ_sign(r, signer, EVP_sha256()) && PEM_write_bio_X509_REQ(bio, r));
	len = BIO_get_mem_data(bio, &text);
	buf_add(pem, text, (size_t)len);
	X509_REQ_free(r);
	BIO_free(bio);
}

static X509 *read_certificate(const char *pem)
{
	BIO *bio = BIO_new_mem_buf(pem, -1);
	X509 *x = PEM_read_bio_X509(bio, NULL, NULL, NULL);

	BIO_free(bio);
	assert_non_null(x);
	return x;
}

/* Strictly, as net and machines do: is the certificate good for `purpose` under the authority? */
static bool verifies(const struct authority *a, X509 *x, int purpose)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *context = X509_STORE_CTX_new();
	X509 *root = read_certificate(authority_pem(a));
	bool ok;

	X509_STORE_add_cert(store, root);
	X509_STORE_set_flags(store, X509_V_FLAG_X509_STRICT);
	X509_STORE_CTX_init(context, store, x, NULL);
	X509_STORE_CTX_set_purpose(context, purpose);
	ok = X509_verify_cert(context) == 1;
	X509_STORE_CTX_free(context);
	X509_STORE_free(store);
	X509_free(root);
	return ok;
}

static void a_machine_gets_a_certificate_for_its_own_key_and_for_clients_only(void **state)
{
	struct authority *a = make(state);
	EVP_PKEY *key = EVP_EC_gen("P-256");
	struct buf request = { 0 }, pem = { 0 };
	uint8_t spki[32], expected[32], *der = NULL;
	X509 *x;
	int len;

	make_request(&request, key, key);
	assert_int_equal(authority_sign_machine(&pem, spki, a, buf_text(&request), request.len, "desk 1"), OK);
	x = read_certificate(buf_text(&pem));
	assert_int_equal(EVP_PKEY_eq(X509_get0_pubkey(x), key), 1);
	assert_true(verifies(a, x, X509_PURPOSE_SSL_CLIENT));
	assert_false(verifies(a, x, X509_PURPOSE_SSL_SERVER));
	assert_int_equal(X509_check_ca(x), 0);
	len = i2d_PUBKEY(key, &der);
	sha256(expected, der, (size_t)len);
	assert_memory_equal(spki, expected, 32);
	OPENSSL_free(der);
	X509_free(x);
	EVP_PKEY_free(key);
	buf_release(&request);
	buf_release(&pem);
	authority_free(a);
}

static void the_server_gets_its_names_and_the_chain(void **state)
{
	static const char *const names[] = { "hall.example", "192.0.2.7", "bad name,DNS:evil.example" };
	struct authority *a = make(state);
	EVP_PKEY *key = EVP_EC_gen("P-256");
	struct buf request = { 0 }, pem = { 0 };
	X509 *x;

	make_request(&request, key, key);
	assert_int_equal(authority_sign_server(&pem, a, buf_text(&request), request.len, names, 3), OK);
	x = read_certificate(buf_text(&pem));
	assert_true(verifies(a, x, X509_PURPOSE_SSL_SERVER));
	assert_false(verifies(a, x, X509_PURPOSE_SSL_CLIENT));
	assert_int_equal(X509_check_host(x, "tally-server", 0, 0, NULL), 1);
	assert_int_equal(X509_check_host(x, "localhost", 0, 0, NULL), 1);
	assert_int_equal(X509_check_host(x, "hall.example", 0, 0, NULL), 1);
	assert_int_equal(X509_check_ip_asc(x, "127.0.0.1", 0), 1);
	assert_int_equal(X509_check_ip_asc(x, "192.0.2.7", 0), 1);
	assert_int_equal(X509_check_host(x, "evil.example", 0, 0, NULL), 0);
	assert_non_null(strstr(buf_text(&pem), authority_pem(a)));
	X509_free(x);
	EVP_PKEY_free(key);
	buf_release(&request);
	buf_release(&pem);
	authority_free(a);
}

static enum err sign(struct authority *a, const struct buf *request)
{
	struct buf pem = { 0 };
	uint8_t spki[32];
	enum err err = authority_sign_machine(&pem, spki, a, (const char *)request->at, request->len, "x");

	assert_true(!err || !pem.len);
	buf_release(&pem);
	return err;
}

static void requests_of_other_keys_and_without_proof_are_refused(void **state)
{
	struct authority *a = make(state);
	EVP_PKEY *key = EVP_EC_gen("P-256"), *other = EVP_EC_gen("P-256"), *long_one = EVP_EC_gen("P-384");
	struct buf request = { 0 };

	make_request(&request, key, other);
	assert_int_equal(sign(a, &request), ERR_CSR);
	request.len = 0;
	make_request(&request, long_one, long_one);
	assert_int_equal(sign(a, &request), ERR_CSR);
	request.len = 0;
	assert_int_equal(sign(a, &request), ERR_CSR);
	buf_add_text(&request, "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n");
	assert_int_equal(sign(a, &request), ERR_CSR);
	request.len = 0;
	make_request(&request, key, key);
	assert_int_equal(sign(a, &request), OK);
	while (request.len <= AUTHORITY_MAX_REQUEST)
		buf_add_text(&request, "\n");
	assert_int_equal(sign(a, &request), ERR_CSR);
	EVP_PKEY_free(key);
	EVP_PKEY_free(other);
	EVP_PKEY_free(long_one);
	buf_release(&request);
	authority_free(a);
}

static void it_is_the_same_after_a_restart_and_its_key_is_for_nobody_else(void **state)
{
	const struct temp_folder *f = *state;
	struct authority *a = make(state), *again = NULL;
	uint8_t before[32], after[32];
	char path[TEMP_PATH_SIZE + 60];
	struct stat st;

	authority_fingerprint(before, a);
	assert_int_equal(authority_open(&again, f->path), OK);
	authority_fingerprint(after, again);
	assert_memory_equal(before, after, 32);
	assert_string_equal(authority_pem(a), authority_pem(again));
	assert_int_equal(stat(temp_path(path, state, "authority.key"), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	authority_free(a);
	authority_free(again);
}

static void a_key_that_does_not_fit_its_certificate_is_refused(void **state)
{
	const struct temp_folder *f = *state;
	struct authority *a = make(state);
	char path[TEMP_PATH_SIZE + 60], kept[TEMP_PATH_SIZE + 60];

	assert_int_equal(rename(temp_path(path, state, "authority.pem"), temp_path(kept, state, "kept")), 0);
	authority_free(a);
	a = NULL;
	assert_int_equal(authority_open(&a, f->path), ERR_IO);
	authority_free(make(state));
	assert_int_equal(rename(kept, path), 0);
	assert_int_equal(authority_open(&a, f->path), ERR_CSR);
	assert_null(a);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, temp_folder_make, temp_folder_remove)
	const struct CMUnitTest tests[] = {
		IN_FOLDER(a_machine_gets_a_certificate_for_its_own_key_and_for_clients_only),
		IN_FOLDER(the_server_gets_its_names_and_the_chain),
		IN_FOLDER(requests_of_other_keys_and_without_proof_are_refused),
		IN_FOLDER(it_is_the_same_after_a_restart_and_its_key_is_for_nobody_else),
		IN_FOLDER(a_key_that_does_not_fit_its_certificate_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

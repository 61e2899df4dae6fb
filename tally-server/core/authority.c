/* authority.c - see authority.h. X.509 as OpenSSL makes it: version 3, strict extensions, random serial numbers. */
#include "tally-server/core/authority.h"

#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "protocol/base/code.h"
#include "protocol/crypto/hash.h"
#include "protocol/os/os.h"

enum { DAY = 86400, AUTHORITY_DAYS = 7300, LEAF_DAYS = 800, PEM_MAX = 16384, SERIAL_BYTES = 16, COMMON_NAME_MAX = 64 };

struct authority {
	EVP_PKEY *key;
	X509 *certificate;
	struct buf pem;
	uint8_t fingerprint[AUTHORITY_FINGERPRINT_SIZE];
	char meeting[MEETING_ID_LEN + 1];
};

void authority_free(struct authority *a)
{
	if (!a)
		return;
	EVP_PKEY_free(a->key);
	X509_free(a->certificate);
	buf_release(&a->pem);
	free(a);
}

void authority_fingerprint(uint8_t out[AUTHORITY_FINGERPRINT_SIZE], const struct authority *a)
{
	memcpy(out, a->fingerprint, AUTHORITY_FINGERPRINT_SIZE);
}

void authority_meeting(char out[MEETING_ID_LEN + 1], const struct authority *a)
{
	memcpy(out, a->meeting, MEETING_ID_LEN + 1);
}

const char *authority_pem(const struct authority *a)
{
	return (const char *)a->pem.at;
}

/* ---- certificates ---- */

static bool add_extension(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *extension;
	bool ok;

	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, issuer, x, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	ok = extension && X509_add_ext(x, extension, -1);
	X509_EXTENSION_free(extension);
	return ok;
}

static bool set_serial(X509 *x)
{
	uint8_t bytes[SERIAL_BYTES];
	BIGNUM *n;
	bool ok;

	if (RAND_bytes(bytes, sizeof(bytes)) != 1)
		return false;
	/* a serial number is positive, whatever the first bit */
	bytes[0] = (uint8_t)((bytes[0] & 0x3f) | 0x40);
	n = BN_bin2bn(bytes, sizeof(bytes), NULL);
	ok = n && BN_to_ASN1_INTEGER(n, X509_get_serialNumber(x));
	BN_free(n);
	return ok;
}

/* All but extensions and signature. */
static X509 *start_certificate(EVP_PKEY *key, const char *name, int days)
{
	X509 *x = X509_new();
	X509_NAME *subject = X509_NAME_new();
	char common[COMMON_NAME_MAX + 1];
	bool ok = x && subject;

	/* the field holds 64 bytes; who it is stands in the ledger by its key, not here */
	snprintf(common, sizeof(common), "%s", name);
	ok = ok && X509_NAME_add_entry_by_NID(subject, NID_organizationName, MBSTRING_UTF8, (const uint8_t *)"tally", -1, -1, 0)
		&& X509_NAME_add_entry_by_NID(subject, NID_commonName, MBSTRING_UTF8, (const uint8_t *)common, -1, -1, 0);
	ok = ok && X509_set_version(x, X509_VERSION_3) && set_serial(x) && X509_set_subject_name(x, subject) && X509_set_pubkey(x, key);
	/* two days back: clocks in a hall differ */
	ok = ok && X509_gmtime_adj(X509_getm_notBefore(x), -2 * DAY) && X509_time_adj_ex(X509_getm_notAfter(x), days, 0, NULL);
	X509_NAME_free(subject);
	if (!ok) {
		X509_free(x);
		return NULL;
	}
	return x;
}

static bool sign_certificate(X509 *x, const X509_NAME *issuer, EVP_PKEY *key)
{
	return X509_set_issuer_name(x, issuer) && X509_sign(x, key, EVP_sha256());
}

static X509 *make_authority(EVP_PKEY *key, const char *meeting)
{
	char name[COMMON_NAME_MAX];
	X509 *x;

	snprintf(name, sizeof(name), "tally authority %s", meeting);
	x = start_certificate(key, name, AUTHORITY_DAYS);
	if (x && add_extension(x, x, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
	    add_extension(x, x, NID_key_usage, "critical,keyCertSign") &&
	    add_extension(x, x, NID_subject_key_identifier, "hash") && sign_certificate(x, X509_get_subject_name(x), key))
		return x;
	X509_free(x);
	return NULL;
}

/* A leaf for `key`. `alternative` may be NULL. */
static X509 *make_leaf(const struct authority *a, EVP_PKEY *key, const char *name, const char *usage, const char *alternative)
{
	X509 *x = start_certificate(key, name, LEAF_DAYS);
	bool ok = x && add_extension(x, a->certificate, NID_basic_constraints, "critical,CA:FALSE")
		&& add_extension(x, a->certificate, NID_key_usage, "critical,digitalSignature")
		&& add_extension(x, a->certificate, NID_ext_key_usage, usage)
		&& add_extension(x, a->certificate, NID_subject_key_identifier, "hash")
		&& add_extension(x, a->certificate, NID_authority_key_identifier, "keyid")
		&& (!alternative || add_extension(x, a->certificate, NID_subject_alt_name, alternative));

	if (ok && sign_certificate(x, X509_get_subject_name(a->certificate), a->key))
		return x;
	X509_free(x);
	return NULL;
}

/* Append in PEM. */
static enum err write_pem(struct buf *out, X509 *x)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text;
	long len;
	enum err err = ERR_MEMORY;

	if (bio && PEM_write_bio_X509(bio, x)) {
		len = BIO_get_mem_data(bio, &text);
		buf_add(out, text, (size_t)len);
		err = out->failed ? ERR_MEMORY : OK;
	}
	BIO_free(bio);
	return err;
}

/* ---- the authority itself ---- */

static enum err hash_spki(uint8_t spki[32], EVP_PKEY *key)
{
	uint8_t *der = NULL;
	int len = i2d_PUBKEY(key, &der);

	if (len <= 0)
		return ERR_MEMORY;
	sha256(spki, der, (size_t)len);
	OPENSSL_free(der);
	return OK;
}

static enum err name_meeting(struct authority *a)
{
	uint8_t hash[32];
	enum err err = hash_spki(hash, a->key);

	for (size_t i = 0; !err && i < MEETING_ID_LEN; i++)
		a->meeting[i] = CODE_ALPHABET[hash[i] & 31];
	return err;
}

/* Take over key and certificate and derive the rest. */
static enum err complete(struct authority *a)
{
	unsigned len = 0;
	enum err err;

	if (!a->key || !a->certificate)
		return ERR_MEMORY;
	err = name_meeting(a);
	if (!err)
		err = write_pem(&a->pem, a->certificate);
	buf_text(&a->pem);
	if (!err && X509_digest(a->certificate, EVP_sha256(), a->fingerprint, &len) != 1)
		err = ERR_MEMORY;
	return err;
}

static enum err write_files(const struct authority *a, const char *folder)
{
	BIO *bio = BIO_new(BIO_s_secmem());
	struct buf path = { 0 };
	char *text;
	long len;
	enum err err = ERR_MEMORY;

	if (bio && PEM_write_bio_PrivateKey(bio, a->key, NULL, NULL, 0, NULL, NULL)) {
		len = BIO_get_mem_data(bio, &text);
		buf_addf(&path, "%s/authority.key", folder);
		err = file_write_durable(buf_text(&path), text, (size_t)len, 0600);
	}
	if (!err) {
		path.len = 0;
		buf_addf(&path, "%s/authority.pem", folder);
		err = file_write_durable(buf_text(&path), a->pem.at, a->pem.len, 0644);
	}
	buf_release(&path);
	BIO_free(bio);
	return err;
}

enum err authority_create(struct authority **out, const char *folder)
{
	struct authority *a = calloc(1, sizeof(*a));
	enum err err;

	if (!a)
		return ERR_MEMORY;
	a->key = EVP_EC_gen("P-256");
	err = a->key ? name_meeting(a) : ERR_MEMORY;
	if (!err)
		a->certificate = make_authority(a->key, a->meeting);
	if (!err)
		err = complete(a);
	if (!err)
		err = write_files(a, folder);
	if (err) {
		authority_free(a);
		return err;
	}
	*out = a;
	return OK;
}

static enum err read_text(struct buf *text, const char *folder, const char *name)
{
	struct buf path = { 0 };
	enum err err;

	buf_addf(&path, "%s/%s", folder, name);
	err = file_read(text, buf_text(&path), PEM_MAX);
	buf_release(&path);
	return err;
}

static BIO *bio_of(const struct buf *text)
{
	return BIO_new_mem_buf(text->at, (int)text->len);
}

enum err authority_open(struct authority **out, const char *folder)
{
	struct authority *a = calloc(1, sizeof(*a));
	struct buf key = { 0 }, certificate = { 0 };
	BIO *key_bio = NULL, *certificate_bio = NULL;
	enum err err;

	if (!a)
		return ERR_MEMORY;
	err = read_text(&key, folder, "authority.key");
	if (!err)
		err = read_text(&certificate, folder, "authority.pem");
	if (err)
		goto out;
	key_bio = bio_of(&key);
	certificate_bio = bio_of(&certificate);
	a->key = key_bio ? PEM_read_bio_PrivateKey(key_bio, NULL, NULL, NULL) : NULL;
	a->certificate = certificate_bio ? PEM_read_bio_X509(certificate_bio, NULL, NULL, NULL) : NULL;
	err = a->key && a->certificate && X509_check_private_key(a->certificate, a->key) == 1 ? complete(a) : ERR_CSR;
out:
	BIO_free(key_bio);
	BIO_free(certificate_bio);
	buf_release_secret(&key);
	buf_release(&certificate);
	if (err)
		authority_free(a);
	else
		*out = a;
	return err;
}

/* ---- signing requests ---- */

/* The key of a request, if it is P-256 and has signed the request; the caller frees it. */
static EVP_PKEY *read_request(const char *request, size_t len)
{
	BIO *bio = len && len <= AUTHORITY_MAX_REQUEST ? BIO_new_mem_buf(request, (int)len) : NULL;
	X509_REQ *r = bio ? PEM_read_bio_X509_REQ(bio, NULL, NULL, NULL) : NULL;
	EVP_PKEY *key = r ? X509_REQ_get_pubkey(r) : NULL;
	char group[32] = "";

	if (key && (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC || EVP_PKEY_get_group_name(key, group, sizeof(group), NULL) != 1
		    || strcmp(group, "prime256v1") || X509_REQ_verify(r, key) != 1)) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	X509_REQ_free(r);
	BIO_free(bio);
	return key;
}

enum err authority_sign_machine(struct buf *pem, uint8_t spki[32], const struct authority *a, const char *request, size_t len,
				const char *name)
{
	EVP_PKEY *key = read_request(request, len);
	X509 *x;
	enum err err;

	if (!key)
		return ERR_CSR;
	x = make_leaf(a, key, name, "clientAuth", NULL);
	err = x ? hash_spki(spki, key) : ERR_MEMORY;
	if (!err)
		err = write_pem(pem, x);
	X509_free(x);
	EVP_PKEY_free(key);
	return err;
}

static bool is_host_name(const char *name)
{
	return *name && strlen(name) < 254
		&& !name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.")];
}

/* The text form of subjectAltName. Names that are neither address nor host name are left out: they could say anything. */
static void alternative_names(struct buf *out, const char *const *names, size_t count)
{
	buf_add_text(out, "DNS:tally-server,DNS:localhost,IP:127.0.0.1,IP:::1");
	for (size_t i = 0; i < count; i++) {
		uint8_t address[16];

		if (inet_pton(AF_INET, names[i], address) == 1 || inet_pton(AF_INET6, names[i], address) == 1)
			buf_addf(out, ",IP:%s", names[i]);
		else if (is_host_name(names[i]))
			buf_addf(out, ",DNS:%s", names[i]);
	}
}

enum err authority_sign_server(struct buf *pem, const struct authority *a, const char *request, size_t len, const char *const *names,
			       size_t name_count)
{
	EVP_PKEY *key = read_request(request, len);
	struct buf alternative = { 0 };
	X509 *x;
	enum err err;

	if (!key)
		return ERR_CSR;
	alternative_names(&alternative, names, name_count);
	x = make_leaf(a, key, "tally-server", "serverAuth", buf_text(&alternative));
	err = x && !alternative.failed ? write_pem(pem, x) : ERR_MEMORY;
	if (!err) {
		buf_add(pem, a->pem.at, a->pem.len);
		err = pem->failed ? ERR_MEMORY : OK;
	}
	X509_free(x);
	EVP_PKEY_free(key);
	buf_release(&alternative);
	return err;
}

/* secret.c - passphrases from people, keys from passphrases, and bytes sealed under a key. Must not know whose secrets they are. */
#include "protocol/os/os.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/evp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

enum { NONCE_SIZE = 12, TAG_SIZE = SECRET_OVERHEAD - NONCE_SIZE, PASSPHRASE_MAX = 1023 };

/* One line, byte by byte so that nothing behind it is taken away. */
static enum err read_line(char *out, size_t cap, int fd)
{
	size_t len = 0;
	char c;

	for (;;) {
		ssize_t got = read(fd, &c, 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return ERR_IO;
		if (got == 0 || c == '\n')
			break;
		if (len + 1 >= cap || !c)
			return ERR_RANGE;
		out[len++] = c;
	}
	out[len] = 0;
	return len ? OK : ERR_RANGE;
}

/* One line without echo. A signal that would end the program and leave the terminal mute is only
 * watched for: it ends the wait, and acts once the echo is back. */
static enum err read_quietly(char *out, size_t cap, int fd, int stop_fd)
{
	struct pollfd wait[2] = { { .fd = fd, .events = POLLIN }, { .fd = stop_fd, .events = POLLIN } };
	struct termios before, quiet;
	enum err err = ERR_IO;

	if (tcgetattr(fd, &before))
		return ERR_IO;
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	quiet.c_lflag |= ECHONL;
	if (tcsetattr(fd, TCSAFLUSH, &quiet))
		return ERR_IO;
	if (poll(wait, 2, -1) > 0 && !wait[1].revents)
		err = read_line(out, cap, fd);
	return tcsetattr(fd, TCSAFLUSH, &before) ? ERR_IO : err;
}

static enum err read_from_terminal(char *out, size_t cap, const char *prompt)
{
	static const int stops[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC), stop_fd;
	sigset_t watched, old;
	enum err err = ERR_IO;

	if (fd < 0)
		return ERR_IO;
	sigemptyset(&watched);
	for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
		sigaddset(&watched, stops[i]);
	sigprocmask(SIG_BLOCK, &watched, &old);
	stop_fd = signalfd(-1, &watched, SFD_CLOEXEC);
	if (stop_fd >= 0 && write(fd, prompt, strlen(prompt)) == (ssize_t)strlen(prompt))
		err = read_quietly(out, cap, fd, stop_fd);
	if (stop_fd >= 0)
		close(stop_fd);
	close(fd);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return err;
}

enum err passphrase_read(char *out, size_t cap, const char *prompt, int fd)
{
	char line[PASSPHRASE_MAX + 1];
	size_t line_cap = cap < sizeof line ? cap : sizeof line;
	enum err err = fd >= 0 ? read_line(line, line_cap, fd) : read_from_terminal(line, line_cap, prompt);

	if (!err)
		memcpy(out, line, strlen(line) + 1);
	wipe(line, sizeof line);
	return err;
}

enum err secret_stretch(uint8_t out[32], const char *passphrase, const uint8_t salt[16])
{
	const uint64_t n = 1 << 15, r = 8, p = 1;
	/* 128 * r * (n + p + 2) bytes are needed; the library's own cap is just below */
	const uint64_t max_memory = 64 << 20;

	return EVP_PBE_scrypt(passphrase, strlen(passphrase), salt, 16, n, r, p, max_memory, out, 32) == 1 ? OK : ERR_MEMORY;
}

/* Lengths go through the library's int. */
static bool fits(size_t context_len, size_t len)
{
	return context_len <= INT_MAX && len <= INT_MAX - SECRET_OVERHEAD;
}

enum err secret_seal(uint8_t *out, const uint8_t key[32], const void *context, size_t context_len, const void *plain, size_t len,
		     const struct rng *rng)
{
	EVP_CIPHER_CTX *cipher;
	uint8_t *nonce = out, *text = out + NONCE_SIZE, *tag = text + len;
	int done;
	enum err err = ERR_MEMORY;

	if (!fits(context_len, len))
		return ERR_TOO_LONG;
	cipher = EVP_CIPHER_CTX_new();
	if (!cipher)
		return ERR_MEMORY;
	rng_fill(rng, nonce, NONCE_SIZE);
	if (EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, nonce) == 1 &&
	    EVP_EncryptUpdate(cipher, NULL, &done, context, (int)context_len) == 1 &&
	    EVP_EncryptUpdate(cipher, text, &done, plain, (int)len) == 1 && EVP_EncryptFinal_ex(cipher, tag, &done) == 1 &&
	    EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, TAG_SIZE, tag) == 1)
		err = OK;
	EVP_CIPHER_CTX_free(cipher);
	return err;
}

enum err secret_open(uint8_t *out, const uint8_t key[32], const void *context, size_t context_len, const void *sealed, size_t len)
{
	const uint8_t *nonce = sealed, *text = nonce + NONCE_SIZE;
	size_t text_len = len - SECRET_OVERHEAD;
	uint8_t tag[TAG_SIZE], *plain;
	EVP_CIPHER_CTX *cipher;
	int done;
	enum err err = ERR_MEMORY;

	if (len < SECRET_OVERHEAD || !fits(context_len, text_len))
		return ERR_PASSPHRASE;
	memcpy(tag, text + text_len, TAG_SIZE);
	/* decrypted aside: GCM gives out plaintext before it knows whether it is true */
	plain = malloc(text_len + 1);
	cipher = EVP_CIPHER_CTX_new();
	if (!plain || !cipher)
		goto out;
	if (EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, nonce) != 1 ||
	    EVP_DecryptUpdate(cipher, NULL, &done, context, (int)context_len) != 1 ||
	    EVP_DecryptUpdate(cipher, plain, &done, text, (int)text_len) != 1 ||
	    EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, TAG_SIZE, tag) != 1)
		goto out;
	err = EVP_DecryptFinal_ex(cipher, plain + text_len, &done) == 1 ? OK : ERR_PASSPHRASE;
	if (!err)
		memcpy(out, plain, text_len);
out:
	EVP_CIPHER_CTX_free(cipher);
	if (plain)
		wipe(plain, text_len);
	free(plain);
	return err;
}

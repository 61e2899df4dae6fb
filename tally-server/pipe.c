/* pipe.c - see pipe.h. A frame out of bounds means that the other process is broken: nothing is guessed, the caller ends. */
#include "tally-server/pipe.h"

enum { LENGTH_SIZE = 4, HEAD_SIZE = 1 + 8 };

void pipe_add(struct buf *out, enum pipe_kind kind, uint64_t connection, const void *payload, size_t len)
{
	uint8_t head[LENGTH_SIZE + HEAD_SIZE];

	if (len > PIPE_MAX_FRAME - HEAD_SIZE) {
		out->failed = true;
		return;
	}
	put_u32(head, (uint32_t)(HEAD_SIZE + len));
	head[LENGTH_SIZE] = (uint8_t)kind;
	put_u64(head + LENGTH_SIZE + 1, connection);
	buf_add(out, head, sizeof(head));
	buf_add(out, payload, len);
}

enum err pipe_take(struct pipe_frame *out, size_t *size, const uint8_t *in, size_t len)
{
	uint32_t rest;

	if (len < LENGTH_SIZE) {
		*size = 0;
		return OK;
	}
	rest = get_u32(in);
	if (rest > PIPE_MAX_FRAME)
		return ERR_TOO_LONG;
	if (rest < HEAD_SIZE)
		return ERR_RANGE;
	if (len > LENGTH_SIZE && in[LENGTH_SIZE] >= PIPE_KIND_COUNT)
		return ERR_RANGE;
	if (len - LENGTH_SIZE < rest) {
		*size = 0;
		return OK;
	}
	*out = (struct pipe_frame){
		.kind = (enum pipe_kind)in[LENGTH_SIZE],
		.connection = get_u64(in + LENGTH_SIZE + 1),
		.payload = in + LENGTH_SIZE + HEAD_SIZE,
		.len = rest - HEAD_SIZE,
	};
	*size = LENGTH_SIZE + rest;
	return OK;
}

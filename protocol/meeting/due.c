/* due.c - see due.h. */
#include "protocol/meeting/due.h"

#include <string.h>

struct day {
	int year, month, day;   /* from 1; 1 .. 12; 1 .. 31 */
};

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && is_leap ? 29 : days[month - 1];
}

/* `len` digits, no more than 4. */
static bool read_digits(int *out, const char *text, size_t len)
{
	int x = 0;

	if (len < 1 || len > 4)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		x = x * 10 + (text[i] - '0');
	}
	*out = x;
	return true;
}

static bool read_day(struct day *d, const char *text)
{
	return strlen(text) == 10 && text[4] == '-' && text[7] == '-' && read_digits(&d->year, text, 4) &&
	       read_digits(&d->month, text + 5, 2) && read_digits(&d->day, text + 8, 2) && d->year >= 1 && d->month >= 1 &&
	       d->month <= 12 && d->day >= 1 && d->day <= days_in(d->year, d->month);
}

static void add_months(struct day *d, int count)
{
	int months = d->year * 12 + d->month - 1 + count;

	d->year = months / 12;
	d->month = months % 12 + 1;
	if (d->day > days_in(d->year, d->month))
		d->day = days_in(d->year, d->month);
}

static void add_days(struct day *d, int count)
{
	for (d->day += count; d->day > days_in(d->year, d->month);) {
		d->day -= days_in(d->year, d->month);
		if (++d->month > 12) {
			d->month = 1;
			d->year++;
		}
	}
}

enum err due_date(struct buf *out, const char *start, const char *add)
{
	const char *unit = strchr(add, ' ');
	struct day d;
	int count;

	if (!unit || !read_day(&d, start) || !read_digits(&count, add, (size_t)(unit - add)))
		return ERR_FIELD_TYPE;
	if (strcmp(unit, " months") == 0 || strcmp(unit, " month") == 0)
		add_months(&d, count);
	else if (strcmp(unit, " days") == 0 || strcmp(unit, " day") == 0)
		add_days(&d, count);
	else
		return ERR_FIELD_TYPE;
	buf_addf(out, "%04d-%02d-%02d", d.year, d.month, d.day);
	return OK;
}

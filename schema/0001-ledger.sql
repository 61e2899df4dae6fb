-- The record, one guard of it, and what is kept beside it.

CREATE TABLE entry (
	number  INTEGER PRIMARY KEY,
	leaf    BLOB NOT NULL CHECK (length(leaf) = 32),
	line    TEXT NOT NULL
) STRICT;

CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT raise(ABORT, 'an entry is never changed'); END;
CREATE TRIGGER entry_is_kept BEFORE DELETE ON entry BEGIN SELECT raise(ABORT, 'an entry is never deleted'); END;

-- At most one ballot for a key and attempt, whatever the program believes (P9.3).
CREATE TABLE ballot (
	poll    TEXT NOT NULL,
	attempt INTEGER NOT NULL,
	key     BLOB NOT NULL CHECK (length(key) = 65),
	entry   INTEGER NOT NULL REFERENCES entry (number) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE UNIQUE INDEX ballot_once ON ballot (poll, attempt, key);

-- Not of the record: sealed rows of the private table, passwords and sessions as hashes, enrol codes as hashes.
CREATE TABLE kept (
	kind    TEXT NOT NULL,
	id      TEXT NOT NULL,
	value   BLOB NOT NULL,
	PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

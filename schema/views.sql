-- The record through SQL: what entries say, and no verdict but theirs. Made anew with every migration; meant for snapshots.

DROP VIEW IF EXISTS results;
DROP VIEW IF EXISTS assists;
DROP VIEW IF EXISTS polls;
DROP VIEW IF EXISTS agenda;
DROP VIEW IF EXISTS closing;
DROP VIEW IF EXISTS attempt_event;
DROP VIEW IF EXISTS anomalies;
DROP VIEW IF EXISTS attendance;
DROP VIEW IF EXISTS movement;
DROP VIEW IF EXISTS roll;
DROP VIEW IF EXISTS record;

CREATE VIEW record AS
SELECT number AS n, line ->> '$.type' AS type, line ->> '$.at' AS at, line ->> '$.by[0]' AS by, line -> '$.body' AS body
FROM entry;

-- The latest line of each number.
CREATE VIEW roll AS
SELECT body ->> 'number' AS number, body ->> 'name' AS name, body ->> 'unit' AS unit, body ->> 'post' AS post, body ->> 'seat' AS seat,
	body ->> 'role' AS role, body ->> 'leave' AS is_on_leave, body ->> 'status' AS status, max(n) AS entry
FROM record
WHERE type = 'person'
GROUP BY body ->> 'number';

-- Arrivals and leaves, each with the sitting that was open and the desk's own time where it has one; without what was taken back.
CREATE VIEW movement AS
SELECT sitting, n, type, number, at, by
FROM (SELECT n, type, coalesce(body ->> 'desk_at', at) AS at, by, body ->> 'number' AS number, max(body ->> 'sitting') OVER (ORDER BY n) AS sitting,
		lead(type) OVER (PARTITION BY body ->> 'number' ORDER BY n) AS next
	FROM record
	WHERE type IN ('sitting_open', 'checkin', 'leave', 'return', 'checkin_undo'))
WHERE type NOT IN ('sitting_open', 'checkin_undo') AND next IS NOT 'checkin_undo';

-- One row for a person and a sitting that he came to.
CREATE VIEW attendance AS
SELECT f.sitting, f.number, roll.name, roll.unit, roll.post, roll.seat, roll.role, f.at AS first_in, f.by AS recorded_by,
	l.at AS last_out, last.type <> 'leave' AS is_in
FROM movement AS f
JOIN roll ON roll.number = f.number
JOIN (SELECT sitting, number, type, max(n) FROM movement GROUP BY sitting, number) AS last ON last.sitting = f.sitting AND last.number = f.number
LEFT JOIN (SELECT sitting, number, at, max(n) FROM movement WHERE type = 'leave' GROUP BY sitting, number) AS l
	ON l.sitting = f.sitting AND l.number = f.number
WHERE f.type = 'checkin';

-- Scans that did not fit when they arrived, each with what became of it.
CREATE VIEW anomalies AS
SELECT a.n AS entry, a.body ->> 'number' AS number, a.body ->> 'mode' AS mode, a.body ->> 'found' AS found, a.body ->> 'desk_at' AS desk_at, a.at, a.by,
	s.by AS settled_by, s.at AS settled_at, s.body ->> 'note' AS note
FROM record AS a
LEFT JOIN record AS s ON s.type = 'anomaly_settle' AND s.body ->> 'anomaly' = a.n
WHERE a.type = 'anomaly';

-- What happened to each attempt; an act's fields stand in its text.
CREATE VIEW attempt_event AS
SELECT n, type, at, fields ->> 'poll' AS poll, fields ->> 'attempt' AS attempt, fields
FROM (SELECT n, type, at, iif(type IN ('poll_void', 'hands', 'paper_count'), body ->> 'act', body) AS fields
	FROM record
	WHERE type IN ('poll_open', 'poll_hold', 'poll_resume', 'poll_close', 'hands', 'paper_count', 'result', 'publish', 'poll_void'));

-- What came in, on paper too; the act that counts hands closes.
CREATE VIEW closing AS
SELECT c.poll, c.attempt, c.n, c.at, c.fields ->> 'tested' AS tested, coalesce(c.fields ->> 'papers', 0) AS papers, c.fields ->> 'returned' AS sealed,
	coalesce(c.fields ->> 'returned', (SELECT sum(value) FROM json_each(c.fields -> '$.counts[0]'))) + coalesce(w.fields ->> '$.forms[0].returned', 0) AS returned,
	-- more papers than were issued void the attempt
	coalesce((SELECT max(value ->> 'returned') FROM json_each(w.fields -> 'forms')) > c.fields ->> 'papers', 0) AS is_overfull
FROM attempt_event AS c
LEFT JOIN attempt_event AS w ON w.type = 'paper_count' AND w.poll = c.poll AND w.attempt = c.attempt
WHERE c.type IN ('poll_close', 'hands');

-- Where each poll is told: as the last `agenda` entry lists it, and behind those what was defined since. A draft that it left out is withdrawn.
CREATE VIEW agenda AS
WITH ordering AS (SELECT coalesce(max(n), -1) AS n FROM record WHERE type = 'agenda'),
	listed AS (SELECT value AS poll, key AS place FROM record JOIN ordering USING (n), json_each(body -> 'polls')),
	since AS (SELECT body ->> 'poll' AS poll, min(record.n) AS n FROM record, ordering WHERE type = 'poll' AND record.n > ordering.n GROUP BY 1)
SELECT row_number() OVER (ORDER BY place IS NULL, place, since.n) AS item, poll, kind, title, definition,
	seats, candidates, (surplus ->> 'num' * seats + surplus ->> 'den' - 1) / (surplus ->> 'den') AS least_surplus, candidates_order, order_reason
FROM (SELECT body ->> 'poll' AS poll, body ->> 'kind' AS kind, body ->> 'title' AS title, max(n) AS definition, body ->> 'seats' AS seats,
		iif(body ->> 'seats' IS NULL, NULL, (SELECT count(*) FROM json_each(body -> 'contests') WHERE value ->> 'scale' = 0)) AS candidates,
		-- fewer candidates beyond the seats than the kind asks for are a warning and nothing else
		(SELECT genesis.body FROM record AS genesis WHERE genesis.n = 0) -> ('$.profile.kinds.' || json_quote(body ->> 'kind') || '.surplus') AS surplus,
		body ->> '$.order.type' AS candidates_order, body ->> '$.order.reason' AS order_reason
	FROM record WHERE type = 'poll' GROUP BY 1)
LEFT JOIN listed USING (poll)
LEFT JOIN since USING (poll)
WHERE place IS NOT NULL OR since.n IS NOT NULL;

CREATE VIEW polls AS
SELECT agenda.item, o.poll, o.attempt, d.body ->> 'kind' AS kind, d.body ->> 'title' AS title,
	CASE last.type
		WHEN 'poll_hold' THEN 'held'
		WHEN 'poll_close' THEN iif(d.body ->> 'rehearsal', 'rehearsed', iif(o.fields ->> 'way' = 'sealed' AND c.sealed < d.body ->> 'minimum'
			AND (c.papers = 0 OR c.sealed > 0), 'not_opened', 'closed'))
		WHEN 'hands' THEN 'closed'
		WHEN 'paper_count' THEN iif(c.is_overfull, 'void', 'closed')
		WHEN 'result' THEN 'counted'
		-- what was not opened is announced too, and stays it
		WHEN 'publish' THEN iif(r.n IS NULL, 'not_opened', 'published')
		WHEN 'poll_void' THEN 'void'
		-- a server that starts holds the poll that it finds open
		ELSE iif(EXISTS (SELECT 1 FROM record AS s WHERE s.type = 'server_start' AND s.n > last.n), 'held', 'open')
	END AS state,
	-- who may be told of the result
	coalesce((SELECT body ->> ('$.profile.kinds.' || json_quote(d.body ->> 'kind') || '.publication') FROM record WHERE n = 0), 'hall') AS publication,
	o.fields ->> 'way' AS way, o.fields ->> 'slot' AS slot, o.fields ->> 'expected' AS expected, o.fields ->> 'present' AS present,
	o.fields ->> 'issued' AS issued, o.fields ->> 'without_slip' AS without_slip, c.papers, c.returned,
	o.fields ->> 'issued' - c.returned AS not_returned, c.tested, o.at AS opened_at, c.at AS closed_at,
	o.n AS open_entry, c.n AS close_entry, r.n AS result_entry
FROM attempt_event AS o
JOIN agenda ON agenda.poll = o.poll
JOIN record AS d ON d.n = o.fields ->> 'definition'
JOIN (SELECT poll, attempt, type, max(n) AS n FROM attempt_event GROUP BY poll, attempt) AS last
	ON last.poll = o.poll AND last.attempt = o.attempt
LEFT JOIN closing AS c ON c.poll = o.poll AND c.attempt = o.attempt
LEFT JOIN attempt_event AS r ON r.type = 'result' AND r.poll = o.poll AND r.attempt = o.attempt
WHERE o.type = 'poll_open';

-- Who helped at terminals in an attempt, and how often.
CREATE VIEW assists AS
SELECT body ->> 'poll' AS poll, body ->> 'attempt' AS attempt, helper.value ->> 'name' AS name, helper.value ->> 'count' AS count
FROM record, json_each(body -> 'helpers') AS helper
WHERE record.type = 'assist';

-- One row for an option of a contest; the outcome is the one that the result entry states.
CREATE VIEW results AS
SELECT p.poll, p.attempt, p.state, p.publication, contest.key AS contest, choice.key AS position,
	d.body ->> ('$.contests[' || contest.key || '].title') AS title,
	d.body ->> ('$.scales[' || (d.body ->> ('$.contests[' || contest.key || '].scale')) || '][' || choice.key || '].id') AS choice,
	d.body ->> ('$.scales[' || (d.body ->> ('$.contests[' || contest.key || '].scale')) || '][' || choice.key || '].text') AS text,
	choice.value AS count,
	r.fields ->> ('$.verdict.contests[' || contest.key || '].outcome') AS outcome
FROM polls AS p
JOIN attempt_event AS r ON r.n = p.result_entry
JOIN attempt_event AS o ON o.n = p.open_entry
JOIN record AS d ON d.n = o.fields ->> 'definition'
JOIN json_each(r.fields -> 'counts') AS contest
JOIN json_each(contest.value) AS choice;

-- Lines of the trail that are committed and not sealed, in order. Only behind the last line sealed more than a day ago: what turns up before it now
-- was not there then. SQL, because the texts must be the same wherever and whenever they are made.
SELECT
    event.id, event.id::text, to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), event.by, event.verb, event.what,
    event.details::text
FROM access_auditevent event
WHERE event.id > coalesce((SELECT event FROM trail_seal WHERE kind = 'event' AND sealed_at < %(since)s ORDER BY id DESC LIMIT 1), 0)
  AND NOT EXISTS (SELECT FROM trail_seal seal WHERE seal.event = event.id)
ORDER BY event.id
LIMIT %(most)s

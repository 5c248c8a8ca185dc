-- Seals in order, each with the line it names as text. SQL, because two tables are read side by side without a foreign key between them.
SELECT
    seal.id, seal.kind, coalesce(seal.event::text, seal.day::text), seal.count, seal.digest, seal.sealed_at, seal.previous, seal.seal,
    seal.day, event.at,
    event.id::text, to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), event.by, event.verb, event.what, event.details::text
FROM trail_seal seal
LEFT JOIN access_auditevent event ON event.id = seal.event
WHERE seal.id > %(after)s
ORDER BY seal.id
LIMIT %(most)s

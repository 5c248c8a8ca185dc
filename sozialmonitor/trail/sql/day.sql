-- One day of the access log in order, as text. SQL, because the texts must be the same wherever and whenever they are made.
SELECT
    trail_accessevent.id, trail_accessevent.id::text, day::text, to_char(minute AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI'), account, what, division, period, format, rows::text,
    protected::text, denied::text, coalesce(host(address), '')
FROM trail_accessevent
WHERE day = %(day)s AND id > %(after)s
ORDER BY trail_accessevent.id
LIMIT %(most)s

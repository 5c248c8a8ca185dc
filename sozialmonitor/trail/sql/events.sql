-- Lines of the trail without a seal, though lines behind them were sealed more than a day ago. SQL like its opposite, unsealed.sql.
SELECT event.id
FROM access_auditevent event
WHERE event.id <= (SELECT event FROM trail_seal WHERE kind = 'event' AND sealed_at < %(since)s ORDER BY id DESC LIMIT 1)
  AND NOT EXISTS (SELECT FROM trail_seal seal WHERE seal.event = event.id)
ORDER BY event.id

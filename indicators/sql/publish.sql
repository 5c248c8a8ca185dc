-- Turns the staged rows of one delivery into observations and writes down what it covers; runs inside the publishing transaction.
INSERT INTO indicators_observation (delivery_id, measure_id, area_id, period_start, period_end, value, status, flags)
SELECT delivery_id, measure_id, area_id, period_start, period_end, value, status, flags
FROM indicators_stagedobservation WHERE delivery_id = %(delivery)s;

INSERT INTO indicators_deliveryscope (delivery_id, measure_id, edition_id, period_start, period_end)
SELECT DISTINCT s.delivery_id, s.measure_id, a.edition_id, s.period_start, s.period_end
FROM indicators_stagedobservation s JOIN districts_area a ON a.id = s.area_id
WHERE s.delivery_id = %(delivery)s;

DELETE FROM indicators_stagedobservation WHERE delivery_id = %(delivery)s;

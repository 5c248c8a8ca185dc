-- All addresses of a register in PostgreSQL's binary COPY format: numpy reads 100,000 of them without looking at each, and no object is made.
COPY (
    SELECT a.ordinal, ST_X(a.place), ST_Y(a.place), coalesce(a.inhabitants, 'NaN'::float8)
    FROM districts_address a
    JOIN districts_street s ON s.id = a.street_id
    WHERE s.register_id = %(register)s
) TO STDOUT (FORMAT binary)

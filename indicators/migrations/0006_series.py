from django.db import migrations, models
from django.db.models import F, Q

import indicators.models.fields

# The numbers of indicators.analysis.status.CODES, which are never changed; written out, for a migration stays as it is.
WORDS = (
    "ok zero near_zero suppressed unknown pending unreliable limited blocked missing not_existing converted estimated "
    "provisional revised"
).split()
WITH_VALUE = [WORDS.index(w) for w in "ok zero near_zero limited converted estimated provisional revised".split()]
WITHOUT_VALUE = [number for number in range(len(WORDS)) if number not in WITH_VALUE]

# The old tables keep their figures until they have been copied; their indexes give up their names.
ASIDE = """
ALTER TABLE indicators_observation RENAME TO indicators_observation_old;
ALTER TABLE indicators_stagedobservation RENAME TO indicators_stagedobservation_old;
ALTER TABLE indicators_observation_old RENAME CONSTRAINT indicators_observation_pkey TO indicators_observation_old_pkey;
"""

STAGED = f"""
CREATE TABLE indicators_stagedobservation (
    delivery_id bigint NOT NULL,
    series_id integer NOT NULL,
    period_end date NOT NULL,
    period_start date NOT NULL,
    value double precision,
    status smallint NOT NULL,
    flags smallint NOT NULL,
    CONSTRAINT stagedobservation_value_fits_status CHECK (
        (status IN ({", ".join(map(str, WITH_VALUE))}) AND value IS NOT NULL)
        OR (status IN ({", ".join(map(str, WITHOUT_VALUE))}) AND value IS NULL)
    ),
    CONSTRAINT stagedobservation_period_forwards CHECK (period_end >= period_start)
);
CREATE INDEX stagedobservation_delivery ON indicators_stagedobservation USING brin (delivery_id) WITH (autosummarize = on);
"""

WORD_NUMBERS = ", ".join(f"('{word}', {number})" for number, word in enumerate(WORDS))
COPIED = "".join(
    f"""
INSERT INTO indicators_series (measure_id, area_id)
SELECT DISTINCT measure_id, area_id FROM {table}_old ON CONFLICT DO NOTHING;
INSERT INTO {table} (delivery_id, series_id, period_end, period_start, value, status, flags)
SELECT o.delivery_id, s.id, o.period_end, o.period_start, o.value, w.number,
    coalesce((SELECT sum(1 << f.number) FROM (VALUES {WORD_NUMBERS}) f (word, number)
              WHERE f.word = ANY (string_to_array(o.flags, ' '))), 0)
FROM {table}_old o
JOIN indicators_series s ON s.measure_id = o.measure_id AND s.area_id = o.area_id
JOIN (VALUES {WORD_NUMBERS}) w (word, number) ON w.word = o.status
ORDER BY o.delivery_id, s.id, o.period_end;
DROP TABLE {table}_old;
"""
    for table in ("indicators_observation", "indicators_stagedobservation")
)
SCOPES = """
INSERT INTO indicators_deliveryscope (delivery_id, measure_id, edition_id, period_start, period_end)
SELECT DISTINCT o.delivery_id, s.measure_id, a.edition_id, o.period_start, o.period_end
FROM indicators_stagedobservation o JOIN indicators_series s ON s.id = o.series_id JOIN districts_area a ON a.id = s.area_id
ON CONFLICT DO NOTHING;
SET CONSTRAINTS ALL IMMEDIATE;
"""

# In place of foreign keys, which look every row up by itself: each insertion is held against series and deliveries as
# one set, and neither can be deleted while figures refer to it.
GUARDED = """
CREATE FUNCTION observations_refer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT series_id FROM (SELECT DISTINCT series_id FROM added) a
               WHERE NOT EXISTS (SELECT FROM indicators_series s WHERE s.id = a.series_id))
    OR EXISTS (SELECT delivery_id FROM (SELECT DISTINCT delivery_id FROM added) a
               WHERE NOT EXISTS (SELECT FROM indicators_delivery d WHERE d.id = a.delivery_id)) THEN
        RAISE foreign_key_violation USING MESSAGE = 'an observation refers to a series or a delivery that does not exist';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER observations_refer AFTER INSERT ON indicators_observation
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION observations_refer();

CREATE FUNCTION observations_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'indicators_delivery' THEN
        IF EXISTS (SELECT FROM indicators_observation WHERE delivery_id = OLD.id) THEN
            RAISE foreign_key_violation USING MESSAGE = format('delivery %s has observations', OLD.id);
        END IF;
    ELSIF EXISTS (SELECT FROM indicators_observation WHERE series_id = OLD.id) THEN
        RAISE foreign_key_violation USING MESSAGE = format('series %s has observations', OLD.id);
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER observations_stay BEFORE DELETE ON indicators_delivery FOR EACH ROW EXECUTE FUNCTION observations_stay();
CREATE TRIGGER observations_stay BEFORE DELETE ON indicators_series FOR EACH ROW EXECUTE FUNCTION observations_stay();
"""


def figure_fields(related_name, on_delete):
    pk = models.CompositePrimaryKey(
        "delivery", "series", "period_end", "period_start", blank=True, editable=False, primary_key=True, serialize=False
    )
    loose = {"db_constraint": False, "db_index": False}
    return [
        ("period_end", models.DateField()),
        ("period_start", models.DateField()),
        ("value", models.FloatField(null=True)),
        ("status", indicators.models.fields.StatusField()),
        ("flags", indicators.models.fields.FlagsField(default=0)),
        ("pk", pk),
        ("delivery", models.ForeignKey(on_delete=on_delete, related_name=related_name, to="indicators.delivery", **loose)),
        ("series", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="indicators.series", **loose)),
    ]


def figure_constraints(name):
    return [
        models.CheckConstraint(
            condition=Q(status__in=WITH_VALUE, value__isnull=False) | Q(status__in=WITHOUT_VALUE, value__isnull=True),
            name=f"{name}_value_fits_status",
        ),
        models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name=f"{name}_period_forwards"),
    ]


class Migration(migrations.Migration):
    dependencies = [("districts", "0002_comparison_regions"), ("indicators", "0005_run_withdrawn")]

    operations = [
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("area", models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="districts.area")),
                (
                    "measure",
                    models.ForeignKey(
                        db_index=False, on_delete=models.PROTECT, related_name="+", to="indicators.measure"
                    ),
                ),
            ],
            options={
                "db_table_comment": "only added",
                "constraints": [models.UniqueConstraint(fields=["measure", "area"], name="series_once")],
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(ASIDE)],
            state_operations=[
                migrations.DeleteModel(name="Observation"),
                migrations.DeleteModel(name="StagedObservation"),
            ],
        ),
        migrations.CreateModel(
            name="Observation",
            fields=figure_fields("observations", models.PROTECT),
            options={
                "abstract": False,
                "db_table_comment": "only added",
                "constraints": figure_constraints("observation"),
            },
        ),
        # Django would give it a primary key, and so an index.
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(STAGED)],
            state_operations=[
                migrations.CreateModel(
                    name="StagedObservation",
                    fields=figure_fields("staged", models.CASCADE),
                    options={"abstract": False, "constraints": figure_constraints("stagedobservation")},
                ),
            ],
        ),
        migrations.RunSQL(COPIED + SCOPES + GUARDED),
    ]

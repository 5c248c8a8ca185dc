from django.db import migrations, models


def keep_formulas(apps, _editor):
    """Of runs made before, only the formulas were kept; the catalogue of today would be a guess about the rest."""
    Run = apps.get_model("indicators", "Run")
    for run in Run.objects.all():
        run.inputs = {"indicators": {code: {"formula": formula} for code, formula in run.formulas.items()}}
        run.save(update_fields=["inputs"])


def keep_inputs(apps, _editor):
    Run = apps.get_model("indicators", "Run")
    for run in Run.objects.all():
        run.formulas = {code: kept["formula"] for code, kept in run.inputs["indicators"].items()}
        run.save(update_fields=["formulas"])


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_observations_only_added")]
    operations = [
        migrations.AddField("run", "inputs", models.JSONField(default=dict, verbose_name="inputs as run")),
        migrations.AlterField("run", "formulas", models.JSONField(default=dict, verbose_name="formulas as run")),
        migrations.RunPython(keep_formulas, keep_inputs),
        migrations.RemoveField("run", "formulas"),
        migrations.AlterField("run", "inputs", models.JSONField(verbose_name="inputs as run")),
    ]

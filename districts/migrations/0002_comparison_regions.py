from django.db import migrations


def create(apps, _editor):
    Division = apps.get_model("districts", "Division")
    Division.objects.get_or_create(
        key="regionen",
        defaults={"label_de": "Vergleichsregionen", "label_en": "Comparison regions", "kind": "regions", "rank": 900},
    )


class Migration(migrations.Migration):
    """Every city compares itself with something: the division of comparison regions is there from the start, empty."""

    dependencies = [("districts", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]

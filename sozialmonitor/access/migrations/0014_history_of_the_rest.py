
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0013_trail_officer'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='grant',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='grant',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='grant',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='membership',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='membership',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='membership',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='grantevent',
            name='role',
            field=models.CharField(blank=True, editable=False, max_length=60, verbose_name='written by role'),
        ),
        migrations.AddField(
            model_name='membershipevent',
            name='origin',
            field=models.CharField(choices=[('hand', 'given by hand'), ('provider', "by groups of the city's login service")], default='hand', editable=False, max_length=8, verbose_name='origin'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_grantevent" ("areas", "department_id", "division_key", "granted_at", "granted_by_id", "id", "is_open", "permission", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "scope_key", "scope_kind", "valid_from", "valid_until") VALUES (NEW."areas", NEW."department_id", NEW."division_key", NEW."granted_at", NEW."granted_by_id", NEW."id", NEW."is_open", NEW."permission", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."reason", NEW."role", NEW."scope_key", NEW."scope_kind", NEW."valid_from", NEW."valid_until"); RETURN NULL;', hash='23139c5c247c1928885883725c2ca622d93e1f6a', operation='INSERT', pgid='pgtrigger_insert_insert_1423b', table='access_grant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "access_grantevent" ("areas", "department_id", "division_key", "granted_at", "granted_by_id", "id", "is_open", "permission", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "scope_key", "scope_kind", "valid_from", "valid_until") VALUES (NEW."areas", NEW."department_id", NEW."division_key", NEW."granted_at", NEW."granted_by_id", NEW."id", NEW."is_open", NEW."permission", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."reason", NEW."role", NEW."scope_key", NEW."scope_kind", NEW."valid_from", NEW."valid_until"); RETURN NULL;', hash='337c6bb9d42e6009239009b57e3a62592edfb185', operation='UPDATE', pgid='pgtrigger_update_update_c99f4', table='access_grant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='grant',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_grantevent" ("areas", "department_id", "division_key", "granted_at", "granted_by_id", "id", "is_open", "permission", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "role", "scope_key", "scope_kind", "valid_from", "valid_until") VALUES (OLD."areas", OLD."department_id", OLD."division_key", OLD."granted_at", OLD."granted_by_id", OLD."id", OLD."is_open", OLD."permission", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."reason", OLD."role", OLD."scope_key", OLD."scope_kind", OLD."valid_from", OLD."valid_until"); RETURN NULL;', hash='b2f8c86d1095e78857d586d553846bbdb40c5016', operation='DELETE', pgid='pgtrigger_delete_delete_b6eaf', table='access_grant', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_membershipevent" ("department_id", "id", "origin", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."department_id", NEW."id", NEW."origin", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."user_id"); RETURN NULL;', hash='76e3a5f9a01bc5e411b51894d1dacb7dc46da72a', operation='INSERT', pgid='pgtrigger_insert_insert_d2ee0', table='access_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "access_membershipevent" ("department_id", "id", "origin", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."department_id", NEW."id", NEW."origin", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."user_id"); RETURN NULL;', hash='96db68f3c0867d5154441ee623492d185531933c', operation='UPDATE', pgid='pgtrigger_update_update_93cc9', table='access_membership', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "access_membershipevent" ("department_id", "id", "origin", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."department_id", OLD."id", OLD."origin", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."user_id"); RETURN NULL;', hash='4bbadcf1db5748a1f9acd6ceb733c18c538410e8', operation='DELETE', pgid='pgtrigger_delete_delete_eba40', table='access_membership', when='AFTER')),
        ),
    ]

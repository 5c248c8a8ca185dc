from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import SplitDateTimeField
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django_celery_beat.admin import PeriodicTaskAdmin
from django_celery_beat.models import ClockedSchedule, PeriodicTask, SolarSchedule

from sozialmonitor.access.actions import revoke, subject_of, told
from sozialmonitor.access.audit import record
from sozialmonitor.access.forms import GrantForm
from sozialmonitor.access.models import Department, Grant, Membership, User

# The admin's classes take type arguments in the stubs only, not when the program runs: hence `type-arg` below.


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class Audited:
    """Every change made in the administration leaves a line in the audit trail, in the same transaction."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)  # type: ignore[misc]
        verb = f"{'change' if change else 'create'} {obj._meta.model_name}"
        record(by=_person(request), verb=verb, what=str(obj)[:200], fields=sorted(form.changed_data))

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        record(by=_person(request), verb=f"delete {obj._meta.model_name}", what=str(obj)[:200])
        super().delete_model(request, obj)  # type: ignore[misc]

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)  # type: ignore[misc]
        for obj in formset.new_objects:
            record(by=_person(request), verb=f"create {obj._meta.model_name}", what=str(obj)[:200])
        for obj, fields in formset.changed_objects:
            record(by=_person(request), verb=f"change {obj._meta.model_name}", what=str(obj)[:200], fields=fields)
        for obj in formset.deleted_objects:
            record(by=_person(request), verb=f"delete {obj._meta.model_name}", what=str(obj)[:200])


class HoldsRights(Audited):
    """Whose grants go with it: each with its own line, else the history of rights could not tell that they ended."""

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        for one in obj.grants.select_related("department", "person"):
            revoke(by=_person(request), grant=one)
        super().delete_model(request, obj)


class MembershipInline(admin.StackedInline):  # type: ignore[type-arg]
    model = Membership
    extra = 0


# Rights come from grants to departments, times from the code: what Django and its timetable would offer besides
# leads nowhere here.
for model in (Group, ClockedSchedule, SolarSchedule, PeriodicTask):
    admin.site.unregister(model)
admin.site.index_title = _("Administration")


def to_the_login(request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """One login for all, with its lock and its second factor."""
    return redirect_to_login(request.GET.get("next", reverse("admin:index")), settings.LOGIN_URL)


admin.site.login = to_the_login  # type: ignore[method-assign]


@admin.register(User)
class PersonAdmin(HoldsRights, UserAdmin):  # type: ignore[type-arg]
    inlines = (MembershipInline,)
    list_display = ("username", "last_name", "first_name", "named_departments", "is_active", "is_superuser")
    list_filter = ("departments", "is_active", "is_superuser", "is_privacy_officer")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Access"), {"fields": ("is_active", "is_superuser", "is_privacy_officer", "last_login", "date_joined")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("departments")

    @admin.display(description=_("departments"))
    def named_departments(self, obj: User) -> str:
        return ", ".join(department.label for department in obj.departments.all()) or "–"

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.is_staff = obj.is_superuser  # one door: who may enter here may do everything here
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Who came to a department and who went: the history of rights tells by these lines who was in it."""
        before = set(form.instance.departments.values_list("key", flat=True))
        super().save_related(request, form, formsets, change)
        after = set(form.instance.departments.values_list("key", flat=True))
        for verb, keys in (("join", after - before), ("leave", before - after)):
            for key in sorted(keys):
                record(by=_person(request), verb=verb, what=f"department:{key}", user=form.instance.username)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        # A new password goes past save_model; setting somebody else's is taking over their account.
        if request.resolver_match and request.resolver_match.url_name == "auth_user_password_change":
            record(by=_person(request), verb="set password", what=str(obj)[:200])
        return super().log_change(request, obj, message)


@admin.register(Department)
class DepartmentAdmin(HoldsRights, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("label_de", "key")
    search_fields = ("label_de", "label_en", "key")

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        for name in obj.people.order_by("username").values_list("username", flat=True):
            record(by=_person(request), verb="leave", what=f"department:{obj.key}", user=name)
        super().delete_model(request, obj)


@admin.register(Grant)
class GrantAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("named_subject", "permission", "scope_kind", "scope_key", "division_key", "valid_until")
    list_filter = ("department", "permission", "scope_kind", "is_open")
    list_select_related = ("department", "person")
    search_fields = ("scope_key", "department__label_de", "person__username", "reason")
    form = GrantForm
    fields = (
        "department",
        "person",
        "is_open",
        "permission",
        "what",
        "division_key",
        "areas",
        "valid_from",
        "valid_until",
        "reason",
    )

    @admin.display(description=_("subject"), ordering="department__label_de")
    def named_subject(self, obj: Grant) -> str:
        return obj.subject

    def get_readonly_fields(self, _request: HttpRequest, obj: Grant | None = None) -> tuple[str, ...]:
        return ("granted_by", "granted_at") if obj else ()

    def get_fields(self, request: HttpRequest, obj: Grant | None = None) -> Any:
        return (*self.fields, *self.get_readonly_fields(request, obj))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """In the trail like a right given elsewhere; one that is changed ends and a new one begins."""
        person = _person(request)
        if change:
            before = Grant.objects.get(pk=obj.pk)
            given = before.granted_at.isoformat()
            record(by=person, verb="revoke", what=subject_of(before), **told(before), given=given)
            obj.granted_at, obj.role = now(), ""  # no longer what the role wrote
        obj.granted_by = person
        super().save_model(request, obj, form, change)
        record(by=person, verb="grant", what=subject_of(obj), **told(obj))

    def delete_model(self, request: HttpRequest, obj: Grant) -> None:
        revoke(by=_person(request), grant=obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for obj in queryset:
            self.delete_model(request, obj)


@admin.register(PeriodicTask)
class TimetableAdmin(PeriodicTaskAdmin):  # type: ignore[misc] # the package brings no types
    """The package's own, with a name on each of the two fields of a moment."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, SplitDateTimeField):
            for part, name in zip(field.widget.widgets, (_("Date"), _("Time of day")), strict=True):
                part.attrs["aria-label"] = f"{field.label}: {name}"
        return field

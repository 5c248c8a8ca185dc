from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest

from sozialmonitor.access.audit import record
from sozialmonitor.access.models import AuditEvent, Department, Grant, Membership, User

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


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    extra = 0


@admin.register(User)
class PersonAdmin(Audited, UserAdmin):  # type: ignore[type-arg]
    inlines = (MembershipInline,)
    list_display = ("username", "last_name", "first_name", "is_active", "is_superuser", "last_login")

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        # A new password goes past save_model; setting somebody else's is taking over their account.
        if request.resolver_match and request.resolver_match.url_name == "auth_user_password_change":
            record(by=_person(request), verb="set password", what=str(obj)[:200])
        return super().log_change(request, obj, message)


@admin.register(Department)
class DepartmentAdmin(Audited, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("label_de", "key")
    search_fields = ("label_de", "label_en", "key")


@admin.register(Grant)
class GrantAdmin(Audited, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("department", "permission", "scope_kind", "scope_key", "granted_by", "granted_at")
    list_filter = ("department", "permission", "scope_kind")
    readonly_fields = ("granted_by", "granted_at")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.granted_by = _person(request)
        super().save_model(request, obj, form, change)


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("at", "by", "verb", "what")
    search_fields = ("by", "verb", "what")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: AuditEvent | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: AuditEvent | None = None) -> bool:
        return False

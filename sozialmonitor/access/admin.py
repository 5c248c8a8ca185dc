from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest

from sozialmonitor.access.audit import record
from sozialmonitor.access.models import AuditEvent, Department, Grant, Membership, User


class Audited:
    """Every change made in the administration leaves a line in the audit trail, in the same transaction."""

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)  # type: ignore[misc]
        verb = "change" if change else "create"
        record(
            by=request.user,
            verb=f"{verb} {obj._meta.model_name}",
            what=str(obj)[:200],
            fields=sorted(form.changed_data),
        )

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        record(by=request.user, verb=f"delete {obj._meta.model_name}", what=str(obj)[:200])
        super().delete_model(request, obj)  # type: ignore[misc]

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for obj in queryset:
            self.delete_model(request, obj)


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0


@admin.register(User)
class PersonAdmin(Audited, UserAdmin):
    inlines = (MembershipInline,)
    list_display = ("username", "last_name", "first_name", "is_active", "is_superuser", "last_login")


@admin.register(Department)
class DepartmentAdmin(Audited, admin.ModelAdmin):
    list_display = ("label_de", "key")
    search_fields = ("label_de", "label_en", "key")


@admin.register(Grant)
class GrantAdmin(Audited, admin.ModelAdmin):
    list_display = ("department", "permission", "scope_kind", "scope_key", "granted_by", "granted_at")
    list_filter = ("department", "permission", "scope_kind")
    readonly_fields = ("granted_by", "granted_at")

    def save_model(self, request: HttpRequest, obj: Grant, form: ModelForm, change: bool) -> None:
        obj.granted_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(AuditEvent)
class AuditEventAdmin(admin.ModelAdmin):
    list_display = ("at", "by", "verb", "what")
    search_fields = ("by", "verb", "what")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: AuditEvent | None = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: AuditEvent | None = None) -> bool:
        return False

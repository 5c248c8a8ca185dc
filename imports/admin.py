from django.contrib import admin

from imports.models import Expectation
from sozialmonitor.access.admin import Audited


@admin.register(Expectation)
class ExpectationAdmin(Audited, admin.ModelAdmin):  # type: ignore[type-arg] # the stubs' own
    list_display = ("profile_key", "rhythm", "first_day", "due_days", "responsible")
    list_filter = ("rhythm",)
    search_fields = ("profile_key", "responsible")

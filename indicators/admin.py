from typing import Any

from django.contrib import admin
from django.db.models import URLField
from django.http import HttpRequest

from indicators.models import Source
from sozialmonitor.access.admin import Audited


@admin.register(Source)
class SourceAdmin(Audited, admin.ModelAdmin):  # type: ignore[type-arg] # the stubs' own
    list_display = ("label_de", "key", "four_eyes", "licence")
    search_fields = ("label_de", "label_en", "key")
    fields = ("key", "label_de", "label_en", "four_eyes", "licence", "attribution", "link", "contact")

    def get_readonly_fields(self, _request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("key",) if obj else ()  # deliveries and profiles refer to it

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        scheme = {"assume_scheme": "https"} if isinstance(db_field, URLField) else {}
        return super().formfield_for_dbfield(db_field, request, **kwargs, **scheme)

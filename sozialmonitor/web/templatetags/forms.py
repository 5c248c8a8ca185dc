"""Form fields in the design system's markup. `{% load forms %}`"""

from typing import Any

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.inclusion_tag("_field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """One field with label, hint and errors; the widget is told which of them describe it."""
    is_select = isinstance(bound.field.widget, forms.Select)
    return {"field": bound, "widget": styled(bound), "is_select": is_select}


@register.simple_tag
def styled(bound: BoundField) -> SafeString:
    """The bare widget with the design system's class."""
    widget = bound.field.widget
    css = "kern-form-input__select" if isinstance(widget, forms.Select) else "kern-form-input__input"
    described = [
        *([f"{bound.auto_id}_helptext"] if bound.help_text else []),
        *([f"{bound.auto_id}_error"] if bound.errors else []),
    ]
    attributes: dict[str, str | bool] = {"class": f"{css} {css}--error" if bound.errors else css}
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return bound.as_widget(attrs=attributes)

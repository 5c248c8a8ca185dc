"""Two decisions about a file that was received: what reads it, and how it is to be looked at."""

from django.http import HttpRequest

from imports.actions.choosing import choose_profile, look_again
from imports.choosing_form import ChoosingForm, ReadingForm
from imports.models import Batch


def choose(request: HttpRequest, batch: Batch) -> ChoosingForm | None:
    """The form with its errors, where there are any."""
    form = ChoosingForm(request.POST, batch=batch)
    if not form.is_valid():
        return form
    data = form.cleaned_data
    choose_profile(by=request.user, batch=batch, profile=data["profile"], period=data["period"], reading=form.reading)
    return None


def look(request: HttpRequest, batch: Batch) -> None:
    form = ReadingForm(request.POST, batch=batch)
    look_again(by=request.user, batch=batch, reading=form.reading if form.is_valid() else {})

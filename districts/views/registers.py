from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from districts.actions.registers import CannotChangeRegister, activate_register, withdraw_register
from districts.forms.addresses import RegisterForm, WithdrawForm
from districts.jobs.addresses import READING
from districts.messages.registers import cannot
from districts.models import Register
from districts.presenters.registers import finding_rows, register_context, registers_context
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.jobs.actions.asking import ask
from sozialmonitor.web.csv_dialects import rows_to_csv
from sozialmonitor.web.errors import answer
from sozialmonitor.web.files import NotKept


@open_to(Audience.GEOGRAPHERS)
def registers_page(request: HttpRequest) -> HttpResponse:
    form = RegisterForm(request.POST, request.FILES) if request.method == "POST" else RegisterForm()
    if getattr(request, "upload_too_large", False):
        return answer(request, 413, _("The file is larger than is allowed."))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("job", _ask(request, form.cleaned_data))
        except NotKept:
            form.add_error("file", _("The file could not be stored. Try again later."))
    status = 422 if request.method == "POST" else 200
    return render(request, "districts/registers.html", registers_context(form), status=status)


def _ask(request: HttpRequest, data: dict[str, Any]) -> int:
    params = {name: data[name] for name in ("label", "crs", "columns")} | {"valid_from": data["valid_from"].isoformat()}
    file = data["file"]
    return ask(by=request.user, kind=READING, params=params, file_name=file.name, chunks=file.chunks()).pk


@open_to(Audience.GEOGRAPHERS)
def register_page(request: HttpRequest, pk: int) -> HttpResponse:
    register, form = get_object_or_404(Register, pk=pk), WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if request.POST.get("action") == "activate":
                activate_register(by=request.user, register=register)
                messages.success(request, _("In force. In which areas the addresses lie is being worked out."))
            else:
                withdraw_register(by=request.user, register=register, reason=form.cleaned_data["reason"])
                messages.success(request, _("Withdrawn."))
            return redirect("register", pk)
        except CannotChangeRegister as error:
            form.add_error(None, " ".join(cannot(error)))
    status = 422 if request.method == "POST" else 200
    return render(request, "districts/register.html", register_context(register, form), status=status)


@open_to(Audience.GEOGRAPHERS)
def register_findings(_request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Every row that was noticed, with its line and what was read, to be mended in the office."""
    header, rows = finding_rows(get_object_or_404(Register, pk=pk))
    response = StreamingHttpResponse(rows_to_csv(header, rows, "excel-de"), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="adressen-{pk}-befunde.csv"'
    return response

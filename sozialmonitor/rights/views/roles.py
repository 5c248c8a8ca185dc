from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from sozialmonitor.access.models import Grant, Role
from sozialmonitor.access.role_actions import RoleRefused, put_role
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.rights.role_form import RoleForm


@open_to(Audience.ADMINISTRATORS)
def roles_page(request: HttpRequest) -> HttpResponse:
    """All roles, each a form of its own, and one for a new role; `role` says which was sent."""
    key = request.POST.get("role", "")
    sent = get_object_or_404(Role, key=key) if key else None
    filled = RoleForm(request.POST, role=sent) if request.method == "POST" else None
    if filled is not None and filled.is_valid() and _stored(request, filled):
        return redirect("roles")
    written = dict(Grant.objects.exclude(role="").values_list("role").annotate(count=Count("pk")))
    forms = [
        {
            "role": one,
            "form": filled if filled and one == sent else RoleForm(role=one),
            "count": written.get(one.key, 0),
        }
        for one in Role.objects.all()
    ]
    new = filled if filled and sent is None else RoleForm()
    return render(request, "rights/roles.html", {"roles": forms, "new": new}, status=422 if filled else 200)


def _stored(request: HttpRequest, form: RoleForm) -> bool:
    fields = {"key": form.role.key} if form.role else {}
    try:
        role = put_role(by=request.user, **fields, **form.cleaned_data)
    except RoleRefused:
        form.add_error("permissions", _("Everybody may read at most: find, see, download."))
        return False
    messages.success(request, _("Stored: %(role)s. What it wrote has been changed with it.") % {"role": role.label})
    return True

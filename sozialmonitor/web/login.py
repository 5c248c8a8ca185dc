from typing import Any

from django.contrib.auth import views


class LoginView(views.LoginView):
    template_name = "login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Without Django's `site`, a host name: on our pages the word means the city, its banner and its languages."""
        context = super().get_context_data(**kwargs)
        del context["site"]
        return context

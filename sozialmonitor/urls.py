from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.web.contact import security_txt

everyone = open_to(Audience.EVERYONE)

urlpatterns = [
    path("", include("indicators.urls")),
    path("", include("sozialmonitor.entrance.urls")),
    path("lieferungen/", include("imports.urls")),
    path("profile/", include("imports.profile_urls")),
    path("gebiete/vergleich/", include("districts.urls.comparison")),
    path("gebiete/", include("districts.urls.editions")),
    path("umsteiger/", include("districts.urls.correspondences")),
    path("adressen/", include("districts.urls.addresses")),
    path("grundschulbezirke/", include("districts.urls.catchments")),
    path("auftraege/", include("sozialmonitor.jobs.urls")),
    path("rechte/", include("sozialmonitor.rights.urls")),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    path("protokoll/", include("sozialmonitor.trail.urls")),
    path("konto/", include("sozialmonitor.trail.account_urls")),
    path("api/v1/", include("sozialmonitor.api_urls")),
    path("sprache/", everyone(set_language), name="set_language"),
    path("verwaltung/", admin.site.urls),
]

handler400 = "sozialmonitor.web.errors.bad_request"
handler403 = "sozialmonitor.web.errors.forbidden"
handler404 = "sozialmonitor.web.errors.not_found"
handler500 = "sozialmonitor.web.errors.broken"

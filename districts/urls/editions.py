from django.urls import path

from districts.views import editions, uploading

urlpatterns = [
    path("", editions.divisions_page, name="divisions"),
    path("neu/", uploading.upload_page, name="edition-upload"),
    path("<slug:division>/<int:pk>/", editions.edition_page, name="edition"),
    path("<slug:division>/<int:pk>/umrisse.geojson", editions.edition_outlines, name="edition-outlines"),
    path("<slug:division>/<int:pk>/befunde.geojson", editions.edition_findings, name="edition-findings"),
]

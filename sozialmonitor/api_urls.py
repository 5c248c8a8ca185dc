from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from districts.api import addresses, catchments, comparison, correspondences
from districts.api import editions as districts
from imports import api as imports
from indicators.api import catalogue, crossings, results, values
from sozialmonitor.access.views import Audience, open_to
from sozialmonitor.web.limits import limited

urlpatterns = [
    path("schema/", limited("schema")(open_to(Audience.PEOPLE)(SpectacularAPIView.as_view())), name="api-schema"),
    path("divisions/", districts.divisions, name="api-divisions"),
    path("divisions/compare/", comparison.comparison, name="api-compare"),
    path("divisions/alike/", comparison.alike, name="api-alike"),
    path("divisions/<slug:key>/editions/", districts.editions, name="api-editions"),
    path("divisions/<slug:key>/areas.geojson", districts.areas, name="api-areas"),
    path("addresses/", addresses.addresses, name="api-addresses"),
    path("correspondences/", correspondences.correspondences, name="api-correspondences"),
    path("correspondences/<int:pk>/", correspondences.correspondence, name="api-correspondence"),
    path("indicators/", catalogue.indicators, name="api-indicators"),
    path("indicators/<slug:code>/", catalogue.indicator, name="api-indicator"),
    path("values/", values.values, name="api-values"),
    path("values/deliveries/", values.values_deliveries, name="api-values-deliveries"),
    path("values.csv", values.values_csv, name="api-values-csv"),
    path("values.xlsx", values.values_xlsx, name="api-values-xlsx"),
    path("crossings/", crossings.crossings, name="api-crossings"),
    path("typologies/", results.typologies, name="api-typologies"),
    path("typologies/<slug:key>/runs/", results.runs, name="api-runs"),
    path("typologies/<slug:key>/runs/<int:pk>/results/", results.results, name="api-results"),
    path("schools/", catchments.schools, name="api-schools"),
    path("catchment-plans/", catchments.plans, name="api-catchment-plans"),
    path("catchment-plans/<int:pk>/list/", catchments.plan_list, name="api-catchment-list"),
    path("deliveries/", imports.deliveries, name="api-deliveries"),
    path("batches/", imports.batches, name="api-batches"),
]

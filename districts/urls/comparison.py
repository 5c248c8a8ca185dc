from django.urls import path

from districts.views import comparison

urlpatterns = [
    path("", comparison.comparison_page, name="compare-divisions"),
    path("stuecke.geojson", comparison.comparison_pieces, name="compare-pieces"),
]

from django.urls import path

from districts.views import catchments, plan_uploads

urlpatterns = [
    path("", catchments.catchments_page, name="catchments"),
    path("schulen/", plan_uploads.schools_page, name="schools"),
    path("plaene/neu/", plan_uploads.new_plan, name="catchment-plan-new"),
    path("plaene/<int:pk>/", catchments.plan_page, name="catchment-plan"),
    path("plaene/<int:pk>/liste/", catchments.list_page, name="catchment-list"),
    path("plaene/<int:pk>/liste.csv", catchments.list_csv, name="catchment-list-csv"),
    path("plaene/<int:pk>/flaechen.geojson", catchments.plan_areas, name="catchment-areas"),
]

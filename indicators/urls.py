from django.urls import path

from indicators import views

urlpatterns = [
    path("", views.map_page, name="map"),
    path("tabelle/", views.table_page, name="table"),
    path("gebiet/<slug:division>/<path:code>/", views.area_page, name="area"),
    path("indikatoren/", views.indicators_page, name="indicators"),
    path("indikatoren/<slug:code>/", views.indicator_page, name="indicator"),
]

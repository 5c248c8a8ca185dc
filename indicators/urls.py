from django.urls import path

from indicators import views

urlpatterns = [
    path("", views.map_page, name="map"),
    path("tabelle/", views.table_page, name="table"),
    path("gebiet/<slug:division>/<path:code>/", views.area_page, name="area"),
    path("umsteiger/neu/", views.correspondence_new_page, name="correspondence-new"),
    path("indikatoren/", views.indicators_page, name="indicators"),
    path("indikatoren/<slug:code>/", views.indicator_page, name="indicator"),
]

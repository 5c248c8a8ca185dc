from django.urls import path

from sozialmonitor.trail import views

urlpatterns = [
    path("", views.trail_page, name="trail"),
    path("liste.csv", views.trail_csv, name="trail-csv"),
    path("zugriffe/", views.access_page, name="access-log"),
    path("zugriffe/liste.csv", views.access_csv, name="access-csv"),
    path("kette/", views.chain_page, name="chain"),
    path("geschichte/", views.history_page, name="history"),
]

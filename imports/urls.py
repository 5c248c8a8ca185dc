from django.urls import path

from imports.views import calendar, deliveries, downloads, protocol, upload

urlpatterns = [
    path("", deliveries.deliveries_page, name="deliveries"),
    path("neu/", upload.upload_page, name="delivery-upload"),
    path("kalender/", calendar.calendar_page, name="calendar"),
    path("kalender.ics", calendar.calendar_file, name="calendar-file"),
    path("kalender/neu/", calendar.expectation_page, name="expectation-new"),
    path("kalender/<int:pk>/", calendar.expectation_page, name="expectation"),
    path("<int:pk>/", deliveries.delivery_page, name="delivery"),
    path("<int:pk>/fortschritt/", deliveries.progress, name="delivery-progress"),
    path("<int:pk>/protokoll/", protocol.protocol_page, name="delivery-protocol"),
    path("<int:pk>/befunde.csv", downloads.problems_csv, name="delivery-problems"),
    path("<int:pk>/zurueckgewiesen.csv", downloads.rejected_csv, name="delivery-rejected"),
]

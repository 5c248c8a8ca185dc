from django.urls import path

from imports.views import deliveries, downloads, protocol, upload

urlpatterns = [
    path("", deliveries.deliveries_page, name="deliveries"),
    path("neu/", upload.upload_page, name="delivery-upload"),
    path("<int:pk>/", deliveries.delivery_page, name="delivery"),
    path("<int:pk>/fortschritt/", deliveries.progress, name="delivery-progress"),
    path("<int:pk>/protokoll/", protocol.protocol_page, name="delivery-protocol"),
    path("<int:pk>/befunde.csv", downloads.problems_csv, name="delivery-problems"),
    path("<int:pk>/zurueckgewiesen.csv", downloads.rejected_csv, name="delivery-rejected"),
]

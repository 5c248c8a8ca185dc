from django.urls import path

from imports import views

urlpatterns = [
    path("", views.deliveries_page, name="deliveries"),
    path("neu/", views.upload_page, name="delivery-upload"),
    path("<int:pk>/", views.delivery_page, name="delivery"),
    path("<int:pk>/fortschritt/", views.progress, name="delivery-progress"),
    path("<int:pk>/befunde.csv", views.problems_csv, name="delivery-problems"),
    path("<int:pk>/zurueckgewiesen.csv", views.rejected_csv, name="delivery-rejected"),
]

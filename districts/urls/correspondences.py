from django.urls import path

from districts.views import correspondences

urlpatterns = [
    path("", correspondences.correspondences_page, name="correspondences"),
    path("<int:pk>/", correspondences.correspondence_page, name="correspondence"),
]

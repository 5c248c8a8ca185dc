from django.urls import path

from sozialmonitor.jobs import views

urlpatterns = [
    path("<int:pk>/", views.job_page, name="job"),
    path("<int:pk>/fortschritt/", views.job_progress, name="job-progress"),
    path("<int:pk>/ergebnis/", views.job_output, name="job-output"),
]

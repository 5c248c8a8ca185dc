from django.urls import path

from sozialmonitor.rights import views

urlpatterns = [
    path("warum/", views.why_page, name="why"),
]

from django.urls import path

from sozialmonitor.trail import account_views

urlpatterns = [
    path("auskunft/", account_views.account_data, name="account-data"),
]

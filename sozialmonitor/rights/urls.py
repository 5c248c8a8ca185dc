from django.urls import path

from sozialmonitor.rights.views import matrix, requests, why

urlpatterns = [
    path("", matrix.matrix_page, name="rights"),
    path("aendern/", matrix.change_page, name="rights-change"),
    path("export.csv", matrix.export, name="rights-export"),
    path("anfragen/", requests.requests_page, name="requests"),
    path("anfragen/neu/", requests.new_page, name="request-new"),
    path("anfragen/<int:pk>/", requests.decide_page, name="request-decide"),
    path("warum/", why.why_page, name="why"),
]

from django.urls import path

from sozialmonitor.rights.views import matrix, why

urlpatterns = [
    path("", matrix.matrix_page, name="rights"),
    path("aendern/", matrix.change_page, name="rights-change"),
    path("export.csv", matrix.export, name="rights-export"),
    path("warum/", why.why_page, name="why"),
]

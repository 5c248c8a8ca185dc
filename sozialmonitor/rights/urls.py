from django.urls import path

from sozialmonitor.rights.views import matrix, requests, roles, view_as, why

urlpatterns = [
    path("", matrix.matrix_page, name="rights"),
    path("aendern/", matrix.change_page, name="rights-change"),
    path("export.csv", matrix.export, name="rights-export"),
    path("anfragen/", requests.requests_page, name="requests"),
    path("anfragen/neu/", requests.new_page, name="request-new"),
    path("anfragen/<int:pk>/", requests.decide_page, name="request-decide"),
    path("ansicht/", view_as.start_page, name="view-as"),
    path("ansicht/beenden/", view_as.end_page, name="view-as-end"),
    path("rollen/", roles.roles_page, name="roles"),
    path("warum/", why.why_page, name="why"),
]

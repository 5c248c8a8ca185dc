from django.urls import path

from sozialmonitor.rights.views import history, matrix, requests, roles, view_as, why

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
    path("verlauf/", history.history_page, name="rights-history"),
    path("verlauf.csv", history.history_file, name="rights-history-file"),
    path("stand/", history.day_page, name="rights-day"),
    path("warum/", why.why_page, name="why"),
]

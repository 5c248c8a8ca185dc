from django.urls import path

from districts.views import addresses, registers

urlpatterns = [
    path("", addresses.addresses_page, name="addresses"),
    path("liste/", addresses.list_upload, name="addresses-list"),
    path("register/", registers.registers_page, name="registers"),
    path("register/<int:pk>/", registers.register_page, name="register"),
    path("register/<int:pk>/befunde.csv", registers.register_findings, name="register-findings"),
]

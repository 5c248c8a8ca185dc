from django.urls import path

from imports.views import profiles, wizard

urlpatterns = [
    path("", profiles.profiles_page, name="profiles"),
    path("neu/", wizard.wizard_page, name="profile-new"),
    path("text/", profiles.profile_text, name="profile-text"),
    path("<str:key>/", profiles.profile_page, name="profile"),
    path("<str:key>/<int:version>.yaml", profiles.profile_yaml, name="profile-yaml"),
]

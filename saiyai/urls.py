"""Every address, by module."""

from django.urls import include, path

from saiyai.home import views as home

handler400 = "saiyai.ui.errors.bad_request"
handler403 = "saiyai.ui.errors.forbidden"
handler404 = "saiyai.ui.errors.not_found"
handler500 = "saiyai.ui.errors.server_error"

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("saiyai.home.urls")),
    path("", include("saiyai.ui.urls")),
    path("", include("saiyai.membership.urls")),
    path("", include("saiyai.networks.urls")),
    path("", include("saiyai.directory.urls")),
    path("", include("saiyai.notify.urls")),
    path("", include("saiyai.api.urls")),
    path("", include("saiyai.law.urls")),
    path("", include("saiyai.rights.urls")),
    path("desk/", include("saiyai.cases.urls")),
    path("accounts/", include("saiyai.accounts.urls")),
    path("", include("saiyai.demo.urls")),
]

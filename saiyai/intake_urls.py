"""Every address of the front desk."""

from django.urls import include, path

from saiyai.intake.views import security_txt

handler400 = "saiyai.intake.views.errors.bad_request"
handler403 = "saiyai.intake.views.errors.forbidden"
handler404 = "saiyai.intake.views.errors.not_found"
handler500 = "saiyai.intake.views.errors.server_error"

urlpatterns = [
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("report/", include("saiyai.intake.urls")),
    path("en/report/", include(("saiyai.intake.urls", "intake"), namespace="en")),
]

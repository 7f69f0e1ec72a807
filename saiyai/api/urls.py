"""Addresses for programs, and the pages about them."""

from django.urls import include, path

from saiyai.api.site import interface
from saiyai.api.views import documentation, tokens

pages = [
    path("api/", documentation.documentation, name="documentation"),
    path("accounts/tokens/", tokens.tokens, name="tokens"),
    path("accounts/tokens/make/", tokens.make_token, name="make_token"),
    path("accounts/tokens/<uuid:pk>/revoke/", tokens.revoke_token, name="revoke_token"),
]
for_programs, _kind, _space = interface.urls
for pattern in for_programs:
    pattern.callback.login_required = False  # a token opens them, or nothing; the sign-in page is for people
urlpatterns = [
    path("", include((pages, "api"))),
    path("api/v1/", include((for_programs, "v1"))),
]

"""Addresses for programs, and the pages about them."""

from django.urls import include, path

from saiyai.api.site import interface
from saiyai.api.views import documentation, receivers, tokens

pages = [
    path("api/", documentation.documentation, name="documentation"),
    path("accounts/tokens/", tokens.tokens, name="tokens"),
    path("accounts/tokens/make/", tokens.make_token, name="make_token"),
    path("accounts/tokens/<uuid:pk>/revoke/", tokens.revoke_token, name="revoke_token"),
    path("accounts/receivers/", receivers.receivers, name="receivers"),
    path("accounts/receivers/make/", receivers.make_receiver, name="make_receiver"),
    path("accounts/receivers/<uuid:pk>/", receivers.receiver, name="receiver"),
    path("accounts/receivers/<uuid:pk>/switch-off/", receivers.switch_off, name="switch_off"),
    path("accounts/receivers/<uuid:pk>/switch-on/", receivers.switch_on, name="switch_on"),
    path("accounts/receivers/<uuid:pk>/remove/", receivers.remove_receiver, name="remove_receiver"),
    path("accounts/receivers/<uuid:pk>/try/", receivers.try_receiver, name="try_receiver"),
]
for_programs, _kind, _space = interface.urls
for pattern in for_programs:
    pattern.callback.login_required = False  # a token opens them, or nothing; the sign-in page is for people
urlpatterns = [
    path("", include((pages, "api"))),
    path("api/v1/", include((for_programs, "v1"))),
]

"""Addresses under /accounts/. Those of allauth keep allauth's names, ours stand in the namespace `accounts`."""

from allauth.account import views as account
from allauth.mfa.webauthn.views import login_webauthn
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from saiyai.accounts import providers
from saiyai.accounts.views import offices, outside, recovery, roles, security

# The page of sign-in also offers the providers outside, if the site has chosen any.
login = account.LoginView.as_view(extra_context={"outside": providers.offered})
to_security = RedirectView.as_view(pattern_name="accounts:security")

ours = [
    path("invitation/<str:token>/", security.accept_invitation, name="invitation"),
    path("security/", security.security, name="security"),
    path("security/language/", security.set_language, name="set_language"),
    path("sessions/sign-out-everywhere/", security.sign_out_everywhere, name="sign_out_everywhere"),
    path("sessions/<uuid:public_id>/end/", security.end_session, name="end_session"),
    path("roles/", roles.grants, name="grants"),
    path("roles/grant/", roles.grant_role, name="grant_role"),
    path("roles/<uuid:pk>/", roles.grant, name="grant"),
    path("roles/<uuid:pk>/confirm/", roles.confirm_grant, name="confirm_grant"),
    path("roles/<uuid:pk>/decline/", roles.decline_grant, name="decline_grant"),
    path("roles/<uuid:pk>/reach/", roles.change_reach, name="change_reach"),
    path("roles/<uuid:pk>/end/", roles.end_grant, name="end_grant"),
    path("recoveries/", recovery.recoveries, name="recoveries"),
    path("recoveries/propose/", recovery.propose_recovery, name="propose_recovery"),
    path("recoveries/<uuid:pk>/", recovery.recovery, name="recovery"),
    path("recoveries/<uuid:pk>/confirm/", recovery.confirm_recovery, name="confirm_recovery"),
    path("recoveries/<uuid:pk>/decline/", recovery.decline_recovery, name="decline_recovery"),
    path("recover/<str:token>/", recovery.recover, name="recover"),
    path("outside/<slug:provider>/", outside.sign_in, name="outside_sign_in"),
    path("outside/<slug:provider>/back/", outside.back, name="outside_back"),
    path("outside/<slug:provider>/link/", outside.link, name="link_outside"),
    path("outside/<slug:provider>/problem/<slug:why>/", outside.problem, name="outside_problem"),
    path("outside/<uuid:pk>/unlink/", outside.unlink, name="unlink_outside"),
    path("offices/", offices.offices, name="offices"),
    path("offices/route/", offices.route_province, name="route_province"),
    path("offices/<str:code>/", offices.save_office, name="save_office"),
]

urlpatterns = [
    path("", include((ours, "accounts"))),
    path("vault/", include("saiyai.accounts.vault.urls")),
    path("login/", login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),  # closed: the page says how to join
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("email/", security.change_email, name="account_email"),
    path("confirm-email/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", security.set_password, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("second-factor/", to_security, name="mfa_index"),
    path("second-factor/webauthn/", to_security, name="mfa_list_webauthn"),
    path("second-factor/webauthn/login/", login_not_required(login_webauthn), name="mfa_login_webauthn"),
    path("second-factor/webauthn/keys/<int:pk>/remove/", security.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("second-factor/", include("allauth.mfa.urls")),
]

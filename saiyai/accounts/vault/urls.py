"""Addresses under /accounts/vault/."""

from django.urls import path

from saiyai.accounts.vault.views import overseeing, own

app_name = "vault"
urlpatterns = [
    path("", own.own, name="own"),
    path("set-up/", own.set_up, name="set_up"),
    path("unlock/", own.unlock, name="unlock"),
    path("lock/", own.lock, name="lock"),
    path("passphrase/", own.change_passphrase, name="change_passphrase"),
    path("new-key/", own.new_key, name="new_key"),
    path("officers/", overseeing.vaults, name="vaults"),
    path("officers/<uuid:user>/reset/", overseeing.propose_reset, name="propose_reset"),
    path("resets/<uuid:pk>/", overseeing.reset, name="reset"),
    path("resets/<uuid:pk>/confirm/", overseeing.confirm_reset, name="confirm_reset"),
    path("resets/<uuid:pk>/decline/", overseeing.decline_reset, name="decline_reset"),
]

"""Addresses under /accounts/vault/."""

from django.urls import path

from saiyai.accounts.vault.views import overseeing, own, passkeys, quorum

app_name = "vault"
urlpatterns = [
    path("", own.own, name="own"),
    path("set-up/", own.set_up, name="set_up"),
    path("unlock/", own.unlock, name="unlock"),
    path("lock/", own.lock, name="lock"),
    path("passphrase/", own.change_passphrase, name="change_passphrase"),
    path("new-key/", own.new_key, name="new_key"),
    path("passkeys/bind/", passkeys.bind_passkey, name="bind_passkey"),
    path("passkeys/<uuid:pk>/unbind/", passkeys.unbind_passkey, name="unbind_passkey"),
    path("officers/", overseeing.vaults, name="vaults"),
    path("officers/<uuid:user>/reset/", overseeing.propose_reset, name="propose_reset"),
    path("resets/<uuid:pk>/", overseeing.reset, name="reset"),
    path("resets/<uuid:pk>/confirm/", overseeing.confirm_reset, name="confirm_reset"),
    path("resets/<uuid:pk>/decline/", overseeing.decline_reset, name="decline_reset"),
    path("recovery/", quorum.quorum, name="quorum"),
    path("recovery/trustees/", quorum.propose_quorum, name="propose_quorum"),
    path("recovery/confirm/", quorum.confirm_quorum, name="confirm_quorum"),
    path("recovery/decline/", quorum.decline_quorum, name="decline_quorum"),
    path("recovery/ceremonies/open/", quorum.open_ceremony, name="open_ceremony"),
    path("recovery/ceremonies/<uuid:pk>/", quorum.ceremony, name="ceremony"),
    path("recovery/ceremonies/<uuid:pk>/confirm/", quorum.confirm_ceremony, name="confirm_ceremony"),
    path("recovery/ceremonies/<uuid:pk>/give/", quorum.give_piece, name="give_piece"),
    path("recovery/ceremonies/<uuid:pk>/finish/", quorum.finish_ceremony, name="finish_ceremony"),
    path("recovery/ceremonies/<uuid:pk>/end/", quorum.end_ceremony, name="end_ceremony"),
]

"""Addresses for officers, for members, and for whoever checks a card. Included by membership/urls.py."""

from django.urls import path

from saiyai.membership.views import bulk, chapters, filters, members, moves, my, office, queue, verify

office_patterns = [
    path("applications/", queue.queue, name="queue"),
    path("applications/export.csv", queue.export, name="queue_export"),
    path("applications/bulk/", bulk.look, name="bulk"),
    path("applications/bulk/confirm/", bulk.confirm, name="bulk_confirm"),
    path("applications/bulk/done/", bulk.done, name="bulk_done"),
    path("applications/<uuid:pk>/", office.application, name="application"),
    path("applications/<uuid:pk>/form.pdf", office.form_pdf, name="application_pdf"),
    path("applications/<uuid:pk>/letter.pdf", office.letter_pdf, name="application_letter"),
    path("applications/<uuid:pk>/open_identity/", office.open_identity, name="open_identity"),
    path("applications/<uuid:pk>/documents/<uuid:document>/open_document/", office.open_document, name="open_document"),
    path(
        "applications/<uuid:pk>/documents/<uuid:document>/judge_document/", office.judge_document, name="judge_document"
    ),
    path("applications/<uuid:pk>/assign/", moves.assign, name="assign"),
    path("applications/<uuid:pk>/remind_endorser/", moves.remind_endorser, name="remind_endorser"),
    *[path(f"applications/<uuid:pk>/{name}/", getattr(moves, name), name=name) for name in moves.WAYS],
    path("filters/", filters.filters, name="filters"),
    path("filters/save/", filters.save, name="save_filter"),
    path("filters/<uuid:pk>/remove/", filters.remove, name="remove_filter"),
    path("members/", members.members, name="members"),
    path("members/export.csv", members.export, name="members_export"),
    path("members/<uuid:pk>/", members.member, name="member"),
    path("members/<uuid:pk>/card.pdf", members.card_pdf, name="member_card_pdf"),
    path("members/<uuid:pk>/letter.pdf", members.letter_pdf, name="member_letter"),
    *[path(f"members/<uuid:pk>/{name}/", getattr(members, name), name=name) for name in members.WAYS],
    path("my/membership/", my.membership, name="my_membership"),
    path("my/membership/card.pdf", my.card_pdf, name="card_pdf"),
    path("my/membership/wallet.pdf", my.wallet_pdf, name="wallet_pdf"),
    path("my/membership/wallet.png", my.wallet_png, name="wallet_png"),
    path("my/membership/qr.svg", my.qr, name="card_qr"),
    path("my/membership/ask_renewal/", my.ask_renewal, name="ask_renewal"),
    path("my/membership/resign/", my.resign, name="resign"),
    path("my/membership/explain/", my.explain, name="explain"),
    path("my/membership/chapters/<uuid:pk>/join_chapter/", chapters.join_chapter, name="join_chapter"),
    path("my/membership/chapters/<int:pk>/leave_chapter/", chapters.leave_chapter, name="leave_chapter"),
    path("my/membership/consents/<slug:purpose>/give_consent/", my.give_consent, name="give_consent"),
    path("my/membership/consents/<int:pk>/withdraw_consent/", my.withdraw_consent, name="withdraw_consent"),
    path("verify/", verify.verify_code, name="verify_code"),
    path("verify/<str:code>/", verify.verify, name="verify"),
]

"""Addresses of membership: what anybody opens, and what officers and members open."""

from django.urls import path

from saiyai.membership.office_urls import office_patterns
from saiyai.membership.views import announcements, apply, doors, endorse, status

app_name = "membership"


def _form(start, name, through):
    """The pages of an application form behind one door, all under one address and with one beginning of their names."""
    pages = [
        ("", "", status.entry),
        ("review/", "review", apply.review),
        ("submit/", "submit", apply.submit),
        ("supply/", "supply", status.supply),
        ("link/", "send_link", apply.send_link),
        ("twin/", "twin", apply.send_twin_link),
        ("withdraw/", "withdraw", status.withdraw),
        ("appeal/", "appeal", status.appeal),
        ("endorser/", "endorser", status.change_endorser),
        ("endorser/remind/", "remind", status.remind_endorser),
        ("form.pdf", "form_pdf", status.form_pdf),
        ("letter.pdf", "letter_pdf", status.letter_pdf),
        ("consents/<slug:purpose>/withdraw/", "withdraw_consent", status.withdraw_consent),
        ("documents/<uuid:document>/", "document", apply.document),
        ("documents/<uuid:document>/remove/", "remove_document", apply.remove_document),
        ("<slug:step>/", "step", apply.step),
    ]
    return [path(start + tail, through(view), name=f"{name}_{page}" if page else name) for tail, page, view in pages]


public_patterns = [
    path("apply/", apply.start, name="apply"),
    path("apply/form.pdf", apply.blank_form, name="blank_form"),
    path("apply/form-unit.pdf", apply.blank_form, {"unit": True}, name="blank_unit_form"),
    path("apply/resume/", apply.resume, name="resume"),
    path("apply/areas/", apply.area_names, name="area_names"),
    path("apply/organizations/", apply.organization_names, name="organization_names"),
    *_form("apply/<str:token>/", "draft", doors.by_link),
    path("endorse/<str:token>/", endorse.endorse, name="endorse"),
    path("announcements/<uuid:pk>/", announcements.announcement, name="announcement"),
    path("announcements/<uuid:pk>/stop/", announcements.stop, name="stop_announcement"),
    path("networks/<slug:slug>/announcements/", announcements.announcements, name="announcements"),
    path("networks/<slug:slug>/announcements/write/", announcements.write, name="write_announcement"),
    path("my/applications/", status.mine, name="mine"),
    *_form("my/applications/<uuid:pk>/", "own", doors.by_owner),
    path("applications/paper/", apply.begin_paper, name="begin_paper"),
    path("applications/paper/<uuid:pk>/take_over/", apply.take_over, name="paper_take_over"),
    *_form("applications/paper/<uuid:pk>/", "paper", doors.by_officer),
]
urlpatterns = [*public_patterns, *office_patterns]

"""Complete applications for the tests of officers and members: filled by the real actions. Names are invented."""

from datetime import date
from itertools import count

from saiyai.membership import actions
from saiyai.membership.actors import VISITOR, applicant, endorser
from saiyai.membership.models import Application

_running = count(1)
# Enough of a JPEG for what is sealed and opened; whether a file is whole is the form's business.
PICTURE = b"\xff\xd8\xff\xe0 picture \xff\xd9"


def _save(application, step, **values):
    actions.save_step(application, step, values, by=applicant(application))


def draft(given="มานี", family="รักดี", *, official=False, email=None, province="40", consents=("DIRECTORY", "PUBLISH")):
    """A complete draft of a person."""
    n = next(_running)
    email = f"applicant{n}@saiyai.example" if email is None else email
    application, _token = actions.begin("PERSON", by=VISITOR, email=email)
    _save(application, "name", title="นางสาว", given_name=given, family_name=family)
    _save(application, "identity", id_kind="NATIONAL", born_on=date(1990, 2, 3), nationality="ไทย")
    actions.save_identity(application, f"1{n:012d}", by=applicant(application))
    _save(application, "address", address="1/2", area_code="400101", postcode="40000", registered_same=True)
    _save(application, "contact", phone="081 234 5678", email=email)
    work = {"applicant_kind": "CITIZEN", "province_code": province}
    if official:
        work |= {
            "applicant_kind": "OFFICIAL", "position": "นักวิชาการพัสดุ", "organization_name": "เทศบาลตำบลธารน้ำผึ้ง",
            "superior_name": "หัวหน้า ใจดี", "superior_position": "ปลัดเทศบาล", "superior_email": f"boss{n}@saiyai.example",
        }  # fmt: skip
    _save(application, "work", **work)
    _save(application, "areas", watch_provinces=[province], roles=["watch"])
    _save(application, "declarations", declares_qualified=True, state_contractor=False)
    actions.add_document(application, "ID_CARD", "card.jpg", PICTURE, "image/jpeg", by=applicant(application))
    _save(application, "consents", pledges_truth=True, pledges_confidence=True, pledges_code=True)
    actions.give_consents(application, consents, by=applicant(application))
    return application


def at(status, cast, **about):
    """An application that the cast has walked to this status."""
    application = draft(**about)
    if status == "DRAFT":
        return application
    actions.submit(application, by=applicant(application))
    if status == "WITHDRAWN":
        actions.withdraw(application, by=applicant(application))
        return application
    if application.status == "ENDORSEMENT":
        if status == "ENDORSEMENT":
            return application
        asked = application.endorsements.get()
        actions.endorse(asked, by=endorser(asked))
        application = Application.objects.get(pk=application.pk)
    for move in ("DOCUMENTS", "BACKGROUND", "OPINION", "DECISION"):
        if application.status == status:
            return application
        if status == "SUPPLY":
            actions.ask_for(application, by=cast.somying, reason="ขอภาพใหม่")
            return application
        _step(move, application, cast)
    if status == "DECISION":
        return application
    if status == "APPROVED":
        actions.approve(application, by=cast.decider)
    else:
        actions.reject(application, by=cast.decider, reason="ยังไม่มีผู้ประสานในพื้นที่")
        if status == "APPEAL":
            actions.appeal(application, by=applicant(application), reason="ขอให้ทบทวน")
    return application


def _step(stage, application, cast):
    if stage == "DOCUMENTS":
        for document in application.documents.all():
            actions.judge_document(document, by=cast.somying, accepted=True)
        actions.pass_documents(application, by=cast.somying)
    elif stage == "BACKGROUND":
        actions.pass_background(application, by=cast.somying, note="ไม่พบข้อขัดข้อง")
    elif stage == "OPINION":
        actions.advise(application, by=cast.thiradet, opinion="SUPPORT", reason="เหมาะสม")


def a_member(cast, **about):
    """A member, just admitted."""
    return at("APPROVED", cast, **about).member

"""What an invented applicant types, topic by topic, and the way through the form with Django's test client."""

import io

from PIL import Image

from saiyai.thai.ids import check_digit


def identity_number(twelve="110170020345"):
    return twelve + check_digit(twelve)


def picture(name="card.jpg", size=(600, 400), kind="JPEG"):
    """An upload that is what its name says."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    out = io.BytesIO()
    Image.new("RGB", size, "#d8c8a8").save(out, kind)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


PERSON = {
    "name": {"title": "นาย", "given_name": "สมชาย", "family_name": "ใจดี"},
    "identity": {"id_kind": "NATIONAL", "number": identity_number(), "born_on": "5/3/2528", "nationality": "ไทย"},
    "address": {"address": "118/4 หมู่ 7", "area": "ในเมือง เมืองขอนแก่น", "registered_same": "yes"},
    "contact": {"phone": "081 234 5678", "email": "somchai@example.go.th"},
    "work": {
        "applicant_kind": "OFFICIAL",
        "occupation": "ข้าราชการ",
        "position": "นักวิชาการตรวจสอบภายใน",
        "organization_name": "สำนักงานจังหวัดขอนแก่น",
        "province_code": "40",
        "superior_name": "นางสาวอารี มีสุข",
        "superior_position": "หัวหน้าสำนักงาน",
        "superior_email": "aree@example.go.th",
    },
    "skills": {"education": "ปริญญาตรี การบัญชี", "experience": "ตรวจสอบภายใน 10 ปี"},
    "areas": {"watch_provinces": ["40"], "roles": ["watch", "educate"]},
    "declarations": {"declares_qualified": "on", "state_contractor": "no"},
    "documents": {},
    "consents": {
        "pledges_truth": "on",
        "pledges_confidence": "on",
        "pledges_code": "on",
        "consents": ["BACKGROUND", "LINE"],
    },
}
UNIT = {
    "unit": {
        "organization_name": "มหาวิทยาลัยริมโขงวิทยา",
        "unit_name": "ศูนย์บริการวิชาการ",
        "area": "ในเมือง เมืองขอนแก่น",
        "mandate": "ร่วมเฝ้าระวังโครงการในจังหวัด",
    },
    "head": {"head_name": "รศ. ดร.วิชัย ริมโขง", "head_position": "ผู้อำนวยการ", "head_email": "head@example.ac.th"},
    "name": PERSON["name"],
    "contact": PERSON["contact"],
    "profile": {"resources": "ห้องประชุม", "goals": "ให้ความรู้ปีละ 4 ครั้ง"},
    "areas": PERSON["areas"],
    "declarations": PERSON["declarations"],
    "documents": {},
    "consents": PERSON["consents"],
}


def begin(client, kind="PERSON", email=""):
    """A new draft; its private address."""
    return client.post("/apply/", {"kind": kind, "email": email}).url


def fill(client, start, answers=None, but=()):
    """Type all topics."""
    answers = PERSON if answers is None else answers
    for step, values in answers.items():
        if step in but:
            continue
        values = dict(values)
        if step == "documents":
            values["MANDATE" if answers is UNIT else "ID_CARD"] = picture()
        response = client.post(f"{start}{step}/", values)
        assert response.status_code == 302, (step, response.content.decode()[:6000])
    return start

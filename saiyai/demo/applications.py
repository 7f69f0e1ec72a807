"""Applications in every status, walked there by the real actions and then dated back over the last weeks."""

import io
import random
from datetime import timedelta
from functools import cache
from itertools import islice

from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from saiyai.accounts.models import User
from saiyai.audit import trail
from saiyai.demo import people as invented
from saiyai.demo import seed
from saiyai.demo.cast import CAST, MEMBERS
from saiyai.directory.models import Organization
from saiyai.membership import actions, rules
from saiyai.membership.actors import VISITOR, applicant, endorser
from saiyai.membership.models import Application, Consent
from saiyai.membership.rules import ROLES_WISHED
from saiyai.policy.action import action
from saiyai.policy.actors import SYSTEM
from saiyai.thai import places
from saiyai.thai.workdays import add_workdays

S = Application.Status

# How many of a hundred end in which status.
SHARES = {
    S.DRAFT: 10,
    S.ENDORSEMENT: 13,
    S.DOCUMENTS: 20,
    S.SUPPLY: 8,
    S.BACKGROUND: 10,
    S.OPINION: 11,
    S.DECISION: 10,
    S.APPROVED: 9,
    S.REJECTED: 4,
    S.APPEAL: 3,
    S.WITHDRAWN: 2,
}
# The people of the applications come after those of the directory, however many these are.
FIRST = 3_000_000
ASKED = "สำเนาบัตรอ่านเลขไม่ชัด ขอภาพใหม่ที่เห็นครบทั้งใบ"
REJECTION = "พื้นที่เฝ้าระวังที่ระบุอยู่นอกความดูแลของเครือข่าย และยังไม่มีผู้ประสานในพื้นที่"


def load_applications(network, count):
    """`count` applications; the first are those of the members of the cast, which were approved."""
    rng = random.Random("applications")
    statuses = rng.choices(list(SHARES), weights=SHARES.values(), k=max(0, count - len(MEMBERS) - len(SHARES)))
    statuses = [*[S.APPROVED] * len(MEMBERS), *SHARES, *statuses][:count]
    cast = [part for part in CAST if part.key in MEMBERS]
    drawn = list(invented.people(count, seed=FIRST))
    agencies = list(Organization.objects.filter(kind="DEPARTMENT", ends_on__isnull=True).order_by("key")[:40])
    for start in range(0, count, 50):
        # One transaction a batch: one write to the disk instead of hundreds.
        with transaction.atomic():
            for index, (status, person) in enumerate(
                islice(zip(statuses, drawn, strict=True), start, start + 50), start
            ):
                Walk(rng, network, agencies, person, cast[index] if index < len(cast) else None).to(status)


@cache
def specimen():
    """A picture that stands for a document and says so."""
    image = Image.new("RGB", (860, 540), "#f3efe6")
    draw = ImageDraw.Draw(image)
    draw.rectangle((24, 24, 836, 516), outline="#0b5d78", width=4)
    draw.text((60, 60), "SPECIMEN - Saiyai demo network", fill="#22211e")
    file = io.BytesIO()
    image.save(file, "JPEG", quality=70)
    return file.getvalue()


class Walk:
    """One application on its way."""

    def __init__(self, rng, network, agencies, person, cast=None):
        self.rng, self.person, self.cast = rng, person, cast
        self.province = (
            "40" if cast else rng.choice(["40", "40", "42", "14", "50", *[p.code for p in places.provinces()]])
        )
        self.agency = rng.choice(agencies)
        self.unit = not cast and rng.random() < 0.15
        self.users = {
            user.email.partition("@")[0]: user for user in User.objects.filter(email__endswith="@saiyai.example")
        }

    def to(self, status):
        """Fill the form and make the moves that lead to this status."""
        kind = Application.Kind.UNIT if self.unit else Application.Kind.PERSON
        email = self.cast.email if self.cast else self.person.email
        self.application, _token = actions.begin(kind, by=VISITOR, email=email)
        self.own = applicant(self.application)
        self._fill()
        if status != S.DRAFT:
            actions.submit(self.application, by=self.own)
            self._walk(status)
        _date_back(self.application, self.rng.randrange(0, 12), by=SYSTEM)

    def _save(self, step, **values):
        actions.save_step(self.application, step, values, by=self.own)

    def _fill(self):
        person, name = self.person, self.cast or self.person
        latin = MEMBERS[self.cast.key] if self.cast else (person.given_en, person.family_en)
        self._save(
            "name",
            title=name.title,
            given_name=name.given,
            family_name=name.family,
            given_name_en=latin[0],
            family_name_en=latin[1],
        )
        self._save("contact", phone=person.phone, email=self.application.email)
        self._fill_unit() if self.unit else self._fill_person()
        roles = self.rng.sample(list(ROLES_WISHED), 3)
        self._save("areas", watch_provinces=self._watched(), roles=roles)
        self._save("declarations", declares_qualified=True, state_contractor=False)
        kind = "MANDATE" if self.unit else "ID_CARD"
        actions.add_document(self.application, kind, "specimen.jpg", specimen(), "image/jpeg", by=self.own)
        self._save("consents", pledges_truth=True, pledges_confidence=True, pledges_code=True)
        purposes = [Consent.Purpose.DIRECTORY, Consent.Purpose.BACKGROUND, Consent.Purpose.SHARE_OFFICE]
        if self.cast or self.rng.random() < 0.5:
            purposes.append(Consent.Purpose.PUBLISH)
        actions.give_consents(self.application, purposes, by=self.own)

    def _watched(self):
        """The own province, and for some another one as well: its office may be told of them."""
        own = random.Random(self.person.phone)
        others = [one.code for one in places.provinces() if one.code != self.province]
        return [self.province, own.choice(others)] if own.random() < 0.3 else [self.province]

    def _area(self):
        district = self.rng.choice(places.districts(self.province))
        subdistrict = self.rng.choice(places.subdistricts(district.code))
        return subdistrict.code

    def _fill_person(self):
        area = self._area()
        self._save("identity", id_kind="NATIONAL", born_on=self.person.born_on, nationality="ไทย")
        actions.save_identity(self.application, self.person.national_id, by=self.own)
        self._save("address", address=f"{self.rng.randrange(1, 300)} หมู่ {self.rng.randrange(1, 12)}",
                   area_code=area, postcode=self._postcode(area), registered_same=True)  # fmt: skip
        post = self.rng.choice(seed.posts())
        superior = self.rng.choice(seed.given_names()).name_th
        official = self.cast is not None or self.rng.random() < 0.7
        self._save(
            "work",
            applicant_kind="OFFICIAL" if official else "CITIZEN",
            occupation="" if official else "ค้าขาย",
            position=post.name_th if official else "",
            organization=self.agency if official else None,
            organization_name=self.agency.name_th if official else "",
            province_code=self.province,
            superior_name=superior if official else "",
            superior_position="ผู้อำนวยการกอง" if official else "",
            superior_email=f"superior{self.rng.randrange(10**6)}@agency.example" if official else "",
        )
        self._save("skills", skills=[s.key for s in self.rng.sample(seed.skills(), 2)])

    def _fill_unit(self):
        area = self._area()
        division = self.rng.choice(seed.divisions()).name_th
        self._save(
            "unit",
            organization=self.agency,
            organization_name=self.agency.name_th,
            unit_name=f"{division} {self.agency.name_th} สาขา {self.rng.randrange(1, 10**5)}",
            address="ศาลากลางจังหวัด",
            area_code=area,
            postcode=self._postcode(area),
            province_code=self.province,
            mandate="ร่วมเฝ้าระวังงานก่อสร้างในจังหวัด ไม่รวมงานสืบสวน",
        )
        self._save("head", head_name=self.rng.choice(seed.given_names()).name_th, head_position="ผู้อำนวยการ",
                   head_email=f"head{self.rng.randrange(10**6)}@agency.example")  # fmt: skip
        self._save("profile", resources="ห้องประชุม 40 ที่นั่ง และวิทยากร 3 คน", goals="งานก่อสร้างโปร่งใสตรวจสอบได้",
                   ways_of_working="ประชุมทุกไตรมาส", target_groups="ผู้รับจ้างและประชาชนในพื้นที่")  # fmt: skip

    def _postcode(self, area):
        return next(iter(places.area(area).postcodes), "")

    def _walk(self, status):
        """The moves one after another until the status is reached."""
        application, own = self.application, self.own
        if application.status == S.ENDORSEMENT and status != S.ENDORSEMENT:
            waiting = application.endorsements.get()
            actions.endorse(waiting, by=endorser(waiting), reason="ทำงานด้วยกันมาสามปี ไว้วางใจได้")
            application.refresh_from_db()
        if status == S.WITHDRAWN:
            actions.withdraw(application, by=own, reason="ย้ายไปต่างจังหวัด")
        elif status == S.SUPPLY:
            actions.ask_for(application, by=self._officer(), reason=ASKED)
        elif status in (S.BACKGROUND, S.OPINION, S.DECISION, S.APPROVED, S.REJECTED, S.APPEAL):
            self._to_decision(status)

    def _officer(self):
        return self.users["somying"] if self.application.office_id == "R4" else SYSTEM

    def _to_decision(self, status):
        application, officer = self.application, self._officer()
        for document in application.documents.all():
            actions.judge_document(document, by=officer, accepted=True)
        actions.pass_documents(application, by=officer)
        if status == S.BACKGROUND:
            return
        actions.pass_background(application, by=officer, note="ไม่พบข้อขัดข้อง")
        if status == S.OPINION:
            return
        director = self.users["thiradet"] if application.office_id == "R4" else SYSTEM
        actions.advise(application, by=director, opinion="SUPPORT", reason="มีประสบการณ์ตรงกับพื้นที่")
        decider = self.users["prapai"]
        if status == S.APPROVED:
            actions.approve(application, by=decider, reason="คุณสมบัติครบ")
        elif status in (S.REJECTED, S.APPEAL):
            actions.reject(application, by=decider, reason=REJECTION)
            if status == S.APPEAL:
                actions.appeal(application, by=self.own, reason="ขอให้พิจารณาผลงานในพื้นที่อีกครั้ง")


@action
def _date_back(application, days, *, by):
    """Move an application into the past, so that the queue has overdue ones and fresh ones."""
    application.refresh_from_db()
    now = timezone.now()
    application.created_at = now - timedelta(days=days + 6)
    if application.submitted_at:
        application.submitted_at = now - timedelta(days=days + 4)
        application.stage_since = now - timedelta(days=days)
    if application.due_on:
        usual = rules.STAGES[application.status].usual
        application.due_on = add_workdays(timezone.localdate(application.stage_since), usual)
    application.save()
    application.entries.update(at=now - timedelta(days=days))
    trail.record("application.demo_dated", application, by=by, days=days)

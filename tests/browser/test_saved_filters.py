"""On a telephone: a list of members is saved as a filter, and an announcement goes to whom it leaves."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from saiyai.directory.models import Person
from saiyai.membership import jobs
from saiyai.membership.models import Announcement, Member, SavedFilter
from tests.browser.filling import fits
from tests.browser.test_keeping import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def crowd(cast, network, offices):
    """Four members with accounts, two of them in Loei."""
    today, found = timezone.localdate(), []
    for n in range(4):
        user = get_user_model().objects.create(email=f"m{n}@saiyai.example", display_name=f"คนที่ {n}")
        person = Person.objects.create(
            given_name=f"คนที่ {n}", sort_key=str(n), province_code="42" if n < 2 else "40", user=user
        )
        Member.objects.create(
            network=network, person=person, office=offices["R4"], number=f"N{n}", starts_on=today,
            ends_on=today + timedelta(days=300),
        )  # fmt: skip
        found.append(user)
    return found


def save_as(page, name):
    page.get_by_role("link", name="บันทึกที่เลือกไว้เป็นตัวกรอง").click()
    fits(page)
    page.get_by_role("button", name="บันทึกตัวกรอง").click()
    fits(page)
    assert "โปรดตั้งชื่อ" in page.inner_text("main")
    page.get_by_label("ชื่อตัวกรอง").fill(name)
    page.get_by_role("button", name="บันทึกตัวกรอง").click()
    fits(page)


def test_an_announcement_goes_to_a_saved_filter(phone, cast, network, crowd, live_server):
    page, _scripts = phone
    sign_in(page, cast.decider, live_server)
    page.goto(reverse("membership:members"))
    assert page.get_by_role("link", name="บันทึกที่เลือกไว้เป็นตัวกรอง").count() == 0  # nothing is chosen
    page.goto(reverse("membership:members") + "?province=42")
    fits(page)
    save_as(page, "สมาชิกเลย")
    assert page.locator(".chip[aria-current]").inner_text().strip() == "สมาชิกเลย"
    page.goto(reverse("membership:members") + "?status=ACTIVE")
    save_as(page, "ที่ใช้สิทธิได้")
    page.get_by_role("link", name="สมาชิกเลย").click()
    fits(page)
    assert "คนที่ 0" in page.inner_text("main") and "คนที่ 3" not in page.inner_text("main")

    page.goto(reverse("membership:write_announcement", args=[network.slug]))
    fits(page)
    page.get_by_label("หัวเรื่องประกาศ").fill("ประชุมจังหวัดเลย")
    page.get_by_label("ข้อความที่สมาชิกจะได้อ่าน").fill("ขอเชิญประชุมวันศุกร์")
    page.get_by_label("ตัวกรองที่บันทึกไว้").select_option(label="ที่ใช้สิทธิได้")
    page.locator("form.form-page button[type=submit]").first.click()
    fits(page)
    assert "ตัวกรองนี้ตรงกับทุกคน" in page.inner_text("main") and not Announcement.objects.exists()
    page.get_by_label("ตัวกรองที่บันทึกไว้").select_option(label="สมาชิกเลย")
    page.get_by_role("button", name="นับใหม่").click()
    fits(page)
    said = page.inner_text("main")
    assert "ตัวกรอง “สมาชิกเลย”" in said and "เลย" in said and "ตัวกรองนี้ตรงกับทุกคน" not in said
    page.locator("button[name=sure]").click()
    fits(page)
    jobs.tell_announcements(timezone.now())
    assert [user.notices.count() for user in crowd] == [1, 1, 0, 0]
    page.reload()
    assert "สมาชิกเลย" in page.locator("#delivery").inner_text()

    page.goto(reverse("membership:filters"))
    fits(page)
    page.get_by_role("button", name="ลบ สมาชิกเลย").click()
    fits(page)
    assert set(SavedFilter.objects.values_list("name", flat=True)) == {"ที่ใช้สิทธิได้"}
    assert Announcement.objects.get().filter_query == {"province": "42"}

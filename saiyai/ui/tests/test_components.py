"""Components escape what they are given and are wired for screen readers."""

import datetime as dt
import re

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

pytestmark = pytest.mark.urls("saiyai.ui.tests.urls")

EVIL = "<script>alert(1)</script>"
SAFE = "&lt;script&gt;alert(1)&lt;/script&gt;"


def show(source, /, **context):
    request = RequestFactory().get(context.pop("path", "/list/?q=สาย&page=2&kind=a&kind=b"))
    return Template("{% load ui %}" + source).render(Context({"request": request, **context}))


class Sample(forms.Form):
    name = forms.CharField(label="ชื่อ", help_text="ชื่อจริง")
    moo = forms.IntegerField(label="หมู่ที่", required=False)
    kind = forms.ChoiceField(label="ฐานะ", widget=forms.RadioSelect, choices=[("a", "เจ้าหน้าที่"), ("b", "ประชาชน")])
    tags = forms.MultipleChoiceField(
        label="ทาง", required=False, widget=forms.CheckboxSelectMultiple, choices=[("e", "อีเมล"), ("l", "LINE")]
    )
    photo = forms.FileField(label="รูป", required=False)
    agree = forms.BooleanField(label="ยอมรับ", help_text="เปลี่ยนใจได้")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.mark.parametrize(
    "source",
    [
        '{% badge "wait" evil %}',
        '{% note "stop" evil %}{{ evil }}{% endnote %}',
        "{% refusal evil evil evil %}{{ evil }}{% endrefusal %}",
        '{% empty_state "users" evil %}{{ evil }}{% endempty_state %}',
        "{% fold evil %}{{ evil }}{% endfold %}",
        "{% thread entries %}",
        "{% chips filters %}",
        "{{ evil|nb }}",
        "{% steps 1 3 evil %}",
    ],
)
def test_text_is_escaped(source):
    html = show(source, evil=EVIL, entries=[{"when": EVIL, "text": EVIL}], filters=[(EVIL, "q")])
    assert EVIL not in html
    assert SAFE in html


def test_a_typed_value_is_escaped_in_its_field_and_in_the_summary():
    form = Sample({"name": EVIL, "moo": EVIL, "kind": EVIL})
    html = show("{% error_summary form %}{% field form.name %}{% field form.moo %}{% field form.kind %}", form=form)
    assert EVIL not in html


def test_a_field_names_its_hint_and_its_error():
    html = show("{% field form.name %}", form=Sample({"name": ""}))
    assert '<label for="id_name">' in html
    assert 'aria-describedby="id_name_hint id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert html.index("<label") < html.index("id_name_hint") < html.index('id="id_name_error"') < html.index("<input")


def test_an_optional_field_says_so_and_a_required_one_does_not():
    with translation.override("th"):
        assert "(ถ้ามี)" in show("{% field form.moo %}", form=Sample())
        assert "(ถ้ามี)" not in show("{% field form.name %}", form=Sample())
        assert "(ถ้ามี)" not in show("{% field form.moo opt=False %}", form=Sample())


def test_a_group_is_a_fieldset_with_hints_on_its_choices():
    form = Sample({"kind": "b"})
    form.fields["kind"].choice_hints = {"a": "มีผู้บังคับบัญชารับรอง"}
    html = show("{% field form.kind %}", form=form)
    assert '<legend class="label">ฐานะ</legend>' in html
    assert html.count('type="radio"') == 2
    assert "<b>เจ้าหน้าที่</b>มีผู้บังคับบัญชารับรอง" in html
    assert 'value="b" ' in html
    assert html.count("checked") == 1


def test_the_limits_of_a_file_stand_beside_its_field():
    form = Sample()
    form.fields["photo"].limits = "ไม่เกิน 5 MB"
    html = show("{% field form.photo %}", form=form)
    assert 'id="id_photo_hint">ไม่เกิน 5 MB' in html
    assert 'type="file"' in html


def test_a_hidden_field_stays_bare():
    assert show("{% field form.token %}", form=Sample()).strip() == str(Sample()["token"])


def test_typeahead_marks_an_ordinary_text_box():
    html = show('{% field form.name typeahead="/areas/" into="id_code" %}', form=Sample())
    assert 'data-typeahead="/areas/"' in html
    assert 'data-typeahead-into="id_code"' in html
    assert "role=" not in html  # the script gives the role: without it this is a text box


def test_the_summary_links_every_error_to_its_field():
    form = Sample({"moo": "เจ็ด"})
    with translation.override("th"):
        html = show("{% error_summary form %}", form=form)
    assert 'role="alert"' in html
    for identity in ("id_name", "id_moo", "id_kind_0", "id_agree"):
        assert f'href="#{identity}"' in html
    assert f"มี {len(form.errors)} ข้อที่ต้องแก้" in html
    assert show("{% error_summary form %}", form=Sample()).strip() == ""


def test_pages_keep_the_query_and_mark_the_present_page():
    html = show("{% pages page %}", page=Paginator(range(57), 20).get_page(2))
    assert "kind=a&amp;kind=b" in html
    assert {"page=1", "page=2", "page=3"} <= set(re.findall(r"page=\d", html))
    assert html.count('aria-current="page"') == 1
    assert "21–40" in html


def test_a_single_page_has_a_count_and_no_pager():
    html = show("{% pages page %}", page=Paginator(range(3), 20).get_page(1))
    assert "<nav" not in html
    assert "1–3" in html


def test_a_chip_takes_away_only_its_own_filter_and_the_page():
    html = show("{% chips filters %}", filters=[("ก", "kind", "a")])
    link = html.split('class="chip" href="')[1].split('"')[0]
    assert "kind=b" in link
    assert "q=" in link
    assert "kind=a" not in link
    assert "page" not in link


def test_steps_tell_in_words_what_the_knots_draw():
    with translation.override("th"):
        html = show("{% steps 3 8 %}")
    assert html.count("past") == 2
    assert html.count("now") == 1
    assert "ข้อ 3 จาก 8" in html


def test_a_wrong_status_tone_is_a_programming_error():
    with pytest.raises(TemplateSyntaxError):
        show('{% badge "green" "x" %}')


def test_dates_are_buddhist_in_thai_and_christian_in_english():
    day, moment = dt.date(2026, 11, 23), dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)
    source = '{{ day|thai_date }} {{ day|thai_date_full:"weekday" }} {{ moment|thai_time }} {{ moment|thai_moment }}'
    with translation.override("th"):
        html = show(source, day=day, moment=moment)
        assert '<time class="nb" datetime="2026-11-23">23 พ.ย. 2569</time>' in html
        assert "วันจันทร์ที่ 23 พฤศจิกายน พ.ศ. 2569" in html
        assert "16.30 น." in html
    with translation.override("en"):
        html = show(source, day=day, moment=moment)
        assert "23 Nov 2026" in html
        assert "16:30" in html
        assert "2569" not in html
    assert show("{{ nothing|thai_date }}{{ nothing|thai_time }}{{ nothing|plain_date }}", nothing=None) == ""


@pytest.mark.parametrize(("satang", "text"), [(0, "0.00"), (5, "0.05"), (125_000, "1,250.00"), (None, "")])
def test_satang_become_baht(satang, text):
    assert show("{{ amount|baht }}", amount=satang) == text

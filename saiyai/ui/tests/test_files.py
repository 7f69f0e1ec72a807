"""Files leave in a box without rights, under their own name, and are kept by nobody on the way."""

import csv
import io

import pytest

from saiyai.ui.files import file_answer, table_answer


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "text/html", "image/svg+xml"])
def test_every_file_comes_in_the_box(kind):
    answer = file_answer(b"x", kind, "a.bin", inline=True)
    policy = [part.strip() for part in answer["Content-Security-Policy"].split(";")]
    assert "sandbox" in policy and "default-src 'none'" in policy
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Cache-Control"] == "no-store"


def test_only_pictures_and_pdf_are_shown():
    def way(kind):
        return file_answer(b"x", kind, "a", inline=True)["Content-Disposition"].partition(";")[0]

    assert [way(kind) for kind in ("application/pdf", "image/jpeg", "image/png")] == ["inline"] * 3
    assert [way(kind) for kind in ("text/html", "image/svg+xml", "application/octet-stream")] == ["attachment"] * 3


def test_a_thai_name_and_a_sly_one_arrive_whole():
    thai = file_answer(b"x", "application/pdf", "สำเนาบัตร มาลี.pdf")["Content-Disposition"]
    assert thai.startswith("attachment; filename*=utf-8''%E0%B8%AA") and thai.endswith(".pdf")
    sly = file_answer(b"x", "application/pdf", 'a".html\r\nX: 1')
    assert "X" not in sly.headers and "\n" not in sly["Content-Disposition"]


@pytest.mark.parametrize("cell", ["=1+1", "+66", "-1", "@x", " =1", "\tx", "\r=1", "＝1", "＠x"])
def test_no_cell_is_a_formula(cell):
    answer = table_answer("a.csv", ["หัว"], [[cell], ["มาลี"]])
    text = answer.content.decode("utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:], newline="")))
    assert rows == [["หัว"], [f"'{cell}"], ["มาลี"]]


def test_the_policy_of_a_file_outlives_the_policy_of_the_site(client):
    """The middleware must not put the policy of pages over it."""
    answer = client.get("/apply/form.pdf")
    assert answer["Content-Type"] == "application/pdf" and "sandbox" in answer["Content-Security-Policy"]
    assert "style-src" not in answer["Content-Security-Policy"]

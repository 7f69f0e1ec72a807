import subprocess
import sys
import time

import pytest

from saiyai.thai import places
from saiyai.thai.collation import sort_key
from saiyai.thai.places import area, consistent, find, import_area, label


def test_all_of_thailand():
    assert len(places.provinces()) == 77
    districts = [row for province in places.provinces() for row in places.districts(province[0])]
    assert len(districts) == 928
    assert sum(len(places.subdistricts(code)) for code, _, _ in districts) == 7436


def test_lists_stand_in_dictionary_order():
    names = [province.name_th for province in places.provinces()]
    assert names[:4] == ["กระบี่", "กรุงเทพมหานคร", "กาญจนบุรี", "กาฬสินธุ์"]
    assert names == sorted(names, key=sort_key)
    assert places.districts("10")[0][1] == "คลองเตย"
    assert places.districts("99") == ()
    assert places.subdistricts("") == ()


def test_importing_loads_no_data():
    code = "import sys, saiyai.thai.places; print('geothai' in sys.modules)"
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "False"


def labels(text, limit=3):
    return [label(found.code) for found in find(text, limit)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ในเมือง ขอนแก่น", "ต.ในเมือง อ.เมืองขอนแก่น จ.ขอนแก่น"),
        ("ขอนแก่น ในเมือง", "ต.ในเมือง อ.เมืองขอนแก่น จ.ขอนแก่น"),
        ("ต.ในเมืองอ.เมืองขอนแก่น", "ต.ในเมือง อ.เมืองขอนแก่น จ.ขอนแก่น"),
        ("อ.เมือง จ.ขอนแก่น", "ต.ในเมือง อ.เมืองขอนแก่น จ.ขอนแก่น"),
        ("40000", "ต.ในเมือง อ.เมืองขอนแก่น จ.ขอนแก่น"),
        ("๔๐๐๐๐", "ต.ในเมือง อ.เมืองขอนแก่น จ.ขอนแก่น"),
        ("แขวงบางนาเหนือ", "แขวงบางนาเหนือ เขตบางนา กรุงเทพมหานคร"),
        ("เขตพระนคร", "แขวงพระบรมมหาราชวัง เขตพระนคร กรุงเทพมหานคร"),
        ("กทม. บางรัก", "แขวงบางรัก เขตบางรัก กรุงเทพมหานคร"),
        ("ko pha-ngan", "ต.เกาะพะงัน อ.เกาะพะงัน จ.สุราษฎร์ธานี"),
        ("พะงัน", "ต.เกาะพะงัน อ.เกาะพะงัน จ.สุราษฎร์ธานี"),
        ("คลองเกลือ ปากเกร็ด 11120", "ต.คลองเกลือ อ.ปากเกร็ด จ.นนทบุรี"),
    ],
)
def test_typeahead(typed, first):
    assert labels(typed)[0] == first


def test_typeahead_keeps_to_the_marked_level():
    found = find("ต.ตลาด อ.เมือง", 20)
    assert all("ตลาด" in a.subdistrict_th for a in found)
    assert found[0].subdistrict_th == "ตลาด"
    assert all(a.district_th.startswith("เมือง") for a in found)


def test_typeahead_of_nothing_and_of_nonsense():
    assert find("") == find("  ") == find("ซซซซ") == find("99999") == []
    assert len(find("ก", 7)) == 7
    assert isinstance(find("ก " * 5000), list)


def test_area():
    found = area("400101")
    assert (found.province_th, found.district_en, found.postcodes) == ("ขอนแก่น", "Mueang Khon Kaen", ("40000",))
    assert area("999999") is None
    assert area("") is None
    old = area("104701")
    assert old.abolished_on
    assert old.successors == ("104702", "104703")


def test_labels():
    assert label("100101") == "แขวงพระบรมมหาราชวัง เขตพระนคร กรุงเทพมหานคร"
    assert label("1001") == "เขตพระนคร กรุงเทพมหานคร"
    assert label("10") == "กรุงเทพมหานคร"
    assert label("4001") == "อ.เมืองขอนแก่น จ.ขอนแก่น"
    assert label("400101", "en") == "Nai Mueang, Mueang Khon Kaen, Khon Kaen"
    assert label("104701") == "แขวงบางนา เขตบางนา กรุงเทพมหานคร"
    assert label("999999") == label("") == label("4099") == label("1") == ""


@pytest.mark.parametrize(
    ("chosen", "problem"),
    [
        (("40", "4001", "400101", "40000"), ""),
        (("40", "", "", ""), ""),
        (("", "", "", "40000"), ""),
        (("", "", "", ""), ""),
        (("40", "1001", "", ""), "district_not_in_province"),
        (("10", "1001", "400101", ""), "subdistrict_not_in_district"),
        (("10", "", "400101", ""), "subdistrict_not_in_district"),
        (("40", "4001", "400101", "10200"), "postcode_mismatch"),
        (("40", "", "", "10200"), "postcode_mismatch"),
        (("40", "4001", "400101", "4000"), "bad_postcode"),
        (("99", "", "", ""), "unknown_province"),
        (("", "4099", "", ""), "unknown_district"),
        (("", "", "104701", ""), "unknown_subdistrict"),
    ],
)
def test_what_does_not_fit_together(chosen, problem):
    assert consistent(*chosen) == problem
    assert not problem or places.MESSAGES[problem]


@pytest.mark.parametrize(
    ("typed", "codes", "abolished", "note"),
    [
        ("ต.ในเมือง อ.เมือง จ.ขอนแก่น 40000", ["400101"], False, ""),
        ("99/1 หมู่ 4 ต.คลองเกลือ อ.ปากเกร็ด จ.นนทบุรี 11120", ["120612"], False, ""),
        ("ในเมือง เมืองขอนแก่น ขอนแก่น", ["400101"], False, ""),
        ("ต.ในเมือง อ.เมือง จ.ขอนแก่น 99999", ["400101"], False, "postcode_ignored"),
        ("แขวงบางนา เขตบางนา กทม", ["104702", "104703"], True, "successor"),
        ("แขวงบางนา เขตบางนา กรุงเทพฯ 10260", ["104702", "104703"], True, "successor"),
        ("ต.บึงกาฬ อ.บึงกาฬ จ.หนองคาย", ["380101"], True, "successor"),
        ("ต.นากลาง อ.นากลาง จ.อุดรธานี", ["390201"], True, "inferred"),
        ("ต.ซับใหญ่ กิ่งอำเภอซับใหญ่ จ.ชัยภูมิ", ["361601"], True, "minor_district"),
        ("ต.ซับใหญ่ กิ่ง อ.ซับใหญ่ จ.ชัยภูมิ", ["361601"], True, "minor_district"),
        ("ต.ดงบัง กิ่งอำเภอลืออำนาจ จ.อุบลราชธานี", ["370704"], True, "inferred"),
        ("ที่ไหนก็ไม่รู้", [], False, "unknown"),
        ("", [], False, "unknown"),
    ],
)
def test_old_addresses_lead_to_places_of_today(typed, codes, abolished, note):
    found = import_area(typed)
    assert ([a.code for a in found.areas], found.abolished, found.note) == (codes, abolished, note)
    assert (found.area is not None) == (len(codes) == 1)


@pytest.mark.parametrize("piece", ["ต.ก อ.ก จ.ก ", " ต.", "ต.ก 12345", "อ. ", "กิ่ง อ.", "ก "])
def test_long_nonsense_is_refused_quickly(piece):
    start = time.process_time()
    import_area(piece * 500)
    find(piece * 500)
    assert time.process_time() - start < 0.4


def test_an_unclear_address_gives_the_choice():
    assert len(import_area(subdistrict="วังทอง").areas) == 9
    assert import_area(subdistrict="วังทอง", province="จ.พิษณุโลก").area.code == "650801"

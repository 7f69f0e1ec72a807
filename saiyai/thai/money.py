"""Money as whole satang: in figures and in the Thai words that cheques and receipts require.

Source of the words: the usage that spreadsheets call BAHTTEXT. A unit 1 after other digits is เอ็ด (101 is
หนึ่งร้อยเอ็ด), a ten 2 is ยี่สิบ, and beyond six digits ล้าน repeats.
"""

_DIGITS = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")


def _below_million(number: int, after_million: bool) -> str:
    words = ""
    text = str(number)
    for index, char in enumerate(text):
        place, digit = len(text) - 1 - index, int(char)
        if not digit:
            continue
        if place == 1 and digit <= 2:
            words += ("", "สิบ", "ยี่สิบ")[digit]
        elif place == 0 and digit == 1 and (len(text) > 1 or after_million):
            words += "เอ็ด"
        else:
            words += _DIGITS[digit] + _PLACES[place]
    return words


def number_in_words(number: int) -> str:
    """A whole number in Thai words: 21 is ยี่สิบเอ็ด, 1,000,001 is หนึ่งล้านเอ็ด."""
    if number < 0:
        return "ลบ" + number_in_words(-number)
    if number == 0:
        return "ศูนย์"
    millions, rest = divmod(number, 1_000_000)
    if not millions:
        return _below_million(rest, False)
    return number_in_words(millions) + "ล้าน" + _below_million(rest, True)


def baht_in_words(satang: int) -> str:
    """An amount in Thai words: หนึ่งพันสองร้อยห้าสิบบาทถ้วน, ห้าสิบสตางค์, ศูนย์บาทถ้วน, ลบ… below zero."""
    sign = "ลบ" if satang < 0 else ""
    baht, rest = divmod(abs(satang), 100)
    if not rest:
        return f"{sign}{number_in_words(baht)}บาทถ้วน"
    whole = f"{number_in_words(baht)}บาท" if baht else ""
    return f"{sign}{whole}{number_in_words(rest)}สตางค์"


def format_baht(satang: int, language: str = "th", unit: bool = True) -> str:
    """An amount in figures: `1,250.00 บาท`, in English `1,250.00 baht`."""
    baht, rest = divmod(abs(satang), 100)
    figures = f"{'-' if satang < 0 else ''}{baht:,}.{rest:02d}"
    if not unit:
        return figures
    return f"{figures} {'baht' if language == 'en' else 'บาท'}"

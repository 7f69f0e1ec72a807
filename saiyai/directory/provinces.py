"""Names of the provinces by their two-digit codes."""

from functools import cache

import geothai
from django.utils.translation import get_language

from saiyai.thai.collation import sort_key


@cache
def _names():
    return {province.code: (province.name_th, province.name_en) for province in geothai.provinces()}


def both_names(code):
    """The Thai and the English name; none for a code that is no province."""
    return _names().get(code, ())


def province_name(code):
    """The name in the reader's language."""
    names = both_names(code)
    return names[get_language() == "en"] if names else ""


def province_choices():
    """(code, name) of all provinces in the order of the dictionary."""
    return list(_choices(get_language() == "en"))


@cache
def _choices(english):
    return tuple(
        sorted(((code, names[english]) for code, names in _names().items()), key=lambda pair: sort_key(pair[1]))
    )

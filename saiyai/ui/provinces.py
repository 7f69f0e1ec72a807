"""Names of the provinces by their two-digit codes, in the reader's language."""

from functools import cache

from django.utils.translation import get_language

from saiyai.thai import areas


@cache
def _names():
    return {row.code: (row.name_th, row.name_en) for row in areas.provinces()}


def both_names(code):
    """The Thai and the English name; none for a code that is no province."""
    return _names().get(code, ())


def province_name(code):
    """The name in the reader's language, or the code where no such province is known."""
    names = both_names(code)
    return names[get_language() == "en"] if names else code


def province_choices():
    """(code, name) of all provinces: in the order of the Thai dictionary, in English by the alphabet."""
    if get_language() == "en":
        return sorted(((code, names[1]) for code, names in _names().items()), key=lambda pair: pair[1])
    return [(code, names[0]) for code, names in _names().items()]

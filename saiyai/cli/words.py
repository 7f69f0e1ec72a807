"""The language of the command line: that of the terminal (LANGUAGE, LC_ALL, LC_MESSAGES, LANG), Thai or English.

By the standard library: the first words are said before Django has its settings. Our catalogue is the domain of the
whole process, so that the words of `argparse` itself are found in it as well.
"""

import gettext
from pathlib import Path

DOMAIN = "django"
FOLDER = Path(__file__).parent / "locale"


def set_up():
    """From now on texts come from our catalogue."""
    gettext.bindtextdomain(DOMAIN, str(FOLDER))
    gettext.textdomain(DOMAIN)


def _(text):
    """This text in the language of the terminal."""
    return gettext.dgettext(DOMAIN, text)


def language():
    """Which language that is, for texts of other modules."""
    return "th" if gettext.find(DOMAIN, str(FOLDER)) else "en"

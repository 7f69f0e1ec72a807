"""The words to which a reporter agrees: sentences for people. A grant is bound to them, letter by letter."""

from django.utils import translation
from django.utils.translation import gettext as _

from saiyai.intake.models import Ask
from saiyai.thai import dates

VERSION = 1


def _day(day, language):
    return dates.full_en(day) if language == "en" else dates.full(day)


def consent_text(officer, office, purpose, until, why, *, language="th", receiver=""):
    """Who will read the name, of which office, for what, until which day, what happens then, and how to take it back."""
    language = "en" if language == "en" else "th"
    with translation.override(language):
        what = {
            Ask.Purpose.CONTACT: _("to contact me directly"),
            Ask.Purpose.INQUIRY: _("to use my name in the inquiry into this report"),
            Ask.Purpose.PROTECTION: _("to ask for my protection"),
            Ask.Purpose.REWARD: _("to have a reward paid to me"),
            Ask.Purpose.CITE: _("to name me as the source of this report"),
            Ask.Purpose.HANDOVER: _("to hand my name over, together with this report, to %(receiver)s")
            % {"receiver": receiver},
        }[Ask.Purpose(purpose)]
        facts = {"officer": officer, "office": office or _("this office"), "what": what, "day": _day(until, language)}
        lines = [
            _("I agree that %(officer)s of %(office)s may open and read my name and what I sealed with it, %(what)s.")
            % facts,
            _("The reason that was given to me: “%(why)s”") % {"why": why},
            _("This holds until the end of %(day)s, for this one officer and this one purpose, and for nobody else.")
            % facts,
            _(
                "After that day it is shut again by itself, without my doing anything. Each time that it is opened before, "
                "I see it under “Who has opened it”."
            ),
            _(
                "I can take this back at any time with my receipt, on this page, without a reason. From then on it does "
                "not open any more. What was read until then was read, and cannot be called back."
            ),
            _("If I say no, or nothing, nothing is opened, and the work on my report goes on."),
            _("Text of this consent: version %(n)d, in English.") % {"n": VERSION},
        ]
    return "\n".join(lines)

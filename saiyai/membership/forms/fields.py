"""Fields that read what people type in Thai, and say how to mend it. What was typed always stays in the box."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saiyai.thai import dates, ids, names, phones
from saiyai.thai.text import invisible, tidy

LINE_LIMIT, TEXT_LIMIT = 200, 3000
TOO_LONG = gettext_lazy("This has %(show_value)d letters. Please use at most %(limit_value)d.")


def explained(messages, code, params=None):
    """The translated message of the Thai module for one of its codes."""
    return ValidationError(_(messages[code]) % (params or {}), code=code)


class Line(forms.CharField):
    """One line in one spelling. The box takes any length, so that a long paste is told of and not cut silently."""

    def __init__(self, *, limit=LINE_LIMIT, **options):
        options.setdefault("error_messages", {})
        options["error_messages"] = {
            "required": gettext_lazy("Please fill this in."),
            "max_length": TOO_LONG,
            **options["error_messages"],
        }
        super().__init__(max_length=limit, **options)

    def to_python(self, value):
        return tidy(super().to_python(value))

    def widget_attrs(self, widget):
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class Text(Line):
    """Several lines; invisible characters go, line ends stay."""

    widget = forms.Textarea

    def __init__(self, *, limit=TEXT_LIMIT, rows=4, **options):
        super().__init__(limit=limit, widget=forms.Textarea(attrs={"rows": rows}), **options)

    def to_python(self, value):
        lines = forms.CharField.to_python(self, value).replace("\r\n", "\n").split("\n")
        return "\n".join("".join(c for c in line if not invisible(c)).rstrip() for line in lines).strip()


class NamePart(Line):
    """One part of a name: no digits, no control characters, not longer than any name is."""

    def __init__(self, **options):
        super().__init__(limit=names.LIMIT, **options)

    def to_python(self, value):
        self._typed = str(value or "")
        return super().to_python(value)

    def run_validators(self, value):
        if not value and not self._typed.strip():
            return
        for code in names.problems(self._typed):
            raise explained(names.MESSAGES, code, {"limit": names.LIMIT})


class ThaiDate(Line):
    """A day, Buddhist or Christian era, with a four-digit year."""

    def __init__(self, **options):
        options.setdefault("help_text", gettext_lazy("Day, month, year, for example 5/3/2528 or 5 มี.ค. 2528"))
        super().__init__(**options)

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        try:
            return dates.parse(text)
        except dates.DateError as error:
            raise explained(dates.MESSAGES, error.code) from None

    def validate(self, value):
        if self.required and value is None:
            raise explained(dates.MESSAGES, "empty")

    def run_validators(self, value):
        """The length was judged by the reading."""

    def prepare_value(self, value):
        return dates.short(value) if hasattr(value, "year") else value


class Phone(Line):
    """A Thai or foreign number in the usual grouping."""

    def __init__(self, **options):
        super().__init__(**options)
        self.widget.input_type = "tel"

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return ""
        found = phones.check_phone(text)
        if not found.ok:
            raise explained(phones.MESSAGES, found.code, found.params)
        return phones.format_phone(text)


class Email(forms.EmailField):
    """An address in small letters."""

    def __init__(self, **options):
        wrong = gettext_lazy("This is not an e-mail address. It looks like name@example.go.th")
        options.setdefault("error_messages", {"required": gettext_lazy("Please fill this in."), "invalid": wrong})
        super().__init__(**options)
        self.error_messages["invalid"] = wrong
        self.validators = [self._judge]

    def _judge(self, value):
        try:
            forms.EmailField.default_validators[0](value)
        except ValidationError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def to_python(self, value):
        return tidy(super().to_python(value)).lower()


def check_identity(text, kind):
    """The digits of an identity number, or the error that says what is wrong with it."""
    if kind == "OFFICIAL":
        number = tidy(text)
        if len(number) > 40:
            raise ValidationError(_("This is too long for the number of a card. Please check it against the card."))
        return number
    found = ids.check_national_id(text)
    if not found.ok:
        raise explained(ids.MESSAGES, found.code, found.params)
    return found.digits


def one_of(choices, **options):
    """A question with one answer; nothing is chosen beforehand."""
    options.setdefault("error_messages", {"required": gettext_lazy("Please choose one.")})
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **options)


def some_of(choices, **options):
    """A question with several answers."""
    options.setdefault("error_messages", {"required": gettext_lazy("Please choose at least one.")})
    return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **options)

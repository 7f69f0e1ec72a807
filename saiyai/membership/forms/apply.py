"""The form, one class a topic. Names of fields are names of columns, so that values() can be saved as they are."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saiyai.accounts import queries as accounts
from saiyai.directory import queries as directory
from saiyai.membership.forms.areas import HasAreas, area_box, code_box, postcode_box
from saiyai.membership.forms.fields import Email, Line, NamePart, Phone, Text, ThaiDate, check_identity, one_of, some_of
from saiyai.membership.forms.organizations import HasOrganization, organization_box
from saiyai.membership.forms.steps import StepForm
from saiyai.membership.models import Application, Consent
from saiyai.membership.rules import ROLES_WISHED
from saiyai.thai import dates, ids
from saiyai.thai.names import TITLES
from saiyai.ui.provinces import province_choices

OLDEST = 120


class YesNo(forms.TypedChoiceField):
    """A question that is answered with yes or no, and not at all at first."""

    def __init__(self, **options):
        options.setdefault("error_messages", {"required": gettext_lazy("Please choose one.")})
        choices = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
        super().__init__(
            choices=options.pop("choices", choices),
            coerce=lambda value: value == "yes",
            empty_value=None,
            widget=forms.RadioSelect,
            **options,
        )

    def prepare_value(self, value):
        return {True: "yes", False: "no"}.get(value, value)


class NameForm(StepForm):
    template = "membership/apply/steps/name.html"
    titles = TITLES
    title = Line(
        label=gettext_lazy("Title or rank"),
        limit=60,
        required=False,
        help_text=gettext_lazy("As on your card. Several may stand together, for example พ.ต.ท. ดร."),
        widget=forms.TextInput(attrs={"list": "titles", "autocomplete": "honorific-prefix"}),
    )
    given_name = NamePart(
        label=gettext_lazy("Given name"), widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    family_name = NamePart(
        label=gettext_lazy("Family name"), required=False, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    given_name_en = NamePart(label=gettext_lazy("Given name in Latin letters"), required=False)
    family_name_en = NamePart(label=gettext_lazy("Family name in Latin letters"), required=False)

    def clean(self):
        cleaned = super().clean()
        for name in ("given_name_en", "family_name_en"):
            if any("ก" <= char <= "๛" for char in cleaned.get(name, "")):
                self.add_error(name, _("Please use Latin letters, as in a passport."))
        return cleaned


class IdentityForm(StepForm):
    template = "membership/apply/steps/identity.html"
    id_kind = one_of(Application.IdKind.choices, label=gettext_lazy("Which card do you use?"))
    number = Line(
        label=gettext_lazy("Number on the card"),
        limit=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Kept sealed. Afterwards only the last digits are shown."),
    )
    id_issued_on = ThaiDate(label=gettext_lazy("Issued on"), required=False)
    id_expires_on = ThaiDate(label=gettext_lazy("Valid until"), required=False)
    born_on = ThaiDate(label=gettext_lazy("Date of birth"))
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), choices=Application.Sex.choices, required=False)
    nationality = Line(label=gettext_lazy("Nationality"), limit=60)

    def starting_values(self):
        values = super().starting_values()
        return {**values, "nationality": values["nationality"] or "ไทย"}

    def clean(self):
        cleaned = super().clean()
        self._judge_number(cleaned)
        today = timezone.localdate()
        born, issued, expires = (cleaned.get(name) for name in ("born_on", "id_issued_on", "id_expires_on"))
        if born and born > today:
            self.add_error("born_on", _("This day has not come yet. Please check the year of birth."))
        elif born and dates.age(born, today) > OLDEST:
            self.add_error("born_on", _("This is more than 120 years ago. Please check the year of birth."))
        if issued and issued > today:
            self.add_error("id_issued_on", _("This day has not come yet. Please check it against the card."))
        if issued and expires and expires < issued:
            self.add_error("id_expires_on", _("The card ends before it was issued. Please check both days."))
        return cleaned

    def _judge_number(self, cleaned):
        number, kind = cleaned.get("number", ""), cleaned.get("id_kind") or "NATIONAL"
        stored = self.application.id_digest and kind == self.application.id_kind
        if not number:
            if not stored and self.fields["id_kind"].required:
                self.add_error("number", _("Please type the number on the card."))
            return
        try:
            cleaned["number"] = check_identity(number, kind)
        except ValidationError as error:
            self.add_error("number", error)

    @property
    def warning(self):
        """Something unusual that may yet be right."""
        number = getattr(self, "cleaned_data", {}).get("number", "")
        found = ids.check_national_id(number) if number and self.cleaned_data.get("id_kind") == "NATIONAL" else None
        return _(found.warning) % found.params if found and found.warning else ""


class AddressForm(HasAreas, StepForm):
    template = "membership/apply/steps/address.html"
    area_fields = (
        ("area", "area_code", "postcode"),
        ("registered_area", "registered_area_code", "registered_postcode"),
    )
    address = Line(label=gettext_lazy("House number, village, lane and road"), limit=300)
    area = area_box()
    area_code = code_box()
    postcode = postcode_box()
    registered_same = YesNo(
        label=gettext_lazy("Is this also your registered address?"),
        choices=[("yes", gettext_lazy("Yes, the same")), ("no", gettext_lazy("No, another"))],
    )
    registered_address = Line(
        label=gettext_lazy("House number, village, lane and road of the registered address"), limit=300, required=False
    )
    registered_area = area_box(required=False)
    registered_area_code = code_box()
    registered_postcode = postcode_box()

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("registered_same") is False and self.fields["registered_same"].required:
            for name in ("registered_address", "registered_area"):
                if name in cleaned and not cleaned[name]:
                    self.add_error(name, _("Please fill this in."))
        return cleaned


class ContactForm(StepForm):
    phone = Phone(label=gettext_lazy("Telephone"), widget=forms.TextInput(attrs={"autocomplete": "tel"}))
    email = Email(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("Letters about your application and the link to it go here."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    line_id = Line(label=gettext_lazy("LINE ID"), limit=60, required=False)
    other_contact_name = Line(label=gettext_lazy("Somebody else whom we may ask for you"), limit=160, required=False)
    other_contact_phone = Phone(label=gettext_lazy("Their telephone"), required=False)

    def prepare(self):
        if self.application.on_paper:
            self.fields["email"].required = False


class WorkForm(HasOrganization, StepForm):
    template = "membership/apply/steps/work.html"
    applicant_kind = one_of(Application.Applicant.choices, label=gettext_lazy("You apply as"))
    occupation = Line(label=gettext_lazy("Occupation"), required=False)
    position = Line(label=gettext_lazy("Position"), required=False)
    level = Line(label=gettext_lazy("Level"), limit=80, required=False)
    organization_name = organization_box(required=False)
    organization = code_box()
    unit_name = Line(label=gettext_lazy("Division or unit"), required=False)
    province_code = forms.ChoiceField(
        label=gettext_lazy("Province where you work"), error_messages={"required": gettext_lazy("Please choose one.")}
    )
    superior_name = Line(label=gettext_lazy("Name of your superior"), limit=160, required=False)
    superior_position = Line(label=gettext_lazy("Position of your superior"), required=False)
    superior_email = Email(
        label=gettext_lazy("E-mail of your superior"),
        required=False,
        help_text=gettext_lazy("We send a private link there and ask for the endorsement."),
    )
    OFFICIAL = ("position", "organization_name", "superior_name", "superior_email")

    def prepare(self):
        super().prepare()
        self.fields["province_code"].choices = [("", _("Choose a province")), *province_choices()]
        self.initial["province_code"] = self.stored["province_code"] or self.application.area_code[:2]

    def clean(self):
        cleaned = super().clean()
        official = cleaned.get("applicant_kind") == Application.Applicant.OFFICIAL
        if official and self.fields["applicant_kind"].required and not self.application.on_paper:
            for name in self.OFFICIAL:
                if name in cleaned and not cleaned[name]:
                    self.add_error(name, _("Officials fill this in as well."))
        if cleaned.get("superior_email") and cleaned["superior_email"] == self.application.email.lower():
            self.add_error("superior_email", _("This is your own address. Please give that of your superior."))
        return cleaned


class SkillsForm(StepForm):
    education = Line(label=gettext_lazy("Education and field"), required=False)
    skills = some_of([], label=gettext_lazy("What you are good at"), required=False)
    experience = Text(label=gettext_lazy("Experience and training"), required=False)
    other_networks = Text(label=gettext_lazy("Other networks that you belong to"), required=False, rows=3)

    def prepare(self):
        self.fields["skills"].choices = [(one.key, str(one)) for one in directory.visible_skills(None)]


class AreasForm(StepForm):
    template = "membership/apply/steps/areas.html"
    watch_provinces = some_of(
        [], label=gettext_lazy("Provinces that you will look after"),
        help_text=gettext_lazy("Open an office and choose one province or several."),
    )  # fmt: skip
    watch_note = Line(label=gettext_lazy("Districts or places in them"), required=False)
    roles = some_of(ROLES_WISHED.items(), label=gettext_lazy("What you would like to do"))

    def prepare(self):
        names = dict(province_choices())
        self.fields["watch_provinces"].choices = list(names.items())
        chosen = self.data.getlist("watch_provinces") if self.is_bound else self.stored["watch_provinces"]
        self.groups, left = [], dict(names)
        for office in accounts.offices_with_provinces(None):
            rows = [
                (row.province_code, left.pop(row.province_code)) for row in office.rows if row.province_code in left
            ]
            self._add_group(str(office), rows, chosen)
        self._add_group(_("Other provinces, under the central office"), list(left.items()), chosen)

    def _add_group(self, title, rows, chosen):
        if rows:
            ticked = [(code, name, code in chosen) for code, name in rows]
            self.groups.append({"title": title, "rows": ticked, "chosen": [n for _c, n, on in ticked if on]})


class DeclarationsForm(StepForm):
    template = "membership/apply/steps/declarations.html"
    declares_qualified = forms.BooleanField(
        label=gettext_lazy("I declare that none of these applies to me"),
        error_messages={
            "required": gettext_lazy("An application needs this declaration. If one applies, ask the office.")
        },
    )
    state_contractor = YesNo(label=gettext_lazy("Do you or your spouse have a contract with the state?"))
    state_contractor_detail = Text(
        label=gettext_lazy("Which contract, with whom"),
        required=False,
        help_text=gettext_lazy("It does not exclude you. It shows where you should stand aside."),
    )

    def values(self):
        values = super().values()
        return {**values, "declares_qualified": values.get("declares_qualified") or None}

    def clean(self):
        cleaned = super().clean()
        wanted = cleaned.get("state_contractor") and self.fields["state_contractor"].required
        if wanted and "state_contractor_detail" in cleaned and not cleaned["state_contractor_detail"]:
            self.add_error("state_contractor_detail", _("Please fill this in."))
        return cleaned


def pledge(label):
    needed = gettext_lazy("An application needs this pledge.")
    return forms.BooleanField(label=label, error_messages={"required": needed})


class ConsentsForm(StepForm):
    template = "membership/apply/steps/consents.html"
    pledges_truth = pledge(gettext_lazy("What I have stated is true."))
    pledges_confidence = pledge(gettext_lazy("I keep to myself what I learn in confidence in the network."))
    pledges_code = pledge(gettext_lazy("I accept the code of conduct of the network."))
    consents = some_of(Consent.Purpose.choices, label=gettext_lazy("I consent to"), required=False)

    def prepare(self):
        given = Consent.objects.filter(application=self.application, withdrawn_at__isnull=True)
        self.initial["consents"] = [consent.purpose for consent in given]
        self.fields["consents"].choice_hints = {
            "BACKGROUND": _("The office asks other authorities about you. Without this, only your own declaration counts."),
            "PUBLISH": _("On the public page of a card and in news of the network. Without this, the card shows a number only."),
            "DIRECTORY": _("Name, workplace, skills and ways to reach you. Without this, only officers find you."),
            "LINE": _("Appointments and reminders by LINE. Without this, we write by e-mail."),
            "SHARE_OFFICE": _("So that the office can invite you to work in its provinces."),
        }  # fmt: skip


class UnitForm(HasAreas, HasOrganization, StepForm):
    template = "membership/apply/steps/unit.html"
    organization_name = organization_box()
    organization = code_box()
    unit_name = Line(label=gettext_lazy("Name of the unit that applies"))
    address = Line(label=gettext_lazy("House number, village, lane and road"), limit=300, required=False)
    area = area_box()
    area_code = code_box()
    postcode = postcode_box()
    mandate = Text(
        label=gettext_lazy("What the unit takes part in, and its limits"),
        help_text=gettext_lazy("As the head of the organisation has agreed to it."),
    )

    def values(self):
        values = super().values()
        code = values.get("area_code", "")
        return {**values, "province_code": code[:2]} if "province_code" in self.step.fields else values


class HeadForm(StepForm):
    head_name = Line(label=gettext_lazy("Name of the head of the unit"), limit=160)
    head_position = Line(label=gettext_lazy("Position"))
    head_email = Email(
        label=gettext_lazy("E-mail of the head of the unit"),
        help_text=gettext_lazy("We send a private link there and ask for the endorsement."),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("head_email") and cleaned["head_email"] == self.application.email.lower():
            self.add_error("head_email", _("This is your own address. Please give that of the head of the unit."))
        return cleaned


class ProfileForm(StepForm):
    resources = Text(label=gettext_lazy("What the unit can offer"), help_text=gettext_lazy("One thing a line"))
    goals = Text(label=gettext_lazy("What it wants to reach"), help_text=gettext_lazy("One thing a line"))
    ways_of_working = Text(label=gettext_lazy("How it works"), required=False)
    target_groups = Text(label=gettext_lazy("Whom it works with"), required=False)


FORMS = {
    "name": NameForm,
    "identity": IdentityForm,
    "address": AddressForm,
    "contact": ContactForm,
    "work": WorkForm,
    "skills": SkillsForm,
    "areas": AreasForm,
    "declarations": DeclarationsForm,
    "consents": ConsentsForm,
    "unit": UnitForm,
    "head": HeadForm,
    "profile": ProfileForm,
}

"""Input of the sign-in, invitation, role and office pages; the forms of allauth in our words."""

from dataclasses import replace
from uuid import UUID

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes import forms as recovery
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from saiyai.accounts import named, queries, rules
from saiyai.accounts.models import Grant, Office
from saiyai.policy.reach import LABELS, Kind, Reach, in_words
from saiyai.policy.roles import ROLES
from saiyai.ui.fields import ThaiDateField
from saiyai.ui.provinces import province_choices

NEW_PASSWORD_HINT = _("At least 10 characters. Several words one after another are easy to remember and hard to guess.")
CODE_HINT = _("Six digits from the app, or one of your recovery codes.")


class OurWords:
    """Labels and hints of our own on a form of allauth; no placeholders, which vanish while one types."""

    words = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label, field.help_text = self.words.get(name, (field.label, ""))


class PasswordsAlike:
    """Both new passwords must be the same, said in our words."""

    def clean(self):
        data = forms.Form.clean(self) or self.cleaned_data
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ. Type the same one twice."))
        return data


NEW_PASSWORDS = {
    "password1": (_("New password"), NEW_PASSWORD_HINT),
    "password2": (_("New password once more"), ""),
}


class SignIn(OurWords, account.LoginForm):
    words = {"login": (_("E-mail"), ""), "password": (_("Password"), "")}


class AskReset(OurWords, account.ResetPasswordForm):
    words = {"email": (_("E-mail"), _("The address with which you sign in."))}


class ResetPassword(OurWords, PasswordsAlike, account.ResetPasswordKeyForm):
    words = NEW_PASSWORDS


class ChangePassword(OurWords, PasswordsAlike, account.ChangePasswordForm):
    words = NEW_PASSWORDS | {"oldpassword": (_("Present password"), "")}


class SetPassword(OurWords, PasswordsAlike, account.SetPasswordForm):
    words = NEW_PASSWORDS


class AskPassword(OurWords, account.ReauthenticateForm):
    words = {"password": (_("Password"), "")}


class ChangeEmail(OurWords, account.AddEmailForm):
    words = {"email": (_("New e-mail address"), _("The present address stays in use until the new one is confirmed."))}


class EnterCode(OurWords, mfa.AuthenticateForm):
    words = {"code": (_("Code"), CODE_HINT)}


class EnterCodeAgain(OurWords, mfa.ReauthenticateForm):
    words = {"code": (_("Code"), CODE_HINT)}


class AddApp(OurWords, totp.ActivateTOTPForm):
    words = {"code": (_("Code shown by the app"), _("Six digits."))}


class MakeRecoveryCodes(OurWords, recovery.GenerateRecoveryCodesForm):
    pass


class AddPasskey(OurWords, webauthn.AddWebAuthnForm):
    """A passkey signs in without a password, so it must ask for a finger, a face or a PIN."""

    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)

    def clean_credential(self):
        """The answer is kept as it came: never with something that the passkey computed, which could open a vault."""
        credential = self.cleaned_data["credential"]
        extensions = credential.get("clientExtensionResults") if isinstance(credential, dict) else None
        if isinstance(extensions, dict) and "prf" in extensions:
            known = extensions["prf"] if isinstance(extensions["prf"], dict) else {}
            extensions["prf"] = {"enabled": known.get("enabled") is True}
        return credential

    words = {"name": (_("Name of the passkey"), _("For you to tell your passkeys apart, for example “office phone”."))}


class RenamePasskey(OurWords, webauthn.EditWebAuthnForm):
    words = {"name": (_("Name of the passkey"), "")}


class AcceptInvitation(PasswordsAlike, forms.Form):
    """The first password of an invited user, or the new one of who has lost every means of sign-in."""

    password1 = forms.CharField(
        label=_("Password"),
        help_text=NEW_PASSWORD_HINT,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password1(self):
        password = self.cleaned_data["password1"]
        validate_password(password, self.user)
        return password


class Language(forms.Form):
    language = forms.ChoiceField(label=_("Language of pages and letters"), choices=[("th", "ไทย"), ("en", "English")])


class GrantFilter(forms.Form):
    """What of the list of roles is shown."""

    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=100)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("All")), ("standing", _("In force today")), *Grant.Status.choices],
    )
    role = forms.ChoiceField(
        label=_("Role"), required=False, choices=[("", _("All")), *((name, role.label) for name, role in ROLES.items())]
    )
    office = forms.ModelChoiceField(
        label=_("Office"), required=False, queryset=Office.objects.all(), empty_label=_("All")
    )


class GrantRole(forms.Form):
    """A role for a person; `user` is an e-mail address, or a name if only one person has it."""

    user = forms.CharField(
        label=_("Person"), max_length=254, help_text=_("E-mail address, or the name as it stands in the account.")
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", _("Choose a role")), *((name, role.label) for name, role in ROLES.items() if role.by_two)],
    )
    office = forms.ModelChoiceField(
        label=_("Office"),
        required=False,
        queryset=Office.objects.all(),
        empty_label=_("No office"),
        help_text=_("For membership officers and regional directors. Other roles hold for every office."),
    )
    network = forms.ChoiceField(
        label=_("Network"),
        required=False,
        help_text=_("Only if the role is for one network. Left empty: for every network."),
    )
    unit = forms.CharField(
        label=_("Unit"),
        required=False,
        max_length=300,
        help_text=_("For coordinators of a unit: its name, as it stands in the list of units that take part."),
    )
    reach = forms.ChoiceField(
        label=_("How far the role sees"),
        required=False,
        choices=[
            ("", _("As usual for this role")),
            (Reach.OFFICE.value, _("Of the directory only the people of the provinces of the office")),
            (Reach.NETWORK.value, _("Of the directory only the members and units of the network")),
            (Reach.ALL.value, _("The whole directory")),
        ],
        help_text=_("Before another person confirms, the next page says in words what will be seen."),
    )
    starts_on = ThaiDateField(label=_("From"), required=False, help_text=_("Left empty: from today."))
    ends_on = ThaiDateField(label=_("Until"), required=False, help_text=_("Left empty: until it is ended."))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example the number and date of the order. Stays in the trail."),
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.fields["network"].choices = [("", _("Every network")), *named.choices("network")]

    def clean_network(self):
        return UUID(self.cleaned_data["network"]) if self.cleaned_data["network"] else None

    def clean_unit(self):
        text = self.cleaned_data["unit"].strip()
        found = named.find("unit", text)
        if text and len(found) != 1:
            raise forms.ValidationError(
                _("No single unit that takes part has this name. Copy it from the list of units.")
            )
        return found[0] if found else None

    def clean_user(self):
        text = self.cleaned_data["user"].strip()
        found = queries.user_named(self.by, text)
        if found is None:
            raise forms.ValidationError(_("No single account has this address or name. Enter the e-mail address."))
        return found

    def clean(self):
        data = super().clean()
        if role := ROLES.get(data.get("role", "")):
            self._look_what_is_named(data, role)
        starts, ends = data.get("starts_on"), data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("The last day lies before the first."))
        return data

    def _look_what_is_named(self, data, role):
        office = None if role.central else data.get("office")
        reach = Reach(data.get("reach") or role.reach)
        wrong = rules.does_not_name(data["role"], reach, office, data.get("network"), data.get("unit"))
        if wrong and wrong[0] not in self.errors:
            self.add_error(*wrong)
        if data.get("user") and (why_not := rules.is_no_member(data["role"], data["user"])):
            self.add_error("user", why_not)


class ChangeReach(forms.Form):
    """Another reach for a role in force, and why."""

    reach = forms.ChoiceField(label=_("How far the role sees"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Stays in the trail.")
    )

    def __init__(self, *args, grant, **kwargs):
        super().__init__(*args, auto_id="reach_%s", **kwargs)  # two forms of one page ask for a reason
        words = [
            (reach, in_words(replace(grant.scope, reach=reach), Kind.PERSON)) for reach in rules.other_reaches(grant)
        ]
        self.fields["reach"].choices = [
            (reach.value, format_lazy("{}: {}", LABELS[reach], " ".join(map(str, text)))) for reach, text in words
        ]


class Reason(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Stays in the trail.")
    )


class ProposeRecovery(forms.Form):
    """Whose sign-in is lost, and how that was checked."""

    user = forms.CharField(
        label=_("Person"), max_length=254, help_text=_("E-mail address, or the name as it stands in the account.")
    )
    reason = forms.CharField(
        label=_("How you made sure who asks"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: came to the office and showed the official card. Stays in the trail."),
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by

    clean_user = GrantRole.clean_user


class SaveOffice(forms.ModelForm):
    class Meta:
        model = Office
        fields = ["name_th", "name_en", "address", "phone", "email"]
        labels = {
            "name_th": _("Name in Thai"),
            "name_en": _("Name in English"),
            "address": _("Address"),
            "phone": _("Telephone"),
            "email": _("E-mail"),
        }
        widgets = {
            "name_th": forms.TextInput,
            "name_en": forms.TextInput,
            "phone": forms.TextInput,
            "address": forms.Textarea(attrs={"rows": 3}),
        }


class RouteProvince(forms.Form):
    """Which office looks after a province, from which day on."""

    province_code = forms.ChoiceField(label=_("Province"))
    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.all(), empty_label=_("Choose an office"))
    starts_on = ThaiDateField(label=_("From"))
    source = forms.CharField(
        label=_("Source"),
        max_length=300,
        required=False,
        help_text=_("For example the announcement in the Royal Gazette with its date."),
    )
    verified = forms.BooleanField(label=_("Checked against the source"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["province_code"].choices = [("", "—"), *province_choices()]

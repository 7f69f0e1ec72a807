"""What the `field` tag needs to know of a form field: its kind, its hints and its wiring."""

from django import forms
from django.utils.translation import gettext

SIZES = {"s": "w-s", "m": "w-m", "l": "w-l", "": ""}
GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


def _kind(widget):
    if isinstance(widget, GROUPS):
        return "group"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.MultiWidget):
        return "several"
    return "select" if isinstance(widget, forms.Select) else "text"


def _attrs(bound, kind, described_by, size, typeahead, into):
    attrs = {"aria-describedby": " ".join(described_by) or None}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if kind in ("group", "check"):
        attrs["class"] = "ck"
    else:
        look = "form-select" if kind == "select" else "form-control"
        attrs["class"] = " ".join(filter(None, (bound.field.widget.attrs.get("class"), look, SIZES[size])))
    if isinstance(bound.field.widget, forms.Textarea) and bound.field.widget.attrs.get("rows") == "10":
        attrs["rows"] = "5"  # Django's ten rows fill a phone
    if typeahead:
        attrs |= {"data-typeahead": typeahead, "autocomplete": "off"}
        if into:
            attrs["data-typeahead-into"] = into
    return {name: value for name, value in attrs.items() if value is not None}


def _choices(bound, attrs):
    """The options of a radio or checkbox group; `field.choice_hints` may explain each value."""
    hints = getattr(bound.field, "choice_hints", {})
    own = {name: value for name, value in attrs.items() if name != "aria-describedby"}
    if isinstance(bound.field.widget, forms.CheckboxSelectMultiple):
        own.pop("aria-invalid", None)
    found = []
    for option in bound.subwidgets:
        option.data["attrs"] = {**option.data["attrs"], **own}
        found.append((option, hints.get(str(option.data["value"]), "")))
    return found


def describe(bound, size="", hint=None, label="", opt=True, typeahead="", into="", columns=1):
    """The template context of one field. `field.limits` tells a file's limits beside its hint."""
    kind, identity = _kind(bound.field.widget), bound.auto_id or bound.html_name
    hint = bound.help_text if hint is None else hint
    limits = getattr(bound.field, "limits", "")
    described_by = [f"{identity}_hint"] if hint or limits else []
    if bound.errors:
        described_by.append(f"{identity}_error")
    attrs = _attrs(bound, kind, described_by, size, typeahead, into)
    return {
        "bound": bound,
        "kind": kind,
        "identity": identity,
        "first_id": f"{identity}_0" if kind in ("group", "several") else identity,
        "label": label or bound.label,
        "hint": hint,
        "limits": limits,
        "optional": gettext("(optional)") if opt and not bound.field.required and kind != "check" else "",
        "described_by": " ".join(described_by),
        "columns": columns,
        "choices": _choices(bound, attrs) if kind == "group" else [],
        "widget": "" if kind == "group" else bound.as_widget(attrs=attrs),
        "combo": bool(typeahead),
        "size_class": SIZES[size],
    }

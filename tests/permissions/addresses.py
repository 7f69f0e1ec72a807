"""Every address of the house, and with what it is filled in the small world of these tests."""

from django.urls import URLResolver, get_resolver, reverse

V1_RECORDS = {
    "application": "waiting",
    "my": "receiver",
    "chapters": "network",
    "participations": "network",
    "participation": "unit",
} | {name: name for name in ("network", "person", "organization", "group", "member")}


def patterns(resolver=None, spaces=(), arguments=()):
    """(name with name space, names of its arguments) of every address, once each."""
    for entry in (resolver or get_resolver()).url_patterns:
        own = (*arguments, *entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, (*spaces, entry.namespace) if entry.namespace else spaces, own)
        else:
            yield ":".join((*spaces, entry.name)), own


def names():
    return dict(sorted(dict(patterns()).items()))


def _key(name, world):
    """The record behind `pk` in this address."""
    module, _colon, view = name.partition(":")
    if module == "directory":
        word = view.replace("edit_", "")
        if "contact_point" in word or word == "set_reach":
            return world["contact"].pk
        if word.endswith("_tie") or word == "tie":
            return world["tie"].pk
        if word == "correction" or word == "refuse_correction":
            return world["correction"].pk
        if word == "correct_address":
            return world["mail"].pk
        if word in ("ask_person", "allow_asking", "ask_otherwise", "address_works", "returned_person"):
            return world["person"].pk
        if word == "end_holding":
            return world["holding"].pk
        return world[word.partition("_")[0]].pk
    if module == "networks":
        if view == "end_chapter":
            return world["chapter"].pk
        return world["invited" if view in ("record_signing", "take_back", "accept") else "unit"].pk
    if module == "cases":
        return 1
    if module == "rights":
        return world["person" if view == "enter_erasure" else "erasure"].pk
    if module == "law":
        return world["version"].pk
    if module == "api":
        return world["program" if view == "revoke_token" else "receiver"].pk
    if module == "v1":
        return world[V1_RECORDS[view.partition("_")[0]]].pk
    if module == "accounts":
        if view == "unlink_outside":
            return world["outside"].pk
        return world["recovery" if "recovery" in view else "grant"].pk
    if module == "vault":
        return world["vault_reset" if "reset" in view else "ceremony"].pk
    if module.startswith("mfa_"):
        return 1
    if module == "notify":
        return world["notice"].pk
    if module == "home":
        return world["letter"].pk
    if view == "remove_filter":
        return world["saved"].pk
    if view in ("announcement", "stop_announcement"):
        return world["announcement"].pk
    if view in ("join_chapter", "leave_chapter"):
        return world["chapter" if view == "join_chapter" else "chapter_seat"].pk
    if view == "withdraw_consent":
        return world["consent"].pk
    for prefix, record in (("paper", "paper"), ("own", "admitted")):
        if view == prefix or view.startswith(f"{prefix}_"):
            return world[record].pk
    members = {"renew", "reinstate", "remove", "drop_removal", "issue_card", "suspend", "propose_removal"}
    if view.startswith("member") or view in members | {"record_death", "record_explanation", "record_resignation"}:
        return world["member"].pk
    return world["waiting"].pk


def address(name, arguments, world):
    """The address, filled in."""
    own = name.startswith("membership:own_")
    values = {
        "pk": lambda: _key(name, world),
        "token": lambda: {
            "membership:endorse": "no-such-token",
            "accounts:invitation": world["invitation"],
            "networks:participate": world["participate_token"],
            "directory:confirm": world["confirm_token"],
            "networks:asked_founder": world["founding_token"],
            "accounts:recover": world["recovery_token"],
        }.get(name, world["draft_token"]),
        "step": lambda: "name",
        "purpose": lambda: "DIRECTORY",
        "document": lambda: (
            (
                world["admitted"].documents.first()
                if own
                else world["draft_document"]
                if "draft_" in name
                else world["document"]
            ).pk
        ),
        "code": lambda: (
            "example.1"
            if name.startswith("law:")
            else {"accounts:save_office": "R4", "ui:style_error": 404}.get(name, world["card"].code)
        ),
        "name": lambda: "take" if name == "cases:move" else world["job"].pk,
        "ref": lambda: "NOTHERE2",
        "officer": lambda: world["cast"].outsider.pk,
        "ceremony": lambda: "00000000-0000-4000-8000-000000000000",
        "public_id": lambda: "00000000-0000-4000-8000-000000000000",
        "key": lambda: "no-such-key",
        "number": lambda: {
            "law:withdraw_verification": world["verification"].pk,
            "directory:organization_place": world["placement"].pk,
            "directory:group_seat": world["seat"].pk,
            "networks:end_coordinator": world["coordinator"].pk,
            "networks:publish_charter": 3,
            "networks:withdraw_charter": 1,
        }.get(name, 0),
        "slug": lambda: "example-act" if name.startswith("law:") else world["network"].slug,
        "uidb36": lambda: "1",
        "provider": lambda: "example",
        "why": lambda: "unknown",
        "user": lambda: world["cast"].outsider.pk,
    }
    found = reverse(name, kwargs={argument: values[argument]() for argument in arguments})
    return f"{found}?list=PEOPLE&province=40" if name == "membership:save_filter" else found

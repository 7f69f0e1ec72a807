"""The beginning of the law table (laws.toml): gathered from public sources, held against none, so all unverified."""

import tomllib
from pathlib import Path

from saiyai.law import actions
from saiyai.law.models import Act, Provision


def read():
    """{"sources": {key: text}, "act": [{…, "provision": [{…}]}]} as the file says."""
    with Path(__file__).with_name("laws.toml").open("rb") as file:
        return tomllib.load(file)


def add_missing(*, by):
    """Enter the acts and sections that the table does not have yet; what is there stays. Returns how many sections."""
    content, added = read(), 0
    there = set(Provision.objects.values_list("pk", flat=True))
    for entry in content["act"]:
        provisions = entry.pop("provision")
        act = Act.objects.filter(pk=entry["slug"]).first() or actions.add_act(by=by, **entry)
        for order, row in enumerate(provisions):
            if row["code"] in there:
                continue
            section = {name: row[name] for name in ("code", "section_th", "section_en")}
            provision = actions.add_provision(act, by=by, order=order, **section)
            actions.add_version(
                provision, row["summary_th"], by=by, summary_en=row["summary_en"], starts_on=row.get("starts_on"),
                source=content["sources"][row["from"]],
            )  # fmt: skip
            added += 1
    return added

"""`saiyai doctor`: what was looked at, for people and for programs. The checks stand in saiyai/home/health.py."""

import json
from dataclasses import asdict

from django.utils import translation

from saiyai.cli.words import language

MARKS = {"ok": "  ok ", "warn": "warn ", "fail": "FAIL "}


def doctor(options):
    """Print every finding; 1 if something fails. Programs read English, whoever runs them."""
    from saiyai.home.health import examine

    with translation.override("en" if options.json else language()):
        findings = examine()
    if options.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            print(f"{MARKS[finding.level]} {finding.what:<14} {finding.found}")
            if finding.do and not finding.ok:
                print(f"{'':<20} → {finding.do}")
    return 1 if any(finding.level == "fail" for finding in findings) else 0

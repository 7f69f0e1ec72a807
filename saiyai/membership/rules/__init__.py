"""What may happen to an application and to a membership, when it is due, and what the form must hold."""

from saiyai.membership.rules.applications import (
    APPEAL_DAYS,
    APPLICATION,
    STAGES,
    due_after,
    stage_label,
    why_not,
    why_not_assign,
    why_not_remind,
    why_not_submit,
    why_not_take_over,
)
from saiyai.membership.rules.cards import in_groups, new_code, read_code
from saiyai.membership.rules.form import (
    DRAFT_DAYS,
    ROLES_WISHED,
    STEPS,
    missing,
    needs_endorsement,
    step_names,
    steps_of,
)
from saiyai.membership.rules.members import (
    EXPLAIN_WORKDAYS,
    MEMBER,
    is_own,
    renewable,
    standing,
    term_end,
    why_not_issue_card,
)

__all__ = [
    "APPEAL_DAYS",
    "APPLICATION",
    "DRAFT_DAYS",
    "EXPLAIN_WORKDAYS",
    "MEMBER",
    "ROLES_WISHED",
    "STAGES",
    "STEPS",
    "due_after",
    "in_groups",
    "is_own",
    "missing",
    "new_code",
    "needs_endorsement",
    "read_code",
    "renewable",
    "stage_label",
    "standing",
    "step_names",
    "steps_of",
    "term_end",
    "why_not",
    "why_not_issue_card",
    "why_not_assign",
    "why_not_remind",
    "why_not_submit",
    "why_not_take_over",
]

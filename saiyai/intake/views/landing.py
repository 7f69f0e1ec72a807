from saiyai.intake import queries
from saiyai.intake.actions import receiving
from saiyai.intake.promises import promises as all_promises
from saiyai.intake.views.showing import page
from saiyai.ui import security


def landing(request):
    """What this is, what to take care of first, and the two ways on: tell, or come back."""
    try:
        return page(request, "landing", {"is_open": bool(queries.readers())})
    except receiving.TROUBLE:  # what to take care of, and whom else to turn to, need no store
        return page(request, "landing", {"trouble": True}, status=503)


def promises(request):
    """What is promised, and what is left of risk."""
    return page(request, "promises", {"promises": all_promises()})


def security_txt(request):
    """Whom to tell of a weakness, also for who knows the onion address only."""
    return security.answer()


def leave(request):
    """Where the button to leave leads: a page on which nothing is said of telling."""
    answer = page(request, "leave")
    answer["Clear-Site-Data"] = '"cache"'
    return answer

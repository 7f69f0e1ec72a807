"""Telling, one question at a time. Between two pages nothing is kept here: all answers travel in the form, sealed."""

from contextlib import suppress

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from saiyai.crypto import codes
from saiyai.intake import carried, pace, puzzles, queries, rules, uploads
from saiyai.intake.actions import receiving
from saiyai.intake.actors import REPORTER
from saiyai.intake.forms import telling
from saiyai.intake.views import kept, showing
from saiyai.intake.views.showing import page

PURPOSE = "telling"
SHORTEST = 60  # seconds between the first page and sending


def tell(request):
    """The first question, or what follows from an answer."""
    if request.method != "POST":
        return _first(request)
    try:
        state = carried.read(request.POST.get("carried", ""), PURPOSE, idle=carried.TELLING)
    except carried.Stale:
        return _too_old(request)
    if carried.now() - state["began"] > carried.TELLING * 60:
        return _too_old(request)
    if showing.is_too_long(request, telling.LONGEST):
        return _too_long(request)
    _take(request, state)
    try:
        return _answer(request, state)
    except receiving.TROUBLE:  # not even the offices can be read
        return _not_received(request, "trouble", state)


def _too_old(request):
    """A page that cannot go on. No browser finds again what was typed on it, so a new report can begin with that."""
    answers = telling.Answers({}, rules.Offices((), ()))
    for step in answers.steps_of(request.POST):
        answers.take(step, request.POST)
    facts = {"telling": True}
    if answers.says_something:
        with suppress(carried.TooMuch):
            facts["carried"] = close_blank(_at(begin(answers.raw), next(iter(answers.raw))))
    return page(request, "stale", facts, status=422)


def _too_long(request):
    """What was typed on this page is too much to be carried with the rest. It is shown, and the rest goes on without it."""
    if "carried" not in request.POST:  # a draft that was brought back
        return page(request, "toolong", status=422)
    was = carried.read(request.POST["carried"], PURPOSE, idle=carried.TELLING)
    facts = {"carried": close_blank(was), "typed": showing.typed(request.POST)}
    return page(request, "toolong", facts, status=422)


def _first(request):
    try:
        return _show(request, begin(), 200) if queries.readers() else page(request, "closed")
    except receiving.TROUBLE:  # not even the offices can be read
        return page(request, "trouble", status=503)


def _take(request, state):
    """Take what was typed on this page, right or wrong. It needs no office, and so no store that could fail.

    A page that shows none of the boxes says nothing about them: what stood in them stays.
    """
    step, is_blank = state["step"], state.pop("blank", False)
    if step in telling.STEPS and not is_blank:
        answers = telling.Answers(state["answers"], rules.Offices((), ()), state["puzzle"])
        answers.take(step, request.POST)
        state["answers"] = answers.raw


def begin(answers=None, began=None):
    """The state of a report that begins: its codes are drawn here, so that it can be sent twice and be one."""
    return {
        "step": next(iter(telling.STEPS)),
        "began": carried.now() if began is None else began,
        "receipt": codes.new_code(codes.RECEIPT),
        "consent": codes.new_code(codes.CONSENT),
        "answers": answers or {},
        "puzzle": puzzles.new(),
        "passed": False,
    }


def answers_of(state):
    """The answers in a state, beside the offices as they stand now."""
    offices = rules.Offices(tuple(queries.desks()), tuple(queries.readers()))
    return telling.Answers(state["answers"], offices, state["puzzle"])


def _answer(request, state):
    step, go = state["step"], request.POST.get("go", "next")
    if go == "draft":  # can be kept whoever is here, and whether or not the store answers
        return _show_draft(request, state)
    answers = answers_of(state)
    if not answers.offices.has_readers():  # the channel was closed while somebody wrote
        return _not_received(request, "closed", state)
    if go == "send" and step == telling.CHECK:
        return _send(request, state, answers)
    if go == "add" and step == "who" and "who" in state["answers"]:
        answers.raw["who"]["rows"] = str(int(answers.raw["who"]["rows"]) + 1)
        return _show(request, state, 200)
    if go == "stay":
        return _show(request, state, 200)
    if go == "back":
        return _show(request, _at(state, _before(answers, step)), 200)
    if go.removeprefix("to:") in telling.STEPS:
        return _show(request, _at(state, go.removeprefix("to:")), 200)
    return _next(request, state, answers)


def _at(state, step):
    return {**state, "step": step}


def _before(answers, step):
    steps = [*answers.steps, telling.CHECK]
    at = steps.index(step) if step in steps else 1
    return next((one for one in reversed(steps[:at]) if one != "puzzle"), steps[0])


def _next(request, state, answers):
    step = state["step"]
    if step == telling.CHECK:
        return _show(request, state, 200)
    if not answers.form(step).is_valid():
        if step == "puzzle":
            state = {**state, "puzzle": puzzles.new()}
            return _show(request, state, 422, wrong=answers.form(step).errors)
        return _show(request, state, 422)
    if step == "puzzle":
        state = {**state, "passed": True}
    steps = answers.steps
    following = steps[steps.index(step) + 1 :] if step in steps else []
    seen = request.POST.get("checked") == "1"
    open_now = answers.first_open(state["passed"])
    if seen or not following:
        return _show(request, _at(state, open_now), 200)
    ahead = following[0]
    if ahead == "puzzle":
        return _show(request, _at(state, open_now), 200)
    return _show(request, _at(state, ahead), 200)


def _not_received(request, name, state):
    """A page that says so, and carries the text on."""
    try:
        return page(request, name, {"carried": close_blank(state), "twin": _twin(request)}, status=503)
    except carried.TooMuch:
        return _too_long(request)


def close_blank(state):
    """The state for a page that asks nothing itself."""
    return carried.close({**state, "blank": True}, PURPOSE)


def _twin(request):
    """Where these answers go on in the other language, also on a page at the address of draft files."""
    return reverse("intake:tell" if request.path.startswith("/en/") else "en:tell")


def _show(request, state, status, **more):
    """The page of the step at which a report is."""
    answers, step = answers_of(state), state["step"]
    try:
        facts = {"carried": carried.close(state, PURPOSE), "step": step, "twin": _twin(request), **more}
    except carried.TooMuch:
        return _too_long(request)
    if step == telling.CHECK:
        return _show_check(request, state, answers, facts, status)
    form = answers.form(step)
    if step == "puzzle":
        form = telling.STEPS[step](answers=answers)
    steps = answers.steps
    facts |= {
        "form": form,
        "number": steps.index(step) + 1 if step in steps else 1,
        "of": len(steps),
        "is_first": step == steps[0],
        "wrong": more.get("wrong") or (form.errors if form.is_bound and status == 422 else {}),
        "show_errors": status == 422,
        "seen": _is_whole(answers),
    }
    return page(request, f"steps/{step}" if step in ("who", "desk", "mode", "puzzle") else "step", facts, status=status)


def _is_whole(answers):
    """Whether everything was answered once: whoever changes one answer goes back to the last page."""
    return answers.first_open(True) == telling.CHECK


def _show_check(request, state, answers, facts, status):
    steps = [(step, telling.STEPS[step].title, list(said(answers.form(step)))) for step in answers.steps[:-1]]
    facts |= {
        "parts": steps,
        "mode": answers.mode,
        "left_out": answers.excluded,
        "desk": answers.offices.named(answers.cleaned("desk").get("desk")),
        "most": uploads.most_megabytes(),
    }
    return page(request, "check", facts, status=status)


def said(form):
    """Pairs of what a question asked and what was answered, in words."""
    for bound in form:
        value = form.cleaned_data.get(bound.name) if form.is_valid() else bound.value()
        if value in (None, "", []):
            continue
        names = dict(getattr(bound.field, "choices", ()))
        if isinstance(value, list):
            value = "\n".join(str(names.get(one, one)) for one in value)
        yield bound.label, str(names.get(value, value))


def _send(request, state, answers):
    missing = answers.first_open(state["passed"])
    if missing != telling.CHECK:
        return _show(request, _at(state, missing), 422)
    if 0 <= carried.now() - state["began"] < SHORTEST:  # before it began: the clock was set back meanwhile
        return _show(
            request, state, 422, trouble=_("That was quick. Please look through it once more, and send it then.")
        )
    files = request.FILES.getlist("files")
    if reason := uploads.objection(request):
        return _show(request, state, 503 if uploads.was_refused(files) else 422, trouble=reason)
    consent = state["consent"] if answers.identity else ""
    try:
        with pace.same_report.place(state["receipt"]):
            pace.sending.wait()
            taken = receiving.receive(
                answers.told(get_language()),
                desk=answers.cleaned("desk")["desk"],
                receipt=state["receipt"],
                consent=consent,
                identity=answers.identity,
                files=files,
                by=REPORTER,
            )
    except receiving.NobodyCanRead:
        return _show(request, _at(state, "desk"), 422)
    except (receiving.NotReceived, pace.Busy):
        return _show(request, state, 503, not_received=True, had_files=bool(files))
    return kept.show(request, {"receipt": state["receipt"], "consent": consent}, taken=taken)


def _show_draft(request, state):
    """The code of a draft file, shown once, and the way to download it."""
    code = codes.new_code(codes.DRAFT)
    try:
        facts = {
            "carried": close_blank(state),
            "draft": carried.close({"code": code, "answers": state["answers"]}, "draft"),
            "code": codes.shown(code),
        }
    except carried.TooMuch:
        return _too_long(request)
    return page(request, "draft", facts)


def resume(request, state):
    """The first question that is still open of a report that was brought back."""
    try:
        open_now = answers_of(state).first_open(False)
        first = open_now if open_now != "puzzle" else answers_of(state).steps[-2]
        return _show(request, _at(state, first), 200, brought=True)
    except receiving.TROUBLE:  # not even the offices can be read
        return _not_received(request, "trouble", state)

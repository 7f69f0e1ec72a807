"""Moves: which are open and why the others are not, and making one, once."""

import hashlib

from django.db import IntegrityError
from django.http import Http404, HttpResponse
from ninja import Header

from saiyai.api import actions, queries, schemas
from saiyai.api.problems import Problem


def steps(lifecycle, record, actor_for, offered, address):
    """Every move that a person makes, with the reason of each closed one. `actor_for(name)`: who would make it."""
    found = []
    for move in lifecycle.moves.values():
        if not move.label:
            continue
        why_not = str(lifecycle.why_not(record, move.name, actor_for(move.name)))
        href = f"{address}/{move.name}" if move.name in offered else None
        found.append(
            {"name": move.name, "label": str(move.label), "open": not why_not, "why_not": why_not, "href": href}
        )
    return found


def add_moves(router, path, ways, auth, make, labels, noun):
    """A POST address for each move of `ways` (name -> shape of its body). `make(request, pk, name, values)` makes it."""
    for name, body in ways.items():
        view = _view(name, body, make)
        view.__name__ = view.__qualname__ = f"{noun}_{name}"
        view.__doc__ = None
        router.post(
            f"{path}/{{pk}}/{name}", auth=auth, response=schemas.Standing, summary=labels[name],
            operation_id=f"{noun}_{name}", url_name=f"{noun}_{name}",
        )(view)  # fmt: skip


def _view(name, body, make):
    def view(
        request,
        response: HttpResponse,
        pk: schemas.UUID,
        words: body,
        idempotency_key: schemas.Key | None = Header(None, alias="Idempotency-Key"),  # noqa: B008
    ):
        def act():
            made = make(request, pk, name, words.dict())
            return schemas.Standing(**made).model_dump(mode="json")

        return once(request, response, idempotency_key, act)

    return view


def once(request, response, key, act):
    """Do it, or answer what was answered to the same request before."""
    token = request.auth
    if key is None:
        return actions.act_by_program(token, request.path, act, by=token.user)
    asked = hashlib.sha256(b"\0".join((request.method.encode(), request.path.encode(), request.body))).hexdigest()
    if (kept := _kept(token, key, asked)) is None:
        try:
            return actions.answer_once(token, request.path, key, asked, act, by=token.user)
        except IntegrityError:
            kept = _kept(token, key, asked)  # the same key at the same moment: the other was first
            if kept is None:
                raise
    response["Idempotency-Replayed"] = "true"
    return kept.answer


def _kept(token, key, asked):
    kept = queries.kept_answer(token, key)
    if kept is not None and kept.asked != asked:
        raise Problem("key-reused")
    return kept


def one(rows, pk):
    """The visible record, or 404."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found

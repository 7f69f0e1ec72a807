"""Pages of lists: bounded, counted, and beyond the end empty."""

from urllib.parse import urlencode

COUNTED = 10_000  # rows of a list; beyond it `more` says so


def page_of(request, paging, rows, shape, taken=None):
    """One page of a QuerySet, each row in its shape; `taken` is told first which rows those are."""
    start = (paging.page - 1) * paging.per_page
    some = list(rows[start : start + paging.per_page + 1])
    count = rows.order_by()[: COUNTED + 1].count()
    if taken is not None:
        taken(some[: paging.per_page])
    items = [shape(row) for row in some[: paging.per_page]]
    return page_with(request, paging, items, min(count, COUNTED), count > COUNTED, len(some) > paging.per_page)


def page_with(request, paging, items, count, more, follow):
    """A page whose rows were fetched already: `more` than `count` there are, and whether another page follows."""
    query = {**request.GET.dict(), "page": paging.page + 1}
    return {
        "items": items,
        "page": paging.page,
        "per_page": paging.per_page,
        "count": count,
        "more": more,
        "next": f"{request.path}?{urlencode(query)}" if follow else None,
    }

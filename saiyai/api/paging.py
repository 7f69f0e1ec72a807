"""Pages of lists: bounded, counted, and beyond the end empty."""

from urllib.parse import urlencode


def page_of(request, paging, rows, shape):
    """One page of a QuerySet, each row in its shape."""
    start = (paging.page - 1) * paging.per_page
    return page_with(request, paging, [shape(row) for row in rows[start : start + paging.per_page]], rows.count())


def page_with(request, paging, items, count):
    """A page whose rows were fetched already."""
    more = paging.page * paging.per_page < count
    query = {**request.GET.dict(), "page": paging.page + 1}
    return {
        "items": items,
        "page": paging.page,
        "per_page": paging.per_page,
        "count": count,
        "next": f"{request.path}?{urlencode(query)}" if more else None,
    }

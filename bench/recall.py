"""Whether everything is found: pieces of shared Thai texts, against reading every line of them."""

import random
from pathlib import Path

from bench.rows import limit, skipped
from bench.start import begin, end

TEXTS = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "thaigov"
LONGEST = 160


def lines():
    """The texts in lines of the length of a name or a sentence."""
    found = []
    for file in sorted(TEXTS.glob("*.txt")):
        line = ""
        for word in file.read_text(errors="replace").split():
            if line and len(line) + len(word) > LONGEST:
                found.append(line)
                line = ""
            line = f"{line} {word}".strip()
        found.append(line)
    return [line for line in dict.fromkeys(found) if line]


def pieces(folded, count):
    """Parts of lines, of 2 to 12 letters, from anywhere within a word; some with two of them."""
    rng, found = random.Random("pieces"), []
    while len(found) < count:
        line = rng.choice(folded)
        typed = []
        for word in rng.sample(line.split(), min(len(line.split()), rng.choice([1, 1, 2]))):
            start = rng.randrange(len(word))
            typed.append(word[start : start + rng.randrange(2, 13)])
        if all(len(piece) >= 2 for piece in typed):
            found.append(" ".join(typed))
    return found


def main():
    told = begin()
    name = "search recall, Thai texts"
    if not TEXTS.is_dir():
        end(told, [skipped(name, "the shared Thai texts do not lie beside this checkout")])
        return
    from uuid import uuid4

    from saiyai.directory import queries
    from saiyai.directory.models import SearchEntry
    from saiyai.directory.queries.match import read_query
    from saiyai.policy.actors import SYSTEM
    from saiyai.thai.search import fold

    folded = list(filter(None, map(fold, lines())))
    SearchEntry.objects.bulk_create(
        [SearchEntry(kind="GROUP", object_id=uuid4(), public=line, listed=True, sort_key=line) for line in folded]
    )
    kept = list(SearchEntry.objects.values_list("pk", "public"))
    expected = found = extra = 0
    typed = pieces(folded, told.words)
    for text in typed:
        terms = read_query(text).terms
        there = {pk for pk, line in kept if all(term in line for term in terms)}
        hits = set(queries.all_matching(text, SYSTEM).values_list("pk", flat=True))
        expected, found, extra = expected + len(there), found + len(there & hits), extra + len(hits - there)
    recall = found / expected
    row = limit(name, len(typed), recall, "of all", "= 1", found == expected)
    row.baseline = f"substring scan of {len(kept)} lines: {expected} hits; {extra} more by telephone number"
    row.ratio = round(recall, 6)
    end(told, [row])


if __name__ == "__main__":
    main()

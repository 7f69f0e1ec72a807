"""A card and a letter as PDF, against a bare compilation of one Thai line with the same font and standard."""

import time

import typst

from bench.rows import against, middle
from bench.start import begin, end

ONE_LINE = '#set document(title: "x")\n#set text(font: "Sarabun", lang: "th")\nบัตรสมาชิกเครือข่าย'.encode()


def milliseconds(act):
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def main():
    told = begin()
    from saiyai.documents.fonts import font_book
    from saiyai.documents.rendering import STANDARDS
    from saiyai.membership import papers, paperwork
    from saiyai.membership.models import Application, Card

    card = Card.objects.select_related("member__network", "member__office", "member__person").first()
    admitted = Application.objects.filter(status="APPROVED").order_by("number").first()

    def bare():
        typst.compile({"main": ONE_LINE}, font_paths=font_book(), pdf_standards=STANDARDS)

    kinds = {
        "card as PDF": lambda: papers.card_pdf(paperwork.card_paper(card.member, card)),
        "letter as PDF": lambda: paperwork.letter_about(admitted),
    }
    measured = []
    for name, act in kinds.items():
        pairs = [(milliseconds(act), milliseconds(bare)) for _ in range(told.papers + 2)][2:]
        own, base = middle([one for one, _ in pairs]), middle([other for _, other in pairs])
        measured.append(against(name, told.papers, own, "ms", "bare typst, one line", base))
    end(told, measured)


if __name__ == "__main__":
    main()

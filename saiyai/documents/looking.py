"""Look into a PDF that a stranger sent. Run as a program of its own, with little memory and little time.

A few hundred kilobytes can unfold to gigabytes as soon as a PDF is opened. That ends this program, and not the web
server. It reads the file from its input and answers with one word.
"""

import io
import resource
import sys

import pikepdf

MOST_MEMORY = 1024**3
MOST_SECONDS = 10
# What runs, carries a file, plays, or sends; and forms of a kind that has programs of its own (XFA).
ACTIVE_KEYS = ("/JS", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent")
ACTIVE_DEEDS = ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/Movie", "/Sound")


def look(content):
    """What is to be said of this file: "fine", or what is wrong with it."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages, active = len(pdf.pages), is_active(pdf)
            too_much = any("bad_alloc" in warning for warning in pdf.get_warnings())
    except pikepdf.PasswordError:
        return "password"
    except Exception:
        return "broken"
    if too_much:  # the library goes on without the part that did not fit into memory
        return "broken"
    return "empty" if not pages else "active" if active else "fine"


def is_active(pdf):
    """Whether anything in it would run, start a programme, carry a file or send what was typed."""
    waiting = [*pdf.objects, pdf.trailer]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, pikepdf.Array):
            waiting += [child for child in thing if _nested(child)]
        elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            if any(key in thing for key in ACTIVE_KEYS) or str(thing.get("/S")) in ACTIVE_DEEDS:
                return True
            waiting += [child for _key, child in thing.items() if _nested(child)]
    return False


def _nested(thing):
    """A container that lies inside another; those with a number of their own are looked at by themselves."""
    return isinstance(thing, (pikepdf.Dictionary, pikepdf.Array)) and not thing.is_indirect


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(look(sys.stdin.buffer.read()))

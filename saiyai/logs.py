"""Structured logs on standard error, without anything that tells who a person is.

A line of ours holds the words that our own code chose for it and nothing that came with a request: whoever writes one
sees to that. A line of Django or of a library keeps its logger, its level and the status of the answer, and loses its
text, which quotes paths with the secrets of private links, host names, addresses. Exceptions keep their type and their
places, never their message or local values. A line that cannot be written is dropped, without Python's report of it,
which would print the arguments. Requests that were answered are not logged at all.
"""

import logging
import logging.config
import sys
import traceback

import structlog


def scrub_exception(logger, method, line):
    """Replace an exception by its type and the places it went through."""
    problem = line.pop("exc_info", None)
    if problem is True:
        problem = sys.exc_info()
    if isinstance(problem, BaseException):
        problem = (type(problem), problem, problem.__traceback__)
    if problem and problem[0]:
        line["error"] = problem[0].__qualname__
        line["at"] = [f"{f.filename.rsplit('saiyai/', 1)[-1]}:{f.lineno}" for f in traceback.extract_tb(problem[2])][
            -8:
        ]
    return line


def scrub_event(logger, method, line):
    """Of lines that are not ours, keep the kind only."""
    record = line.get("_record")
    if record is not None and record.name.partition(".")[0] != "saiyai":
        line["event"] = f"{record.name} {getattr(record, 'status_code', '')}".strip()
        if record.name.startswith("django.security."):
            line["level"] = "warning"  # a stranger's wrong host name or form: refused, and no error of ours
    return line


def set_up(level="INFO"):
    """Send everything through one scrubbing formatter."""
    logging.raiseExceptions = False  # else a failing handler prints the line that it failed on, unscrubbed
    shared = [structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True)]
    chain = [
        scrub_event,
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        scrub_exception,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    formatter = {"()": structlog.stdlib.ProcessorFormatter, "foreign_pre_chain": shared, "processors": chain}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": formatter},
            "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["out"], "level": level},
            "loggers": {"django.server": {"level": "ERROR"}, "pikepdf": {"level": "WARNING"}},  # it greets
        }
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def set_up_frontdesk():
    """The same where a line of an answer would tell when somebody came: only what broke is told, by its kind and place.

    That very many came, that the store did not answer, that the host had another name, says the page, and no line.
    """
    set_up(level="ERROR")
    logging.getLogger("django.security").setLevel("CRITICAL")
    logging.getLogger("django.request").addFilter(_broke)


def _broke(record):
    return bool(record.exc_info)

"""Structured logs on standard output, without anything that tells who a person is.

No address, user agent, path query, header or cookie is ever logged: a line holds the method, the name of the
route, the status and the milliseconds. Exceptions keep their type and place, never their message or local values,
because both may hold what somebody typed.
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
    """Django's own lines quote the path, which may carry the secret of a private link: keep their kind only."""
    record = line.get("_record")
    if record is not None and record.name.startswith("django"):
        line["event"] = f"{record.name} {getattr(record, 'status_code', '')}".strip()
    return line


def set_up(level="INFO"):
    """Send everything through one scrubbing formatter."""
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
            "loggers": {"django.server": {"level": "ERROR"}},
        }
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )

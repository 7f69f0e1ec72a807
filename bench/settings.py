"""The settings of the house, with the bare views beside its pages."""

from pathlib import Path

from saiyai.settings import *  # noqa: F403
from saiyai.settings import ALLOWED_HOSTS, STORAGES, TEMPLATES

HERE = Path(__file__).resolve().parent
ROOT_URLCONF = "bench.urls"
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
TEMPLATES = [{**TEMPLATES[0], "DIRS": [HERE / "templates"]}]
# Names of static files without their hashes: no files need to be collected in order to measure.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

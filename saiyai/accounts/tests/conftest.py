import pytest
from django.core.cache import caches


@pytest.fixture(scope="module")
def running():
    from saiyai.accounts.tests.liar import Liar

    liar = Liar()
    yield liar
    liar.close()


@pytest.fixture
def liar(running, settings, cast):
    """The provider on this machine, honest at first, and this site set up to use it."""
    caches["process"].clear()
    running.honest()
    running.asked.clear()
    settings.OUTSIDE = {"test": running.table()}
    settings.SITE_URL = "http://testserver"
    return running

"""axe on every page that a role can open, at the width of a telephone; and no page scrolls sideways."""

import pytest
from django.test import Client

from tests.architecture.house import ROOT
from tests.browser.filling import NARROW
from tests.permissions.addresses import address, names
from tests.permissions.test_matrix import APART, ROLES, table

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = ROOT / "assets" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  const wide = document.scrollingElement.scrollWidth;
  return [wide, found.violations.map((one) => one.id + ": " + one.nodes.map((node) => node.html.slice(0, 200)).join(" | "))];
}"""


def pages(role, world, client):
    """The addresses that show this role a page, and not a file or a way on. Once seen by anyone: not again."""
    rows = table()
    for name, arguments in names().items():
        if name in APART or rows[name, "GET"][role] != "ok":
            continue
        if role != "anyone" and rows[name, "GET"]["anyone"] == "ok" and name != "home":
            continue
        url = address(name, arguments, world)
        response = client.get(url)
        if response.status_code == 200 and b"<html" in response.content[:500]:
            yield url


@pytest.fixture
def telephone(browser, live_server, settings):
    """A page in which the test may run axe, whatever the content policy says."""
    settings.SITE_URL = live_server.url
    # Taller than any page: axe would take what one has to scroll out from behind the bar at the bottom for too small.
    context = browser.new_context(
        viewport={"width": NARROW, "height": 30_000}, locale="th-TH", bypass_csp=True, base_url=live_server.url
    )
    context.add_init_script(path=AXE)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("role", ["anyone", "member", "officer", "auditor", "administrator"])
def test_no_page_breaks_a_rule(role, telephone, world, live_server, settings):
    client = Client()
    if ROLES[role]:
        client.force_login(getattr(world["cast"], ROLES[role]))
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}
        telephone.context.add_cookies([cookie])
    wrong, seen = [], 0
    for url in pages(role, world, client):
        telephone.goto(url)
        wide, broken = telephone.evaluate(LOOK, RULES)
        wrong += [f"{url}  {rule}" for rule in broken]
        if wide > NARROW:
            wrong.append(f"{url}  is {wide} px wide")
        seen += 1
    assert wrong == [], "\n".join(wrong)
    assert seen > 5


def test_pages_between_two_steps_break_no_rule(telephone, world, live_server, settings):
    """What only a sent form shows: errors with offers, what a reorganisation means, and the folds of a page opened."""
    client = Client()
    client.force_login(world["cast"].somying)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}
    telephone.context.add_cookies([cookie])
    page = address("directory:organization", ["pk"], world)

    def open_folds():
        telephone.goto(page)
        telephone.evaluate("document.querySelectorAll('details.fold').forEach((fold) => { fold.open = true })")

    def send(path, button, **boxes):
        telephone.goto(path)
        for name, value in boxes.items():
            telephone.locator(f"[name={name}]").fill(value)
        if button == "sure":
            telephone.locator("[name=kind][value=DISSOLVED]").check()
        telephone.locator("form.form-page button").first.click()

    def dissolve():
        send(f"{page}reorganize/", "sure", on="1 ม.ค. 2569")
        telephone.locator("button[name=sure]").click()
        open_folds()

    steps = {
        "folds": open_folds,
        "offers": lambda: send(f"{page}places/", "", parent_name="ตัวอย่า", on="1/1/69"),
        "told": lambda: send(f"{page}reorganize/", "sure", on="1 ม.ค. 2569"),
        "gone": dissolve,
    }
    wrong = []
    for name, step in steps.items():
        step()
        wide, broken = telephone.evaluate(LOOK, RULES)
        wrong += [f"{name}  {rule}" for rule in (*broken, *([f"{wide} px wide"] if wide > NARROW else []))]
    assert wrong == []

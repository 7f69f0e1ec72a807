"""Firefox, which Tor Browser is made of, by Marionette: the language that it speaks of itself, without a program between."""

import base64
import itertools
import json
import os
import shutil
import socket
import subprocess
import time

PROGRAM = shutil.which("firefox-esr") or shutil.which("firefox")
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # how WebDriver names the key of an element
ONION = "desk" + "a" * 52 + ".onion"
# As Tor Browser has it at its safest level: no scripts, no fonts of the page, no SVG; it tells of itself what all tell.
SAFEST = {
    "javascript.enabled": False, "gfx.downloadable_fonts.enabled": False, "svg.disabled": True, "mathml.disabled": True,
    "privacy.resistFingerprinting": True, "browser.privatebrowsing.autostart": True, "privacy.firstparty.isolate": True,
    "network.http.referer.hideOnionSource": True, "network.dns.blockDotOnion": False, "network.dns.localDomains": ONION,
    "network.cookie.cookieBehavior": 2, "permissions.memory_only": True,
}  # fmt: skip
QUIET = {
    "marionette.port": 0, "browser.shell.checkDefaultBrowser": False, "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.disabledForTesting": True, "network.captive-portal-service.enabled": False, "extensions.update.enabled": False,
    "network.connectivity-service.enabled": False, "services.settings.server": "data:,none", "browser.aboutwelcome.enabled": False,
    "browser.startup.page": 0, "browser.safebrowsing.downloads.enabled": False, "browser.download.folderList": 2,
    "browser.download.always_ask_before_handling_new_types": False, "pdfjs.disabled": True,
}  # fmt: skip


class Refused(Exception):
    """Firefox could not do it; the kind of WebDriver and its words."""


class Firefox:
    """One window of 390 pixels with a profile of its own."""

    def __init__(self, folder, **told):
        self.profile, self.downloads, self.numbers = folder / "profile", folder / "downloads", itertools.count(1)
        self.profile.mkdir()
        told = QUIET | {"browser.download.dir": str(self.downloads)} | told
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in told.items()]
        (self.profile / "user.js").write_text("\n".join(lines))
        words = [
            PROGRAM,
            "--headless",
            "--marionette",
            "--remote-allow-system-access",
            "--no-remote",
            "--profile",
            str(self.profile),
        ]
        alone = {**os.environ, "HOME": str(folder), "MOZ_CRASHREPORTER_DISABLE": "1"}
        self.process = subprocess.Popen(words, env=alone, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.line = socket.create_connection(("127.0.0.1", self._port()), timeout=60)
        self._read()
        self.ask(
            "WebDriver:NewSession", capabilities={"alwaysMatch": {"timeouts": {"implicit": 0, "pageLoad": 60_000}}}
        )
        self._narrow()

    def _port(self):
        file, end = self.profile / "MarionetteActivePort", time.monotonic() + 90
        while not (file.exists() and file.read_text()):
            assert time.monotonic() < end and self.process.poll() is None, "Firefox did not start"
            time.sleep(0.1)
        return int(file.read_text())

    def _read(self):
        head = b""
        while not head.endswith(b":"):
            head += self.line.recv(1)
        content = b""
        while len(content) < int(head[:-1]):
            content += self.line.recv(int(head[:-1]) - len(content))
        return json.loads(content)

    def ask(self, command, **words):
        content = json.dumps([0, next(self.numbers), command, words]).encode()
        self.line.sendall(str(len(content)).encode() + b":" + content)
        _kind, _number, wrong, found = self._read()
        if wrong:
            raise Refused(f"{wrong['error']}: {wrong['message']}")
        return found.get("value") if isinstance(found, dict) and "value" in found else found

    def _narrow(self):
        """No window of Firefox is as narrow as a telephone: the page in it is."""
        self.ask("WebDriver:SetWindowRect", width=800, height=1000)
        self.ask("Marionette:SetContext", value="chrome")
        script = "const b = gBrowser.selectedBrowser; b.style.width = '390px'; b.style.height = '844px'; b.style.flex = 'none';"
        self.ask("WebDriver:ExecuteScript", script=script, args=[])
        self.ask("Marionette:SetContext", value="content")

    def go(self, address):
        self.ask("WebDriver:Navigate", url=address)

    def all(self, where):
        using = "xpath" if where.startswith("/") else "css selector"
        return [one[ELEMENT] for one in self.ask("WebDriver:FindElements", using=using, value=where)]

    def one(self, where):
        found = self.all(where)
        assert found, f"{where} is not on: {self.text('body')[:2000]}"
        return found[0]

    def texts(self, where):
        return [self.ask("WebDriver:GetElementText", id=one) for one in self.all(where)]

    def text(self, where):
        return self.texts(where)[0]

    def click(self, where):
        self.ask("WebDriver:ElementClick", id=self.one(where))

    def press(self, words):
        self.click(f"//button[not(contains(@class, 'vh'))][normalize-space()='{words}']")

    def follow(self, words):
        self.click(f"//main//a[normalize-space()='{words}']")

    def fill(self, where, words):
        self.ask("WebDriver:ElementClear", id=self.one(where))
        self.ask("WebDriver:ElementSendKeys", id=self.one(where), text=words)

    def give(self, where, *paths):
        self.ask("WebDriver:ElementSendKeys", id=self.one(where), text="\n".join(map(str, paths)))

    def has(self, where, name):
        return self.ask("WebDriver:GetElementProperty", id=self.one(where), name=name)

    def width(self):
        return self.ask("WebDriver:GetElementRect", id=self.one("html"))["width"]

    def picture(self, path):
        path.write_bytes(base64.b64decode(self.ask("WebDriver:TakeScreenshot", full=True)))

    def end(self):
        try:
            self.ask("Marionette:Quit", flags=["eForceQuit"])
        except (Refused, OSError, IndexError, ValueError):
            self.process.terminate()
        self.line.close()
        self.process.wait(60)

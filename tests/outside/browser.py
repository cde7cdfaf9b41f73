"""The mock's page in Chromium, by keyboard alone.

    python3 tests/outside/browser.py COUNTERSIGN [FOLDER]

COUNTERSIGN is the program; screenshots go into FOLDER. Says that it was skipped where there is no
`chromedriver`. Speaks WebDriver (W3C) over HTTP, so nothing has to be installed beside it.
"""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request

DOCUMENT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../spec/onchainpay.yaml")
OPERATION = "createApiKeys"
TAB, ENTER = "\ue004", "\ue007"
WIDE, NARROW = (1280, 900), (320, 700)
# WCAG 2.2: 1.4.3 for text.
LEAST_CONTRAST = 4.5

# The texts of a page with the lowest contrast to what stands behind them.
CONTRAST = """
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
const rgb = (color) => {
  canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
};
const over = (top, under) => top.slice(0, 3).map((it, i) => it * top[3] / 255 + under[i] * (1 - top[3] / 255));
const light = (color) => {
  const [r, g, b] = color.map(it => it / 255).map(it => it <= .04045 ? it / 12.92 : ((it + .055) / 1.055) ** 2.4);
  return .2126 * r + .7152 * g + .0722 * b;
};
const canvasColor = (() => {
  const probe = document.createElement('i'); document.body.append(probe);
  probe.style.backgroundColor = 'Canvas';
  const color = rgb(getComputedStyle(probe).backgroundColor); probe.remove();
  return color.slice(0, 3);
})();
const behind = (element) => {
  if (!element) return canvasColor;
  return over(rgb(getComputedStyle(element).backgroundColor), behind(element.parentElement));
};
const faint = (element) => element ? Number(getComputedStyle(element).opacity) * faint(element.parentElement) : 1;
const found = [];
for (const element of document.querySelectorAll('body *')) {
  const own = [...element.childNodes].some(it => it.nodeType === 3 && it.data.trim()) || element.value || element.placeholder;
  if (!own || element.type === 'hidden') continue;
  const back = behind(element);
  const of = (style) => {
    const color = rgb(style.color); color[3] *= faint(element);
    const [one, two] = [light(over(color, back)), light(back)];
    return (Math.max(one, two) + .05) / (Math.min(one, two) + .05);
  };
  found.push([of(getComputedStyle(element)), element.tagName + ' ' + (element.textContent || element.value).slice(0, 30)]);
  if (element.placeholder) found.push([of(getComputedStyle(element, '::placeholder')), 'placeholder']);
}
return found.sort((one, two) => one[0] - two[0])[0];
"""


class Browser:
    """One session of a driver that was started for it."""

    def __init__(self, chromedriver):
        self.driver = subprocess.Popen(
            [chromedriver, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        line = next(it for it in self.driver.stdout if "successfully on port" in it)
        self.url = "http://127.0.0.1:" + re.search(r"on port (\d+)", line)[1]
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]}
        wanted = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}}
        self.url += "/session/" + self.call("/session", wanted)["sessionId"]

    def call(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)["value"]

    def run(self, script):
        return self.call("/execute/sync", {"script": script, "args": []})

    def press(self, key):
        strokes = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        self.call("/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": strokes}]})

    def look(self, scheme, size):
        """As someone with this preference and a window of this size sees it."""
        media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        screen = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
        for command, params in (
            ("Emulation.setEmulatedMedia", media),
            ("Emulation.setDeviceMetricsOverride", screen),
        ):
            self.call("/goog/cdp/execute", {"cmd": command, "params": params})

    def tab_to(self, condition, title):
        """Goes on by the keyboard until what has the focus is what is wanted."""
        for _ in range(200):
            self.press(TAB)
            if self.run(f"const it = document.activeElement; return Boolean({condition})"):
                outline = self.run("return getComputedStyle(document.activeElement).outlineStyle")
                assert outline != "none", f"{title} does not show that it has the focus"
                return
        raise AssertionError(f"the keyboard does not lead to {title}")

    def wait_for(self, text):
        for _ in range(100):
            if text in self.run("return document.body ? document.body.innerText : ''"):
                return
            time.sleep(0.1)
        said = self.run("return document.body.innerText")
        raise AssertionError(f"the page does not say {text!r} but:\n{said}")

    def shoot(self, folder, name):
        if folder:
            with open(os.path.join(folder, name + ".png"), "wb") as file:
                file.write(base64.b64decode(self.call("/screenshot")))

    def close(self):
        self.driver.terminate()
        self.driver.wait(10)


def main():
    program, folder = sys.argv[1], (sys.argv[2:] or [None])[0]
    chromedriver = shutil.which("chromedriver")
    if chromedriver is None:
        print("skipped: there is no chromedriver here (packages chromium and chromium-driver)")
        return
    mock = subprocess.Popen([program, "mock", DOCUMENT, "--port", "0", "--json"], stdout=subprocess.PIPE, text=True)
    browser = Browser(chromedriver)
    try:
        ready = json.loads(mock.stdout.readline())
        for scheme in ("light", "dark"):
            visit(browser, ready, scheme, folder)
            print(f"{scheme}: a signed call was made by keyboard, and is shown whole")
    finally:
        browser.close()
        mock.terminate()
        mock.wait(30)


def visit(browser, ready, scheme, folder):
    browser.look(scheme, WIDE)
    browser.call("/url", {"url": ready["url"] + "/"})
    browser.shoot(folder, f"{scheme}-index")
    check(browser, scheme)
    browser.tab_to(f"it.href && it.href.endsWith('operation={OPERATION}')", "the operation")
    browser.press(ENTER)
    browser.wait_for("Call it")
    browser.shoot(folder, f"{scheme}-form")
    check(browser, scheme)
    browser.tab_to("it.tagName === 'TEXTAREA'", "the body")
    browser.tab_to("it.tagName === 'BUTTON'", "the button")
    browser.press(ENTER)
    browser.wait_for("What happened")
    browser.shoot(folder, f"{scheme}-result")
    check(browser, scheme)
    shown(browser.run("return document.body.innerText"), ready["variables"])
    browser.look(scheme, NARROW)
    browser.shoot(folder, f"{scheme}-narrow")
    check(browser, scheme)


def shown(text, variables):
    """What a call that was made has to show, and what it must not."""
    nonce = re.search(r"nonce = (\d+)", text)
    assert nonce, "the values are not shown"
    for wanted in (
        "Put in before signing",
        "String to sign",
        f'"nonce":{nonce[1]}',
        "x-api-public-key: " + variables["PARTNER_PUBLIC_KEY"],
        "POST http://127.0.0.1",
        "\n200\n",
        '"success":true',
    ):
        assert wanted in text, f"{wanted!r} is not shown:\n{text}"
    assert re.search(r"x-api-signature: [0-9a-f]{64}", text), "the signature is not shown"
    secrets = [text for name, text in variables.items() if name.endswith("SECRET")]
    assert secrets and not any(secret in text for secret in secrets), "a secret is shown"


def check(browser, scheme):
    """What holds for every page, at every width."""
    over = browser.run("const it = document.documentElement; return it.scrollWidth - it.clientWidth")
    assert over <= 0, f"the page is {over} pixels too wide"
    unlabelled = browser.run("return [...document.querySelectorAll('input:not([type=hidden]), textarea')].filter(it => !it.labels.length).length")
    assert unlabelled == 0, f"{unlabelled} fields have no label"
    contrast, where = browser.run(CONTRAST)
    assert contrast >= LEAST_CONTRAST, f"{scheme}: contrast {contrast:.2f} at {where}"


if __name__ == "__main__":
    main()

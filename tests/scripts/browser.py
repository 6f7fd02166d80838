"""Looks at a page in Chromium, as a person would: at some width, with keys and a pointer.

browser.py PAGE, with a list of steps as JSON on standard input; prints a list with what each step gave. A step is an
object with one of these keys:

    size        [width, height] of the window
    media       {"prefers-color-scheme": "dark"}, or {"media": "print"}
    evaluate    an expression in JavaScript, whose value is what the step gives
    key         a key that is pressed, such as "ArrowRight" or "/"
    type        a text that is typed
    point       a selector of CSS: the pointer goes to the middle of the first element
    click       the same, and clicks
    screenshot  the path of a file, for a picture of the whole page

The last element of the list has what the page said to its console, errors among it. The conversation is that of
<https://chromedevtools.github.io/devtools-protocol/>, through two pipes, so that no port is taken.
"""

import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile

OPTIONS = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe", "--no-first-run"]
MIDDLE = "(selector => {{ const e = document.querySelector(selector); e.scrollIntoView({{block: 'center'}}); const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; }})({})"


class Browser:
    """A browser with one page."""

    def __init__(self, profile: str):
        read_here, write_there = os.pipe()
        read_there, write_here = os.pipe()

        def descriptors():
            # The browser reads from 3 and writes to 4. Moved out of the way first: either may be one of these.
            source, sink = os.dup(read_there), os.dup(write_there)
            os.dup2(source, 3)
            os.dup2(sink, 4)

        self.process = subprocess.Popen(
            ["chromium", *OPTIONS, f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=descriptors,
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(read_there)
        os.close(write_there)
        self.answers = os.fdopen(read_here, "rb")
        self.requests = os.fdopen(write_here, "wb")
        self.rest, self.number, self.session, self.console = b"", 0, None, []
        self.loaded = False

    def message(self) -> dict:
        """The next message of the browser."""
        while b"\0" not in self.rest:
            more = os.read(self.answers.fileno(), 1 << 16)
            if not more:
                sys.exit("the browser has ended")
            self.rest += more
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def hear(self, message: dict):
        method, parameters = message.get("method"), message.get("params", {})
        if method == "Page.loadEventFired":
            self.loaded = True
        elif method == "Runtime.consoleAPICalled":
            self.console.append(" ".join(str(value.get("value")) for value in parameters["args"]))
        elif method == "Runtime.exceptionThrown":
            self.console.append(parameters["exceptionDetails"].get("exception", {}).get("description", "error"))
        elif method == "Log.entryAdded":
            self.console.append(parameters["entry"]["text"])

    def ask(self, method: str, **parameters) -> dict:
        """Sends a request and waits for its answer."""
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            request["sessionId"] = self.session
        self.requests.write(json.dumps(request).encode() + b"\0")
        self.requests.flush()
        while True:
            message = self.message()
            if message.get("id") == self.number:
                if "error" in message:
                    sys.exit(f"{method}: {message['error']['message']}")
                return message["result"]
            self.hear(message)

    def open(self, url: str):
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log"]:
            self.ask(f"{domain}.enable")
        self.ask("Page.navigate", url=url)
        while not self.loaded:
            self.hear(self.message())

    def evaluate(self, expression: str):
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            sys.exit(f"{expression}: {answer['exceptionDetails']['exception'].get('description')}")
        return answer["result"].get("value")

    def step(self, step: dict):
        [(what, value)] = step.items()
        if what == "size":
            width, height = value
            self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        elif what == "media":
            media = value.pop("media", "")
            features = [{"name": name, "value": setting} for name, setting in value.items()]
            self.ask("Emulation.setEmulatedMedia", media=media, features=features)
        elif what == "evaluate":
            return self.evaluate(value)
        elif what == "key":
            text = {"text": value} if len(value) == 1 else {}
            self.ask("Input.dispatchKeyEvent", type="keyDown", key=value, **text)
            self.ask("Input.dispatchKeyEvent", type="keyUp", key=value)
        elif what == "type":
            self.ask("Input.insertText", text=value)
        elif what in ["point", "click"]:
            x, y = self.evaluate(MIDDLE.format(json.dumps(value)))
            self.ask("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
            if what == "click":
                for kind in ["mousePressed", "mouseReleased"]:
                    self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
        elif what == "screenshot":
            picture = self.ask("Page.captureScreenshot", captureBeyondViewport=True)["data"]
            pathlib.Path(value).write_bytes(base64.b64decode(picture))
        else:
            sys.exit(f"there is no step {what}")
        return None

    def close(self):
        self.session = None
        self.ask("Browser.close")
        self.process.wait(30)


def main():
    steps = json.load(sys.stdin)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(profile)
        browser.open(pathlib.Path(sys.argv[1]).resolve().as_uri())
        given = [browser.step(step) for step in steps]
        browser.close()
    print(json.dumps([*given, browser.console]))


main()

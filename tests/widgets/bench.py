"""A bare page with a stand-in for the front end's model, which talks to a real Python widget without any Jupyter."""

import base64
import re
import time
from typing import Any

OWN = re.compile(r"^_(?!esm|css)|^layout$|^tabbable$|^tooltip$")  # traits of the widget library itself

SHELL = """<!doctype html><html lang="en"><meta charset="utf-8"><title>bench</title>
<style>body { margin: 8px; font-family: "DejaVu Sans", sans-serif; } body.dark { background: #111; color: #eee; }</style>
<body><div id="here"></div></body></html>"""

# get, set, save_changes, on, off and send of anywidget's model. What Python says comes back with each message, and is asked for
# every now and then besides, since a thread of a widget may speak unasked.
MODEL = """
const bytes = (text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
const text = (buffer) => {
  const all = new Uint8Array(buffer.buffer ?? buffer, buffer.byteOffset ?? 0, buffer.byteLength);
  let letters = "";
  for (const one of all) letters += String.fromCharCode(one);
  return btoa(letters);
};
window.makeModel = (number, state) => {
  const listeners = {}, changed = {};
  const emit = (event, ...values) => [...(listeners[event] ?? [])].forEach((one) => one(...values));
  const model = {
    sent: [],
    get: (name) => state[name],
    set(name, value) { state[name] = value; changed[name] = value; emit("change:" + name); emit("change"); },
    save_changes() { window.toPython(number, { state: { ...changed } }, []).then(hear);
      for (const name of Object.keys(changed)) delete changed[name]; },
    on(event, one) { (listeners[event] ??= []).push(one); },
    off(event, one) { if (!event) for (const each of Object.keys(listeners)) delete listeners[each];
      else listeners[event] = one ? (listeners[event] ?? []).filter((other) => other !== one) : []; },
    send(content, callbacks, buffers) { model.sent.push(content);
      if (!window.deaf) window.toPython(number, { content }, (buffers ?? []).map(text)).then(hear); },
    listeners,
  };
  const hear = (news) => {
    for (const { content, buffers, state: changes } of news) {
      for (const [name, value] of Object.entries(changes ?? {})) { state[name] = value; emit("change:" + name); emit("change"); }
      if (content) emit("msg:custom", content, buffers.map(bytes));
    }
  };
  const listen = async () => {
    hear(await window.fromPython(number));
    if (!model.closed) setTimeout(listen, 20);
  };
  listen();
  return model;
};
window.mount = async (number, state, esm, css, width) => {
  const address = URL.createObjectURL(new Blob([esm], { type: "text/javascript" }));
  const { default: widget } = await import(address);
  document.head.append(Object.assign(document.createElement("style"), { textContent: css }));
  const el = document.createElement("div");
  el.id = "widget" + number;
  if (width) el.style.width = width + "px";
  document.getElementById("here").append(el);
  const model = window.makeModel(number, state);
  const experimental = { invoke: () => { throw new Error("not here"); } };
  await widget.initialize?.({ model, experimental });
  const cleanup = await widget.render?.({ model, el, experimental });
  (window.mounted ??= [])[number] = { model, el, cleanup };
};
window.unmount = async (number) => {
  const { model, el, cleanup } = window.mounted[number];
  await cleanup?.();
  el.remove();
  model.closed = true;
};
"""


class Bench:
    """A page, the widgets in it, and what went wrong there.

    Attributes:
        page: Playwright's page.
        errors: exceptions and errors of the console, so far.
        widgets: what was mounted, in order; `#widget0` is the element of the first.
    """

    def __init__(self, browser: Any):
        self.context = browser.new_context(viewport={"width": 900, "height": 900}, device_scale_factor=1, accept_downloads=True)
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.widgets: list[Any] = []
        self._outboxes: list[list[dict]] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        self.page.expose_function("toPython", self._to_python)
        self.page.expose_function("fromPython", self._from_python)
        self.page.set_content(SHELL)
        self.page.add_script_tag(content=MODEL)

    def mount(self, widget: Any, *, dark: bool = False, width: int | None = None, reduced: bool = False) -> Any:
        """Show a widget, in a dark page, at a width or with reduced motion if asked; returns the locator of its element."""
        number, outbox = len(self.widgets), []
        self.widgets.append(widget)
        self._outboxes.append(outbox)

        def send(content: Any, buffers: Any = None) -> None:
            outbox.append({"content": content, "buffers": [base64.b64encode(bytes(b)).decode() for b in buffers or ()]})

        object.__setattr__(widget, "send", send)
        names = [name for name in widget.keys if not OWN.search(name)]
        state = widget.get_state(names)
        if news := [name for name in names if name not in ("_esm", "_css")]:
            widget.observe(lambda change: outbox.append({"state": widget.get_state(change.name)}), names=news)
        media = {"color_scheme": "dark" if dark else "light", "reduced_motion": "reduce" if reduced else "no-preference"}
        self.page.emulate_media(**media)
        self.page.evaluate("(dark) => document.body.classList.toggle('dark', dark)", dark)
        esm, css = state.pop("_esm"), state.pop("_css", "")
        self.page.evaluate("(all) => window.mount(...all)", [number, state, esm, css, width])
        return self.page.locator(f"#widget{number}")

    def unmount(self, number: int = 0) -> None:
        """What a closed output does: the view's cleanup, and its element is gone."""
        self.page.evaluate("(number) => window.unmount(number)", number)
        self.settle()

    def sent(self, number: int = 0) -> list[dict]:
        """What the page has sent to Python, oldest first."""
        return self.page.evaluate("(number) => window.mounted[number].model.sent", number)

    def until(self, expression: str, argument: Any = None, timeout: float = 5000) -> None:
        """Wait until a JavaScript expression, or a function of the argument, is true."""
        self.page.wait_for_function(expression, arg=argument, timeout=timeout)

    def settle(self, milliseconds: float = 60) -> None:
        """Let messages go there and back."""
        end = time.monotonic() + milliseconds / 1000
        while time.monotonic() < end:
            self.page.wait_for_timeout(10)

    def pixel(self, selector: str, x: float = 0.5, y: float = 0.5) -> list[int]:
        """Red, green, blue and alpha of a canvas at a share of its width and height."""
        read = """([selector, x, y]) => { const c = document.querySelector(selector);
          const at = [Math.floor(x * (c.width - 1)), Math.floor(y * (c.height - 1))];
          return [...c.getContext("2d").getImageData(...at, 1, 1).data]; }"""
        return self.page.evaluate(read, [selector, x, y])

    def close(self) -> None:
        for widget in self.widgets:
            widget.close()
        self.context.close()

    def _to_python(self, number: int, message: dict, buffers: list[str]) -> list[dict]:
        widget = self.widgets[number]
        if "state" in message:
            widget.set_state(message["state"])
        else:
            widget._handle_custom_msg(message["content"], [memoryview(base64.b64decode(b)) for b in buffers])
        return self._from_python(number)

    def _from_python(self, number: int) -> list[dict]:
        outbox = self._outboxes[number]
        news = outbox[:]
        del outbox[: len(news)]  # another thread may have added some meanwhile: they stay
        return news

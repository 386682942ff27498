// The explorer's page: tabs for the three modes, settings, shelf, and one line for what went wrong.

const TABS = [["path", "Path", makePath], ["square", "Square", makeSquare], ["dimensions", "Directions", makeDimensions]];
const SETTLED = 150; // milliseconds after which Python is told where the page stands

function render({ model, el }) {
  const status = make("div", { className: "gc-status", role: "status" }, "Waiting for Python.");
  const sorry = make("div", { className: "gc-sorry", role: "alert", hidden: true });
  const root = make("section", { className: "gancourse gc-explorer", "aria-label": "Latent explorer" }, sorry, status);
  el.append(root);
  const link = makeLink(model, {
    onlate: () => {
      status.textContent = spec ? "Python is busy: new pictures come when it answers." : "Python is busy: the explorer comes when it answers.";
      status.hidden = false;
    },
    onback: () => { status.hidden = true; },
  });
  let spec = null, current = null, modes = {}, settings = null, shelf = null, told = "", telling = 0, tabs = {}, showStill = () => {};

  const app = {
    link,
    get spec() { return spec; },
    // A question whose failure is one sentence on the page; whoever asked hears nothing more of it.
    ask: (what, content) => new Promise((resolve) => link.ask(what, content).then((answer) => { app.well(); resolve(answer); }, app.fail)),
    fail(error) { sorry.textContent = error.message; sorry.hidden = false; },
    well() { sorry.hidden = true; },
    mode: () => current,
    place: () => modes[current].place(),
    details: () => modes[current]?.details() ?? {},
    canvas: () => modes[current].canvas,
    told: () => told,
    saved: () => shelf.saved(),
    load: (answer) => modes[answer.mode].load(answer),
    loaded(answer) {
      told = JSON.stringify(answer.settings) + answer.points.map((point) => point.name);
      settings.load(answer.settings);
      shelf.load(answer.saved);
      app.moved();
    },
    moved() { // Python follows, when the hand rests
      clearTimeout(telling);
      telling = setTimeout(() => link.ask("at", { place: app.place() }).then((answer) => shelf.code(answer.code), () => {}), SETTLED);
    },
  };

  function turn(mode, answer) {
    if (current === mode) return;
    modes[current]?.leave();
    current = mode;
    for (const [name, tab] of Object.entries(tabs)) {
      tab.setAttribute("aria-selected", String(name === mode));
      tab.tabIndex = name === mode ? 0 : -1;
      modes[name].element.hidden = name !== mode;
    }
    if (answer) modes[mode].load(answer);
    else app.ask("show", { mode, ...modes[mode].details() }).then(app.load);
  }

  function build(answer) {
    spec = answer.spec;
    settings = makeSettings(app);
    shelf = makeShelf(app);
    modes = Object.fromEntries(TABS.map(([name, , maker]) => [name, maker(app)]));
    tabs = Object.fromEntries(TABS.map(([name, text]) => [name, make("button", {
      type: "button", role: "tab", className: "gc-tab", onclick: () => turn(name), ...KEEPS_KEYS,
    }, text)]));
    const bar = make("div", { className: "gc-tabs", role: "tablist", "aria-label": "Ways to move" }, Object.values(tabs));
    bar.addEventListener("keydown", (event) => {
      const names = Object.keys(tabs), by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!by) return;
      event.preventDefault();
      const next = names[(names.indexOf(current) + by + names.length) % names.length];
      turn(next);
      tabs[next].focus();
    });
    for (const [name, mode] of Object.entries(modes)) {
      mode.element.setAttribute("role", "tabpanel");
      mode.element.setAttribute("aria-label", name);
    }
    const head = make("div", { className: "gc-head" }, bar, settings.row);
    root.replaceChildren(head, sorry, status, ...Object.values(modes).map((mode) => mode.element), shelf.element);
    modes[spec.place.mode].goTo(spec.place);
    turn(spec.place.mode, answer);
    showStill = hideStill(el, spec.caption);
  }

  link.ask("hello").then(build, (error) => { status.hidden = true; app.fail(error); });
  return () => {
    clearTimeout(telling);
    Object.values(modes).forEach((mode) => mode.leave());
    showStill();
    link.stop();
  };
}

export default { render };

// One direction at a time: a slider each. All pictures of a slider are drawn in one batch as soon as it is pointed at or focused,
// and scrubbed here; they are kept as long as nothing else changes.

const SHOWN = 8; // sliders at first
const KEPT = 24; // sweeps in memory

function makeDimensions(app) {
  const { directions, reach, sweep } = app.spec;
  const middle = (sweep - 1) / 2, step = reach / middle;
  let changes = {}, order = directions.map((_, i) => i), shown = SHOWN, moved = null;
  const sweeps = new Map(), rows = new Map();
  const canvas = screen(app.spec, "the picture of these values", { side: 256 });
  const note = make("output", { className: "gc-where" });
  const list = make("div", { className: "gc-sliders" });
  const points = makePoints(app, "dimensions", { names: ["start"], thumbs: false, onanswer: begin });
  const more = button("Show more directions", () => { shown += SHOWN; draw(); }, { picture: "add", text: "More" });
  const tools = [
    button("Set every direction back to 0", () => set({}), { picture: "reset", text: "Reset" }),
    button("Move every slider shown at random", randomise, { picture: "dice", text: "Randomise" }),
    button("Which directions move the picture most?", reveal, { picture: "bars", text: "Which move most?" }), more,
  ];

  const place = () => ({ mode: "dimensions", changes: { ...changes } });
  const details = () => ({ changes: { ...changes } });
  const rest = (index) => JSON.stringify([index, Object.entries(changes).filter(([key]) => Number(key) !== index).sort(), app.told()]);
  const value = (index) => Math.round((changes[index] ?? 0) / step) + middle;
  const words = (position) => `${((position - middle) * step).toFixed(2)}`;
  const fetch = app.link.live("exact", (answer, asked) => {
    if (JSON.stringify(asked.place) !== JSON.stringify(place())) return;
    new Frames(answer.buffers[0], 1, app.spec).draw(canvas, 0);
    app.well();
  }, app.fail);

  function begin(answer) { // what was revealed holds for one start
    sweeps.clear();
    moved = null;
    draw();
    load(answer);
  }

  function prepare(index) { // the pictures of one slider, before it moves
    const key = rest(index);
    if (!sweeps.has(key)) {
      if (sweeps.size >= KEPT) sweeps.delete(sweeps.keys().next().value);
      const state = { frames: null };
      sweeps.set(key, state);
      app.ask("sweep", { what: "direction", index, ...details() }).then((answer) => {
        state.frames = new Frames(answer.buffers[0], answer.count, app.spec);
        canvas.dataset.ready = index;
        if (rest(index) === key && rows.get(index)?.bar === document.activeElement) show(index);
      }, () => sweeps.delete(key));
    }
    return sweeps.get(key);
  }

  function show(index) {
    const { frames } = prepare(index);
    if (frames) frames.draw(canvas, value(index));
    else fetch({ place: place() });
  }

  function slide(index, position) {
    changes[index] = (position - middle) * step;
    if (!changes[index]) delete changes[index];
    rows.get(index).far.textContent = words(position);
    show(index);
    label();
    app.moved();
  }

  function set(next) {
    changes = next;
    draw();
    fetch({ place: place() });
    label();
    app.moved();
  }

  function randomise() { // two draws make one of N(0, 1), by Box and Muller's method; cut to where the sliders end
    const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
    const next = { ...changes };
    for (const index of order.slice(0, shown)) next[index] = Math.max(-middle, Math.min(middle, Math.round(normal() / step))) * step;
    set(Object.fromEntries(Object.entries(next).filter(([, far]) => far)));
  }

  function reveal() {
    app.ask("reveal", details()).then((answer) => {
      moved = answer.moved;
      order = directions.map((_, i) => i).sort((a, b) => moved[b] - moved[a]);
      draw();
      note.textContent = `sorted by how far a pixel moves for one step: ${directions[order[0]]} most`;
    });
  }

  function label() {
    const count = Object.keys(changes).length;
    note.textContent = count ? `${count} ${count === 1 ? "direction" : "directions"} moved` : "as drawn: nothing moved";
  }

  function row(index) {
    const bar = slider(`${directions[index]}, how far`, sweep - 1, value(index), {
      spoken: words, oninput: (position) => slide(index, position), onpointerenter: () => prepare(index), onfocus: () => prepare(index),
    });
    const far = make("output", { className: "gc-far" }, words(value(index)));
    const strength = make("span", { className: "gc-strength" });
    if (moved) {
      const inner = make("span", { className: "gc-strength-bar", "aria-hidden": "true" });
      inner.style.width = `${(40 * moved[index]) / Math.max(...moved, 1e-9)}px`;
      strength.append(inner, make("span", {}, `${moved[index].toFixed(2)}%`));
      strength.title = "mean change of a pixel for one step, of the range from black to white";
    }
    bar.dataset.direction = index;
    rows.set(index, { bar, far });
    const name = make("span", { className: "gc-direction" }, directions[index]);
    return make("div", { className: moved ? "gc-slide gc-revealed" : "gc-slide" }, name, bar, far, strength);
  }

  function draw() {
    rows.clear();
    const seen = order.filter((index, rank) => rank < shown || changes[index]); // what was moved never hides
    list.replaceChildren(...seen.map(row));
    more.hidden = shown >= directions.length;
  }

  function load(answer) {
    new Frames(answer.buffers[0], 1, app.spec).draw(canvas, 0);
    points.load(answer.points);
    if (!rows.size) draw();
    label();
    app.loaded(answer);
  }

  const element = make("div", { className: "gc-mode" },
    make("div", { className: "gc-columns" },
      make("div", { className: "gc-left" }, canvas, note, points.list),
      make("div", { className: "gc-right" }, list, make("div", { className: "gc-row" }, tools))),
    points.shelf);
  return { element, load, place, details, canvas, leave: () => {}, goTo: (where) => { changes = { ...where.changes }; } };
}

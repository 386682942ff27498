// The square: four corners, and a point that is dragged between them. A 9 x 9 grid of exact pictures is blended while the point
// moves, and marked as a blend; where it rests, Python draws the exact picture.

const REST = 70; // milliseconds without a move after which the exact picture is asked for
const CORNERS = ["top left", "top right", "bottom left", "bottom right"];

function makeSquare(app) {
  const { grid } = app.spec;
  let frames = null, u = 0.5, v = 0.5, exactOnly = false, resting = 0, dragging = false;
  const canvas = screen(app.spec, "the picture at this point of the square", { side: 256 });
  const mosaic = make("canvas", { className: "gc-mosaic", "aria-hidden": "true" });
  const handle = make("div", { className: "gc-handle", "aria-hidden": "true" });
  const pad = make("div", { className: "gc-pad", tabIndex: 0, role: "group", ...KEEPS_KEYS, "aria-roledescription": "two-dimensional slider" },
    mosaic, handle);
  const note = make("output", { className: "gc-where" });
  const points = makePoints(app, "square", { may: ["pin"], names: CORNERS, onanswer: load });
  const anew = button("Draw all corners anew, but for the pinned ones", () => points.change("reroll all", 0), { picture: "reroll", text: "All anew" });
  const exact = tick("Exact while dragging", false, (value) => { exactOnly = value; move(u, v); });

  const fetch = app.link.live("exact", (answer, asked) => {
    if (!exactOnly && (asked.place.u !== u || asked.place.v !== v)) return; // the point has moved on
    new Frames(answer.buffers[0], 1, app.spec).draw(canvas, 0);
    canvas.dataset.kind = "exact";
    note.textContent = `${spoken()}: exact`;
    app.well();
  }, app.fail);
  const place = () => ({ mode: "square", u, v });
  const spoken = () => `${Math.round(100 * u)}% to the right, ${Math.round(100 * v)}% down`;

  function blend() { // bilinear, between the four nearest pictures of the grid
    const x = u * (grid - 1), y = v * (grid - 1);
    const i = Math.min(grid - 2, Math.floor(x)), j = Math.min(grid - 2, Math.floor(y)), a = x - i, b = y - j;
    const at = j * grid + i;
    frames.blend(canvas, [[at, (1 - a) * (1 - b)], [at + 1, a * (1 - b)], [at + grid, (1 - a) * b], [at + grid + 1, a * b]]);
    const onGrid = a * (1 - a) === 0 && b * (1 - b) === 0;
    canvas.dataset.kind = onGrid ? "exact" : "blend";
    note.textContent = `${spoken()}: ${onGrid ? "exact" : "blend of four neighbours"}`;
    return onGrid;
  }

  function move(x, y) {
    [u, v] = [Math.max(0, Math.min(1, x)), Math.max(0, Math.min(1, y))].map((one) => Math.round(one * 1000) / 1000);
    Object.assign(handle.style, { left: `${100 * u}%`, top: `${100 * v}%` });
    pad.setAttribute("aria-label", `Point between the corners: ${spoken()}. Arrow keys move it.`);
    if (!frames) return;
    clearTimeout(resting);
    if (exactOnly) fetch({ place: place() });
    else if (!blend()) resting = setTimeout(() => fetch({ place: place() }), REST);
    app.moved();
  }

  function drag(event) {
    const { left, top, width, height } = pad.getBoundingClientRect();
    move((event.clientX - left) / width, (event.clientY - top) / height);
  }
  pad.addEventListener("pointerdown", (event) => { dragging = true; pad.setPointerCapture(event.pointerId); drag(event); });
  pad.addEventListener("pointermove", (event) => { if (dragging) drag(event); });
  for (const end of ["pointerup", "pointercancel"]) pad.addEventListener(end, () => { dragging = false; });
  pad.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 0.125 : 0.025;
    const by = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (by) { event.preventDefault(); event.stopPropagation(); move(u + by[0], v + by[1]); }
    else if (event.key === "Home") { event.preventDefault(); move(0.5, 0.5); }
  });

  function load(answer) {
    frames = new Frames(answer.buffers[0], answer.count, app.spec);
    frames.tile(mosaic, grid);
    points.load(answer.points, frames, (index) => [0, grid - 1, grid * (grid - 1), grid * grid - 1][index]);
    move(u, v);
    app.loaded(answer);
  }

  const element = make("div", { className: "gc-mode" },
    make("div", { className: "gc-columns" }, make("div", { className: "gc-left" }, canvas, note), pad),
    make("div", { className: "gc-row" }, exact, anew), points.list, points.shelf);
  return {
    element, load, place, canvas, details: () => ({}),
    leave: () => clearTimeout(resting),
    goTo: (where) => { [u, v] = [where.u ?? 0.5, where.v ?? 0.5]; },
  };
}

// Data that are drawn by hand: drag on the picture, or move a cursor with the arrow keys and place points with the space bar.

const LAB_MOST = 400; // points
const LAB_APART = 0.08; // least distance between two points of a stroke, in the units of the data

function makeSketch(canvas, { reach, points, colours, done }) {
  const drawn = points.map((point) => [...point]), cursor = [0, 0];
  const help = labElement("p", { class: "gc-where", "aria-live": "polite" });
  const bar = labElement("div", { class: "lab-sketch", role: "group", "aria-label": "Draw the data" },
    labButton("play", "Use these points", "Train on the points drawn", () => finish(true)),
    labButton("reset", "Clear", "Take all points away", () => { drawn.length = 0; refresh(); }),
    labButton(null, "Cancel", "Leave the data as they were", () => finish(false)), help);
  let pressed = false, warning = "";

  function place(x, y) {
    const rounded = [x, y].map((value) => Math.round(100 * Math.max(-reach, Math.min(reach, value))) / 100);
    const previous = drawn[drawn.length - 1];
    if (drawn.length >= LAB_MOST) return;
    if (previous && Math.hypot(previous[0] - rounded[0], previous[1] - rounded[1]) < LAB_APART) return;
    drawn.push(rounded);
    warning = "";
    refresh();
  }

  function refresh() {
    const ink = colours(), scale = sceneScale(canvas, reach);
    scale.context.fillStyle = ink.half;
    scale.context.fillRect(0, 0, scale.size, scale.size);
    drawDiscs(scale, Float64Array.from(drawn.flat()), ink);
    scale.context.strokeStyle = ink.text;
    scale.context.lineWidth = 1;
    const x = scale.x(cursor[0]), y = scale.y(cursor[1]);
    rule(scale.context, x - 7, y, x + 7, y);
    rule(scale.context, x, y - 7, x, y + 7);
    help.textContent = warning || (drawn.length
      ? `${drawn.length} of at most ${LAB_MOST} points.`
      : "Drag on the picture; or move the cursor with the arrow keys and press the space bar.");
  }

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width * 2 * reach - reach, reach - (event.clientY - box.top) / box.height * 2 * reach];
  };
  const listeners = {
    pointerdown(event) {
      pressed = true;
      canvas.setPointerCapture(event.pointerId);
      place(...at(event));
    },
    pointermove(event) { if (pressed) place(...at(event)); },
    pointerup() { pressed = false; },
    pointercancel() { pressed = false; },
    keydown(event) {
      const step = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] }[event.key];
      if (step) [0, 1].forEach((i) => { cursor[i] = Math.max(-reach, Math.min(reach, cursor[i] + step[i])); });
      else if (event.key === " ") place(...cursor);
      else return;
      event.preventDefault();
      event.stopPropagation();
      refresh();
    },
  };
  for (const [name, listener] of Object.entries(listeners)) canvas.addEventListener(name, listener);
  canvas.classList.add("lab-sketching");

  function finish(use) {
    if (use && drawn.length < 3) {
      warning = "Draw at least three points first.";
      return refresh();
    }
    for (const [name, listener] of Object.entries(listeners)) canvas.removeEventListener(name, listener);
    canvas.classList.remove("lab-sketching");
    bar.remove();
    done(use ? drawn : null);
  }
  refresh();
  return { bar, refresh, cancel: () => finish(false) };
}

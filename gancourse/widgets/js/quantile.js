// u becomes x = F^-(u): the cdf above, with the way from u to x, and below it a histogram that collects what was drawn.

const WIDE = 640, LEFT = 46, RIGHT = 12, CDF = 220, HISTOGRAM = 150, BINS = 40; // units of the drawing

function shape(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function lineOf(points) {
  return points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join(" ");
}

function ticksOf(low, high) { // four to nine round numbers
  const raw = (high - low) / 6, power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((one) => one * power >= raw) * power;
  return Array.from({ length: Math.floor(high / step) - Math.ceil(low / step) + 1 }, (_, i) => (Math.ceil(low / step) + i) * step);
}

// data: {laws: [{name, window, cdf, density, quantile, draws}], u: drawn levels, first: level}; onmove(u, name) when either changed
function makeQuantile(data, { onmove } = {}) {
  const levels = data.laws[0].quantile.length + 1; // level i + 1 of so many
  let law = data.laws[0], at = Math.round(data.first * levels) - 1, next = 0, fallen = [], last = null;
  const plot = shape("svg", { viewBox: `0 0 ${WIDE} ${CDF + HISTOGRAM + 102}`, class: "gc-plot", role: "img" });
  const note = make("output", { className: "gc-where" });
  const count = make("output", { className: "gc-where" });
  const across = (x) => LEFT + ((x - law.window[0]) / (law.window[1] - law.window[0])) * (WIDE - LEFT - RIGHT);
  const up = (share) => 10 + (1 - share) * CDF;
  const floor = 10 + CDF, ground = floor + 54 + HISTOGRAM;
  const level = () => (at + 1) / levels;

  const bar = slider("Level u", levels - 2, at, { spoken: (i) => `u = ${((i + 1) / levels).toFixed(3)}`, oninput: (i) => { at = i; way(); } });
  const which = choice("Law", data.laws.map(({ name }) => [name, name]), law.name, (name) => {
    law = data.laws.find((one) => one.name === name);
    clear();
  });

  const grid = (values, y) => values.map((value, i) => [across(law.window[0] + (i / (values.length - 1)) * (law.window[1] - law.window[0])), y(value)]);

  function axes() {
    const parts = [];
    for (const x of ticksOf(...law.window)) {
      for (const y of [floor, ground]) {
        parts.push(shape("line", { class: "gc-tickline", x1: across(x), x2: across(x), y1: y, y2: y + 4 }));
        parts.push(shape("text", { class: "gc-tick", x: across(x), y: y + 16, "text-anchor": "middle" }, String(Number(x.toPrecision(6)))));
      }
    }
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      parts.push(shape("line", { class: "gc-gridline", x1: LEFT, x2: WIDE - RIGHT, y1: up(share), y2: up(share) }));
      parts.push(shape("text", { class: "gc-tick", x: LEFT - 6, y: up(share) + 4, "text-anchor": "end" }, String(share)));
    }
    parts.push(shape("line", { class: "gc-axis", x1: LEFT, x2: WIDE - RIGHT, y1: floor, y2: floor }));
    parts.push(shape("line", { class: "gc-axis", x1: LEFT, x2: LEFT, y1: 10, y2: floor }));
    parts.push(shape("line", { class: "gc-axis", x1: LEFT, x2: WIDE - RIGHT, y1: ground, y2: ground }));
    parts.push(shape("text", { class: "gc-title", x: LEFT + 8, y: 24 }, "F(x): the mass at or below x"));
    parts.push(shape("text", { class: "gc-title", x: LEFT + 8, y: floor + 42 }, "what was drawn, and the density p(x)"));
    parts.push(shape("text", { class: "gc-tick", x: WIDE - RIGHT, y: ground + 32, "text-anchor": "end" }, "x"));
    parts.push(shape("path", { class: "gc-cdf", d: lineOf(grid(law.cdf, up)) }));
    plot.replaceChildren(...parts, bars, density, path, dot, arrow, target);
  }

  const bars = shape("g", { class: "gc-bars" });
  const density = shape("path", { class: "gc-density" });
  const path = shape("path", { class: "gc-way" });
  const dot = shape("circle", { class: "gc-dot", r: 6 });
  const arrow = shape("path", { class: "gc-arrow" });
  const target = shape("path", { class: "gc-fallen" });

  function way() {
    const u = level(), x = law.quantile[at], y = up(u);
    const inside = Math.max(LEFT, Math.min(WIDE - RIGHT, across(x)));
    path.setAttribute("d", lineOf([[LEFT, y], [inside, y], [inside, floor]]));
    for (const [name, value] of [["cx", LEFT], ["cy", y]]) dot.setAttribute(name, value);
    arrow.setAttribute("d", `M${inside - 6} ${floor - 11} L${inside + 6} ${floor - 11} L${inside} ${floor} Z`);
    note.textContent = `u = ${u.toFixed(3)}  →  x = F⁻(u) = ${Number(x.toPrecision(4))}`;
    plot.setAttribute("aria-label", `The cdf of the ${law.name} law: u = ${u.toFixed(3)} leads to x = ${Number(x.toPrecision(4))}. ${fallen.length} numbers collected.`);
    plot.dataset.u = u.toFixed(3);
    bar.value = String(at);
    bar.say();
    onmove?.(u, law.name);
  }

  function collect() {
    const [low, high] = law.window, heights = new Array(BINS).fill(0);
    let outside = 0;
    for (const x of fallen) {
      if (x < low || x >= high) outside += 1;
      else heights[Math.floor(((x - low) / (high - low)) * BINS)] += 1;
    }
    const wide = (high - low) / BINS;
    const share = (n) => (n ? n / (fallen.length * wide) : 0); // of the numbers, a unit of x
    const peak = Math.max(1.25 * Math.max(...law.density), share(Math.max(...heights))); // few numbers make tall bars: none is cut off
    const scale = (n) => (share(n) / peak) * HISTOGRAM;
    density.setAttribute("d", lineOf(grid(law.density, (p) => ground - (p / peak) * HISTOGRAM)));
    bars.replaceChildren(...heights.map((n, i) => (n ? shape("rect", {
      x: across(low + i * wide), width: (WIDE - LEFT - RIGHT) / BINS - 1, y: ground - scale(n), height: scale(n), "data-count": n,
    }) : null)).filter(Boolean));
    const seen = last !== null && last >= low && last < high;
    target.setAttribute("d", seen ? `M${across(last)} ${ground - 8} l0 8 m-4 -4 l8 0` : "");
    const more = outside ? `, ${outside} of them outside this window` : "";
    count.textContent = fallen.length ? `${fallen.length} numbers collected${more}` : "nothing collected yet";
  }

  function add(numbers) {
    fallen = fallen.concat(numbers);
    last = numbers.length ? numbers[numbers.length - 1] : last;
    collect();
  }

  function draw(n) { // the next n of the prepared levels: drawn once, uniform, the same for every law
    const numbers = law.draws.slice(next, next + n);
    next += numbers.length;
    if (numbers.length) {
      at = Math.max(0, Math.min(levels - 2, Math.round(data.u[next - 1] * levels) - 1));
      way();
    }
    add(numbers);
    for (const one of drawing) one.disabled = next >= law.draws.length;
  }

  function clear() {
    [fallen, last, next] = [[], null, 0];
    for (const one of drawing) one.disabled = false;
    axes();
    way();
    collect();
  }

  const drawing = [1, 10, 100].map((n) => button(`Draw ${n} uniform ${n === 1 ? "level" : "levels"} and collect what they become`, () => draw(n),
    { picture: n === 1 ? "dice" : undefined, text: `Draw ${n}` }));
  const keep = button("Collect the x of the slider", () => add([law.quantile[at]]), { picture: "add", text: "Keep this x" });
  const even = button(`Collect the x of ${levels - 1} evenly spaced levels`, () => add(law.quantile), { picture: "bars", text: "All levels once" });
  const empty = button("Empty the histogram", clear, { picture: "reset", text: "Clear" });

  let dragging = false;
  const drag = (event) => { // on the picture: as high as the pointer is
    const box = plot.getBoundingClientRect(), y = ((event.clientY - box.top) / box.height) * plot.viewBox.baseVal.height;
    at = Math.max(0, Math.min(levels - 2, Math.round((1 - (y - 10) / CDF) * levels) - 1));
    way();
  };
  plot.addEventListener("pointerdown", (event) => {
    const box = plot.getBoundingClientRect();
    if (((event.clientY - box.top) / box.height) * plot.viewBox.baseVal.height > floor + 20) return;
    dragging = true;
    plot.setPointerCapture(event.pointerId);
    drag(event);
  });
  plot.addEventListener("pointermove", (event) => { if (dragging) drag(event); });
  for (const end of ["pointerup", "pointercancel"]) plot.addEventListener(end, () => { dragging = false; });

  const element = make("div", { className: "gc-quantile-body" },
    make("div", { className: "gc-row" }, which, make("label", { className: "gc-field gc-grow" }, make("b", {}, "u"), bar)), note, plot,
    make("div", { className: "gc-row" }, drawing, keep, even, empty), count);
  clear();
  return { element, go: (u) => { at = Math.max(0, Math.min(levels - 2, Math.round(u * levels) - 1)); way(); } };
}

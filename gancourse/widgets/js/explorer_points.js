// The points of a mode as a list: thumbnail, name, and what may be done with each; and the grid of samples to pick one from.

// may: which of "swap", "pin", "remove" a point offers besides a new draw and a pick; names: what the places are called
function makePoints(app, mode, { may = [], names = [], thumbs = true, onanswer }) {
  const list = make("ul", { className: "gc-points" });
  const shelf = make("div", { className: "gc-picker", hidden: true });
  let told = [];

  const change = (what, index, more = {}) => app.ask("change", { mode, do: what, index, ...more, ...app.details() }).then((answer) => {
    onanswer(answer);
    return answer;
  });

  function row(point, index, frames, frame) {
    const called = names[index] ?? String.fromCharCode(65 + index);
    const small = thumbs ? screen(app.spec, "", { name: "gc-thumb" }) : null;
    if (small) frames.draw(small, frame(index));
    const after = told[(index + 1) % told.length];
    const again = (label) => () => change(label, index).then(() => list.children[index]?.querySelector(`[data-do="${label}"]`)?.focus());
    const tools = [
      mark("reroll", button(`Draw ${called} anew`, again("reroll"), { picture: "reroll", quiet: true })),
      mark("pick", button(`Pick ${called} from a grid of samples`, () => open(index, called), { picture: "pick", quiet: true })),
      may.includes("pin") ? mark("pin", button(`Pin ${called}: it stays when all are drawn anew`, again("pin"),
        { picture: "pin", quiet: true, pressed: point.pinned })) : null,
      may.includes("swap") && told.length > 1 ? mark("swap", button(`Swap ${called} with the next, ${after.name}`, again("swap"),
        { picture: "swap", quiet: true })) : null,
      may.includes("remove") && told.length > 2 ? mark("remove", button(`Take ${called} out`, () => change("remove", index),
        { picture: "remove", quiet: true })) : null,
    ];
    return make("li", { className: "gc-point" }, small,
      make("span", { className: "gc-name" }, make("b", {}, called), ` ${point.name}${point.pinned ? " (pinned)" : ""}`),
      make("span", { className: "gc-tools" }, tools));
  }

  function mark(what, element) {
    element.dataset.do = what;
    return element;
  }

  function load(points, frames, frame) {
    told = points;
    list.replaceChildren(...points.map((point, index) => row(point, index, frames, frame)));
  }

  function open(index, called) {
    const { samples, grid } = { samples: app.spec.samples, grid: make("div", { className: "gc-samples" }) };
    let first = app.spec.first ?? 0;
    const close = () => {
      shelf.hidden = true;
      list.children[index]?.querySelector('[data-do="pick"]')?.focus();
    };
    const take = (more) => change("pick", index, more).then(close);
    const kept = app.saved().map((name) => button(`Take ${name}`, () => take({ saved: name }), { text: name, picture: "save" }));
    const turn = (by) => {
      first = Math.max(0, first + by * samples);
      return app.ask("samples", { first }).then((answer) => {
        const frames = new Frames(answer.buffers[0], answer.seeds.length, app.spec);
        grid.replaceChildren(...answer.seeds.map((seed, i) => {
          const small = screen(app.spec, "", { name: "gc-thumb" });
          frames.draw(small, i);
          const chosen = button(`Take seed ${seed} for ${called}`, () => take({ seed }), { quiet: true });
          chosen.append(small, make("span", { "aria-hidden": "true" }, String(seed)));
          return chosen;
        }));
      });
    };
    shelf.replaceChildren(
      make("div", { className: "gc-row" }, make("b", {}, `A picture for ${called}`),
        button("Numbers before these", () => turn(-1), { text: "Before" }), button("Numbers after these", () => turn(1), { text: "More" }),
        button("Close the grid", close, { picture: "remove", text: "Close" })),
      kept.length ? make("div", { className: "gc-row" }, make("span", {}, "Saved:"), kept) : "", grid);
    shelf.onkeydown = (event) => { if (event.key === "Escape") { event.stopPropagation(); close(); } };
    shelf.hidden = false;
    turn(0).then(() => grid.querySelector("button")?.focus());
  }

  return { list, shelf, load, change };
}

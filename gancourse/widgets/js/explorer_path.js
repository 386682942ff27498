// The path: a player, the points that the path goes through, and how they are joined.

function makePath(app) {
  const player = makePlayer(app.spec, { onmove: () => app.moved() });
  const points = makePoints(app, "path", { may: ["pin", "swap", "remove"], onanswer: load });
  const method = choice("Way", [["slerp", "arc (slerp)"], ["lerp", "straight (lerp)"]], "slerp", (value) => set({ method: value }));
  const closed = tick("Closed", false, (value) => set({ loop: value }));
  closed.title = "The path goes on from its last point to its first";
  const more = button("Add a point", () => points.change("add", 0), { picture: "add", text: "Point" });
  const anew = button("Draw all points anew, but for the pinned ones", () => points.change("reroll all", 0), { picture: "reroll", text: "All anew" });

  const set = (what) => app.ask("set", { mode: "path", ...what }).then(load);

  function load(answer) {
    const frames = new Frames(answer.buffers[0], answer.count, app.spec);
    const stops = answer.points.map((point, i) => [i * answer.leg, point.name]);
    player.load(frames, { stops, loop: answer.loop });
    points.load(answer.points, frames, (index) => index * answer.leg);
    method.querySelector("select").value = answer.method;
    closed.querySelector("input").checked = answer.loop;
    more.disabled = answer.points.length >= app.spec.most;
    app.loaded(answer);
  }

  const element = make("div", { className: "gc-mode" },
    make("div", { className: "gc-columns" },
      make("div", { className: "gc-left" }, player.canvas, make("div", { className: "gc-row" }, player.go, player.where)),
      make("div", { className: "gc-right" }, points.list, make("div", { className: "gc-row" }, more, anew),
        make("div", { className: "gc-row" }, method, closed))),
    points.shelf, player.track);
  return {
    element, load, leave: player.stop,
    place: () => ({ mode: "path", frame: player.frame() }),
    goTo: (place) => player.move(place.frame ?? 0),
    details: () => ({}), canvas: player.canvas,
  };
}

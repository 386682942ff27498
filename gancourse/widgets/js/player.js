// A path that is scrubbed, stepped or played: screen, film strip, slider. It needs no kernel; an exported page has it too.

const PACE = 50, CALM_PACE = 400; // milliseconds a frame while playing, and where the reader asked for less motion

// options: stops [[frame, name], ...], loop, onmove(frame) when the frame changed, side of the screen in pixels
function makePlayer(shape, { onmove, side = 256 } = {}) {
  let frames = null, stops = [], loop = false, playing = 0, at = 0, last = 0;
  const canvas = screen(shape, "the picture at this point of the path", { side });
  const film = make("div", { className: "gc-film", "aria-hidden": "true" });
  const marks = make("div", { className: "gc-marks", "aria-hidden": "true" });
  const bar = slider("Position along the path", 1, 0, { oninput: (value) => { stop(); show(value); }, spoken: where });
  const where_ = make("output", { className: "gc-where" });
  const go = button("Play", () => (playing ? stop() : start()), { picture: "play" });

  function where(frame) {
    if (!stops.length) return "";
    let leg = 0;
    while (leg + 1 < stops.length && stops[leg + 1][0] <= frame) leg += 1;
    const [from, name] = stops[leg];
    const [to, next] = stops[leg + 1] ?? [frames?.count ?? from + 1, stops[0][1]];
    if (from === frame) return name;
    return `${name} to ${next}, t = ${((frame - from) / (to - from)).toFixed(2)}`;
  }

  function show(frame) {
    if (!frames) return;
    at = Math.max(0, Math.min(frames.count - 1, frame));
    frames.draw(canvas, at);
    where_.textContent = where(at);
    onmove?.(at);
  }

  function step(now) {
    if (!playing || !canvas.isConnected) { stop(); return; }
    const pace = calm() ? CALM_PACE : PACE, passed = Math.floor((now - last) / pace);
    if (passed > 0) {
      last = passed > 5 ? now : last + passed * pace; // after a pause of the page it goes on where it was
      const next = at + Math.min(passed, 5);
      if (next >= frames.count && !loop) { move(frames.count - 1); stop(); return; }
      move(next % frames.count);
    }
    playing = requestAnimationFrame(step);
  }

  function move(frame) {
    bar.value = String(frame);
    bar.say();
    show(frame);
  }

  function start() {
    if (!frames) return;
    if (at >= frames.count - 1 && !loop) move(0);
    last = performance.now();
    picture(go, "pause");
    go.title = "Pause";
    go.setAttribute("aria-label", "Pause");
    playing = requestAnimationFrame(step);
  }

  function stop() {
    cancelAnimationFrame(playing);
    playing = 0;
    picture(go, "play");
    go.title = "Play";
    go.setAttribute("aria-label", "Play");
  }

  function load(next, { stops: marked = [], loop: closed = false } = {}) {
    [frames, stops, loop] = [next, marked, closed];
    bar.max = String(frames.count - 1);
    const count = Math.min(9, frames.count);
    film.replaceChildren(...Array.from({ length: count }, (_, i) => {
      const small = screen(shape, "", { name: "gc-thumb" });
      frames.draw(small, Math.round((i * (frames.count - 1)) / (count - 1)));
      return small;
    }));
    marks.replaceChildren(...stops.map(([frame, name]) => {
      const mark = make("span", {}, name);
      mark.style.left = `${(100 * frame) / (frames.count - 1)}%`;
      return mark;
    }));
    move(Math.min(at, frames.count - 1));
  }

  const track = make("div", { className: "gc-track" }, film, bar, marks);
  const keys = (event) => { // on the slider itself the browser does it
    if (event.target === bar && event.key === " ") { event.preventDefault(); go.click(); }
  };
  track.addEventListener("keydown", keys);
  return { canvas, go, track, where: where_, bar, load, move, start, stop, frame: () => at, playing: () => playing !== 0 };
}

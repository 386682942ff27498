// What anywidget calls: build the lab, pause it while nobody sees it, and take all of it away at the end.

const LAB_PULSE = 30000; // milliseconds between two signs of life

function render({ model, el }) {
  const made = makeLab({ model, tables: model.get("tables"), settings: { ...model.get("settings") } });
  const { lab, root } = made;
  const view = Math.random().toString(36).slice(2);
  const tell = (what) => model.send({ ask: what, view });
  el.append(root);
  tell("here"); // the first message of a comm takes a slower way: let it be this one
  made.begin();

  const ends = [];
  let asked = 0;
  const attached = () => { // a view is built before it stands in the page, where alone it has colours and neighbours
    if (!root.isConnected) {
      asked = requestAnimationFrame(attached);
      return;
    }
    ends.push(hideStill(el, model.get("caption") || ""), watchTheme(root, () => {
      lab.colours = labColours(root);
      made.redraw();
    }));
  };
  attached();

  let seen = true, resume = false;
  const look = () => { // while nobody looks nothing is computed
    const visible = seen && !document.hidden;
    if (!visible && lab.playing && !resume) {
      resume = true;
      made.sendAll({ do: "pause" });
    } else if (visible && resume) {
      resume = false;
      lab.heard = performance.now();
      if (lab.playing) made.sendAll({ do: "play" });
    }
  };
  const watcher = new IntersectionObserver((entries) => {
    seen = entries[entries.length - 1].isIntersecting;
    look();
  });
  watcher.observe(root);
  document.addEventListener("visibilitychange", look);
  const pulse = setInterval(() => tell("here"), LAB_PULSE);
  const silence = setInterval(() => { if (!resume) made.checkSilence(); }, 1000);

  return () => {
    clearInterval(pulse);
    clearInterval(silence);
    watcher.disconnect();
    document.removeEventListener("visibilitychange", look);
    cancelAnimationFrame(asked);
    ends.forEach((end) => end());
    made.end();
    try { tell("left"); } catch { /* the kernel is gone */ }
    root.remove();
  };
}

export default { render };

// Questions to Python and their answers. The first message is a hello: it alone may wait for a running cell.

const LATE = 1000; // milliseconds after which a question counts as lost, and the next may be asked
const ALIVE = 30000; // milliseconds between two signs of life

function makeLink(model, { onlate, onback } = {}) {
  const view = Math.random().toString(36).slice(2);
  const waiting = new Map();
  let last = 0, stopped = false;

  function hear(answer, buffers) {
    if (answer?.view !== view || !waiting.has(answer.id)) return;
    const { resolve, reject } = waiting.get(answer.id);
    waiting.delete(answer.id);
    onback?.();
    if (answer.error) reject(new Error(answer.error));
    else resolve({ ...answer, buffers: buffers ?? [] });
  }

  function ask(what, content = {}) {
    if (stopped) return new Promise(() => {});
    const id = ++last;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      const clock = setTimeout(() => { if (waiting.has(id)) onlate?.(what); }, LATE);
      const settle = (then) => (value) => { clearTimeout(clock); then(value); };
      waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
      model.send({ ask: what, id, view, ...content });
    });
  }

  // Questions of which only the newest counts: at most three are on their way, and an older answer never replaces a newer one.
  function live(what, onanswer, onerror) {
    let flying = 0, shown = 0, number = 0, next = null;
    function go() {
      if (next === null || flying >= 3) return;
      const [content, mine] = [next, ++number];
      next = null;
      flying += 1;
      let back = false;
      const land = () => { if (!back) { back = true; clearTimeout(clock); flying -= 1; go(); } };
      const clock = setTimeout(land, LATE); // the watchdog: a lost answer does not hold up the others
      ask(what, content).then((answer) => {
        land();
        if (mine > shown) { shown = mine; onanswer(answer, content); }
      }, (error) => { land(); if (mine > shown) { shown = mine; onerror(error); } });
    }
    return (content) => { next = content; go(); };
  }

  model.on("msg:custom", hear);
  const heart = setInterval(() => model.send({ ask: "here", view }), ALIVE);

  function stop() {
    stopped = true;
    clearInterval(heart);
    model.off("msg:custom", hear);
    waiting.clear();
    try { model.send({ ask: "left", view }); } catch { /* the kernel is gone */ }
  }
  return { ask, live, stop };
}

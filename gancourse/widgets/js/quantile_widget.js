// The quantile slider in a notebook: Python follows the slider when the hand rests, and is never waited for.

function render({ model, el }) {
  const view = Math.random().toString(36).slice(2), data = model.get("data");
  const root = make("section", { className: "gancourse gc-quantile", "aria-label": "Quantile slider" });
  let telling = 0;
  const shown = makeQuantile(data, {
    onmove(u, name) {
      clearTimeout(telling);
      telling = setTimeout(() => {
        if (model.get("u") === u && model.get("law") === name) return;
        model.set("u", u);
        model.set("law", name);
        model.save_changes();
      }, 150);
    },
  });
  root.append(shown.element);
  el.append(root);
  model.send({ ask: "here", view });
  const heart = setInterval(() => model.send({ ask: "here", view }), 30000);
  const showStill = hideStill(el, data.caption);
  return () => {
    clearTimeout(telling);
    clearInterval(heart);
    showStill();
    try { model.send({ ask: "left", view }); } catch { /* the kernel is gone */ }
  };
}

export default { render };

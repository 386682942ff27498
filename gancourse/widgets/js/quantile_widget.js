// The quantile slider in a notebook: Python follows the slider when the hand rests, and is never waited for.

function render({ model, el }) {
  const data = model.get("data");
  const root = make("section", { className: "gancourse gc-quantile", "aria-label": "Quantile slider" });
  let life = null;
  root.append(makeQuantile(data, { onmove: (u, law) => life?.tell({ u, law }) }).element);
  el.append(root);
  life = makeLife(model, el, data.caption);
  return life.end;
}

export default { render };

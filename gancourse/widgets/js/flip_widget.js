// Pictures to leaf through, in a notebook: Python learns where the hand rests, and is never waited for.

function render({ model, el }) {
  const data = model.get("data");
  const root = make("section", { className: "gancourse gc-flip", "aria-label": `Pictures by ${data.name}` });
  let life = null;
  const shown = makeFlip({ ...data, first: model.get("index") }, { onmove: (index) => life?.tell({ index }) });
  root.append(shown.element);
  el.append(root);
  life = makeLife(model, el, data.caption);
  return life.end;
}

export default { render };

// The two-alternative test in a notebook: Python learns the answers, and is never waited for.

function render({ model, el }) {
  const data = model.get("data");
  const root = make("section", { className: "gancourse gc-two_alternatives", "aria-label": "Two-alternative test" });
  let life = null;
  const test = makeTwoAlternatives(data, { runs: model.get("runs"), onanswer: (runs) => life?.tell({ runs }) });
  root.append(test.element);
  el.append(root);
  life = makeLife(model, el, data.caption);
  return () => {
    test.end();
    life.end();
  };
}

export default { render };

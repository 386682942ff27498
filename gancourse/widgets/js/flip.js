// Pictures of one size, leafed through with a slider. All of them stand in the page, and one is shown: nothing is loaded on the way.

// data: {name, values, first, width, pictures: [{src, alt}]}; onmove(number) when another picture is shown
function makeFlip(data, { onmove } = {}) {
  const last = data.values.length - 1;
  const pictures = data.pictures.map(({ src, alt }) => make("img", { src, alt, className: "gc-leaf", hidden: true, draggable: false }));
  const value = make("output", { className: "gc-where" });
  const bar = slider(data.name, last, data.first, { spoken: (i) => `${data.name} ${data.values[i]}`, oninput: show });
  const body = make("div", { className: "gc-flip-pictures" }, pictures);
  body.style.maxWidth = `${data.width}px`;
  const step = (by, label, text) => button(label, () => go(Number(bar.value) + by), { text, quiet: true });

  function show(number) {
    pictures.forEach((picture, i) => { picture.hidden = i !== number; });
    value.textContent = `${data.name} ${data.values[number]}`;
    body.dataset.shown = String(number);
    onmove?.(number);
  }

  function go(number) {
    bar.value = String(Math.max(0, Math.min(last, number)));
    bar.say();
    show(Number(bar.value));
  }

  const element = make("div", { className: "gc-flip-body" },
    make("div", { className: "gc-row" }, step(-1, `One ${data.name} less`, "−"), bar, step(1, `One ${data.name} more`, "+"), value), body);
  go(data.first);
  return { element, go };
}

// What one takes home: latents by name, the Python that makes them again, the path as PNG and GIF.

function makeShelf(app) {
  let saved = [];
  const name = make("input", {
    type: "text", className: "gc-text", placeholder: "name it (or not)", "aria-label": "Name to save this latent under", ...KEEPS_KEYS,
  });
  const names = make("span", { className: "gc-row gc-saved" });
  const text = make("textarea", {
    className: "gc-code", readOnly: true, rows: 6, spellcheck: false, "aria-label": "Python that makes this latent again", ...KEEPS_KEYS,
  });
  const box = make("details", { className: "gc-details" }, make("summary", { ...KEEPS_KEYS }, "Python"), text);
  const done = make("output", { className: "gc-where" });

  function load(now) {
    saved = now;
    names.replaceChildren(...saved.map((one) => make("span", { className: "gc-chip" }, one,
      button(`Forget ${one}`, () => app.ask("forget", { name: one }).then((answer) => load(answer.saved)), { picture: "remove", quiet: true }))));
  }

  function save() {
    app.ask("save", { name: name.value, place: app.place() }).then((answer) => {
      name.value = "";
      load(answer.saved);
      done.textContent = `saved: explorer.saved["${answer.name}"]`;
    });
  }
  name.addEventListener("keydown", (event) => { event.stopPropagation(); if (event.key === "Enter") save(); });

  function copy() {
    app.ask("at", { place: app.place() }).then(async (answer) => {
      text.value = answer.code;
      try {
        await navigator.clipboard.writeText(answer.code);
        done.textContent = "copied";
      } catch { // no permission, or no secure page: show it, selected
        box.open = true;
        text.focus();
        text.select();
        done.textContent = "selected below: copy it with the keyboard";
      }
    });
  }

  function download(kind) {
    app.ask("export", { kind }).then((answer) => {
      const address = URL.createObjectURL(new Blob([answer.buffers[0]], { type: answer.type }));
      make("a", { href: address, download: answer.name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 10000);
      done.textContent = `${answer.name}: in your downloads`;
    });
  }

  const element = make("div", { className: "gc-shelf" },
    make("div", { className: "gc-row" }, name, button("Save this latent", save, { picture: "save", text: "Save" }),
      button("Copy the Python that makes this latent again", copy, { picture: "copy", text: "Copy code" }),
      button("Download the path as a strip, PNG", () => download("png"), { picture: "download", text: "PNG" }),
      button("Download the path as a moving picture, GIF", () => download("gif"), { picture: "download", text: "GIF" }), done),
    names, box);
  return { element, load, saved: () => saved, code: (lines) => { text.value = lines; } };
}

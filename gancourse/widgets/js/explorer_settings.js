// What the generator is told besides its latents, where it listens: a class, psi, noise. Psi is swept in one batch, as a direction.

function makeSettings(app) {
  const { classes, psi, psis, noise } = app.spec;
  const row = make("div", { className: "gc-row gc-settings", hidden: !classes.length && !psi && !noise });
  const parts = {};
  let sweeps = new Map();
  const set = (what) => app.ask("set", { mode: app.mode(), ...what, ...app.details() }).then(app.load);

  if (classes.length) {
    parts.label = choice("Class", classes.map((name, i) => [String(i), name]), "0", (value) => set({ label: Number(value) }));
    row.append(parts.label);
  }
  if (psi) {
    const words = (position) => (position / (psis - 1)).toFixed(2);
    const far = make("output", { className: "gc-far" }, "1.00");
    const key = () => JSON.stringify([app.place(), app.told()]);
    const prepare = () => {
      if (!sweeps.has(key())) {
        const state = { frames: null };
        sweeps = new Map([[key(), state]]);
        app.ask("sweep", { what: "psi", place: app.place() }).then((answer) => {
          state.frames = new Frames(answer.buffers[0], answer.count, app.spec);
        }, () => sweeps.clear());
      }
      return sweeps.get(key());
    };
    const bar = slider("Truncation psi", psis - 1, psis - 1, {
      spoken: words, onpointerenter: prepare, onfocus: prepare,
      oninput: (position) => { far.textContent = words(position); prepare().frames?.draw(app.canvas(), position); },
      onchange: (position) => set({ psi: position / (psis - 1) }),
    });
    parts.psi = { bar, far, words };
    row.append(make("span", { className: "gc-field" }, make("span", { title: "truncation: how far from the mean latent" }, "\u03c8"), bar, far));
  }
  if (noise) {
    parts.noise = tick("Noise", true, (value) => set({ noise: value }));
    row.append(parts.noise);
  }

  function load(settings) {
    if (parts.label) parts.label.querySelector("select").value = String(settings.label);
    if (parts.psi) {
      parts.psi.bar.value = String(Math.round(settings.psi * (psis - 1)));
      parts.psi.far.textContent = parts.psi.words(Number(parts.psi.bar.value));
      parts.psi.bar.say();
    }
    if (parts.noise) parts.noise.querySelector("input").checked = settings.noise;
  }
  return { row, load };
}

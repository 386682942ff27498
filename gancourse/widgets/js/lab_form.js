// The panel of settings, drawn from the table that Python sends: one labelled control a setting.

function settingControl(setting, value, changed) {
  if (!setting.choices.length) {
    const input = labElement("input", { type: "number", min: String(setting.low), max: String(setting.high), step: "1", value: String(value) });
    input.addEventListener("change", () => {
      const number = Math.round(Number(input.value));
      input.value = String(Math.min(setting.high, Math.max(setting.low, Number.isFinite(number) ? number : setting.low)));
      changed(Number(input.value));
    });
    return input;
  }
  const choices = setting.choices.includes(value) ? setting.choices : [...setting.choices, value];
  const options = choices.map((choice) => labOption(choice, setting.labels[choice] || String(choice), choice === value));
  const select = labElement("select", {}, ...options);
  select.addEventListener("change", () => changed(choices[select.selectedIndex]));
  return select;
}

function settingRow(setting, value, changed) {
  return labElement("label", { class: "lab-setting" }, labElement("span", {}, setting.label), settingControl(setting, value, changed));
}

function makeForm(tables, settings, changed) { // changed(name, value)
  const judge = judgeName(settings.loss) === "critic" ? "Critic" : "Discriminator";
  const groups = { game: "Game", discriminator: judge, generator: "Generator" };
  const sets = [];
  for (const [group, title] of Object.entries(groups)) {
    const rows = tables.settings
      .filter((setting) => setting.group === group && tables.live.includes(setting.name) && applies(setting.name, settings, tables.own))
      .map((setting) => settingRow(setting, settings[setting.name], (value) => changed(setting.name, value)));
    if (group === "game" && settings.data === "drawn") {
      rows.splice(1, 0, labButton("pick", "Draw again", "Change the points", () => changed("data", "drawn")));
    }
    if (rows.length) sets.push(labElement("fieldset", {}, labElement("legend", {}, title), ...rows));
  }
  return sets;
}

function applies(name, settings, own = false) { // Adam's betas are Adam's alone, and weights are clipped where a critic judges
  const [player, rest] = name.split("_");
  if (name === "clip") return own || judgeName(settings.loss) === "critic";
  return !(rest || "").startsWith("beta") || settings[`${player}_optimiser`] === "Adam";
}

function makeLayers(show, changed) { // what is drawn
  const names = { real: "real (discs)", fake: "generated (crosses)", surface: "surface of D", manifold: "manifold of G", arrows: "pull on G (arrows)" };
  const words = {};
  const boxes = Object.entries(names).map(([name, label]) => {
    const box = labElement("input", { type: "checkbox", checked: show[name] });
    box.addEventListener("change", () => {
      show[name] = box.checked;
      changed();
    });
    words[name] = labElement("span", {}, label);
    return labElement("label", { class: `lab-layer lab-key-${name}` }, box, words[name]);
  });
  const element = labElement("div", { class: "lab-layers", role: "group", "aria-label": "What is drawn" }, ...boxes);
  return { element, judge(letter) { words.surface.textContent = `surface of ${letter}`; } };
}

function makePresets(tables, chosen) {
  const first = labOption("", "presets …", true);
  const select = labElement("select", { "aria-label": "Presets" }, first, ...tables.presets.map((one) => labOption(one.name, one.label, false)));
  select.addEventListener("change", () => chosen(tables.presets.find((one) => one.name === select.value) || null));
  return select;
}

function presetOf(tables, settings) { // the preset that was asked for in Python; the usual setting needs no word
  const meant = (preset) => Object.entries({ ...tables.defaults, ...preset.settings });
  return tables.presets.find((one) => Object.keys(one.settings).length && meant(one).every(([name, value]) => settings[name] === value));
}

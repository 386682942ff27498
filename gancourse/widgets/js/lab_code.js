// The Python that plays a setting with the library: a template that Python sends, filled in (as gancourse/widgets/lab_code.py).

const labDecimal = (value) => value.toFixed(8).replace(/0+$/, "").replace(/\.$/, ".0"); // a point, and no exponent

function fillTemplate(template, values) {
  return Object.entries(values).reduce((text, [name, value]) => text.split(`{${name}}`).join(value), template);
}

function labCode(settings, tables) {
  const points = settings.points.map(([x, y]) => `[${x.toFixed(2)}, ${y.toFixed(2)}]`).join(", ");
  const values = {
    loss: tables.losses[settings.loss],
    clip: settings.clip ? labDecimal(settings.clip) : "None",
    rounds: String(settings.stop || tables.rounds),
    activation: tables.activations[settings.activation],
    import: settings.activation === "leaky" ? ", leaky" : "",
    data: settings.data === "drawn" ? `data.mixture([${points}], ${tables.drawn_scale})` : tables.data[settings.data],
  };
  for (const name of ["seed", "latent", "k", "batch"]) values[name] = String(settings[name]);
  for (const player of ["discriminator", "generator"]) {
    const layers = settings[`${player}_layers`];
    const hidden = Array(layers).fill(settings[`${player}_width`]).join(", ");
    values[`${player}_hidden`] = `(${hidden}${layers === 1 ? "," : ""})`;
    const own = { player: player === "generator" ? player : judgeName(settings.loss) };
    for (const name of ["rate", "beta1", "beta2"]) own[name] = labDecimal(settings[`${player}_${name}`]);
    values[`${player}_optimiser`] = fillTemplate(tables.optimisers[settings[`${player}_optimiser`]], own);
  }
  return fillTemplate(tables.templates[settings.loss], values);
}

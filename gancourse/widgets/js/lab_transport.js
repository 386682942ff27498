// The bar of buttons: play and pause, single moves, begin again, a new seed, speed.

const LAB_PACES = [["0", "full speed"], ["30", "30 rounds/s"], ["5", "5 rounds/s"], ["1", "1 round/s"]];

function makeTransport(tables, actions) {
  const play = labButton("play", "Play", "Play or pause (space bar on the picture)", actions.toggle);
  play.classList.add("lab-play");
  const round = labButton("round", "Round", "One round: k moves of the discriminator, one of the generator (r)", () => actions.step({ do: "round" }));
  const moves = tables.engine === "page"
    ? [labButton("one", "Move D", "One move of the discriminator, in slow motion (d)", () => actions.step({ do: "move", player: "discriminator" })),
      labButton("one", "Move G", "One move of the generator, in slow motion (g)", () => actions.step({ do: "move", player: "generator" }))]
    : [labButton("one", "Next move", "The next move of the game's own turns, in slow motion (n)", () => actions.step({ do: "move" }))];
  const reset = labButton("reset", "Reset", "Begin again with the same seed", actions.restart);
  const seed = labButton("dice", "New seed", "Begin again with another seed", actions.newSeed);
  const compare = labButton("compare", "Compare", "A second run, with the same seed and one setting different", actions.compare);
  compare.setAttribute("aria-pressed", "false");
  const code = labButton("code", "Python", "The Python that plays this setting", actions.code);
  code.setAttribute("aria-expanded", "false");
  const pace = labElement("select", { "aria-label": "Speed" }, ...LAB_PACES.map(([value, label]) => labOption(value, label, value === "0")));
  pace.addEventListener("change", () => actions.pace(Number(pace.value)));
  const presets = tables.presets.length ? [makePresets(tables, actions.preset)] : [];
  const again = [...(tables.again ? [reset] : []), ...(tables.live.includes("seed") ? [seed] : [])];
  const extra = tables.engine === "page" ? [compare] : [];
  const bar = labElement("div", { class: "lab-bar", role: "toolbar", "aria-label": "The game" },
    play, round, ...moves, ...again, pace, ...presets, ...extra, ...(tables.code ? [code] : []));
  return {
    bar, compare, code, presets: presets[0] || null,
    playing(now) { play.show(now ? "pause" : "play", now ? "Pause" : "Play"); },
  };
}

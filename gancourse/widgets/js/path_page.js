// A path in an exported page: the same player, with its frames cut out of one picture.

async function showPage(root, data) {
  const player = makePlayer(data, { side: 224 });
  root.append(make("div", { className: "gc-columns" },
    make("div", { className: "gc-left" }, player.canvas, make("div", { className: "gc-row" }, player.go, player.where))), player.track);
  player.load(await readAtlas(data), { stops: data.names, loop: data.loop });
}

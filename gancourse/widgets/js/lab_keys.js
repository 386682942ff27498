// Keys on the picture: the space bar plays, letters move, arrows look back.

function labKeys({ page, busy, actions, lookBack }) { // page: both players can be moved at will; busy: while data are drawn
  const move = (player) => () => actions.step({ do: "move", player });
  const keys = {
    " ": actions.toggle,
    r: () => actions.step({ do: "round" }),
    ...(page ? { d: move("discriminator"), g: move("generator") } : { n: move("") }),
    ArrowLeft: () => lookBack(-1),
    ArrowRight: () => lookBack(1),
  };
  return (event) => {
    if (busy() || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  };
}

// The loop about an engine, and the messages by which it is driven: the same ones that Python's engine takes.
// In:  {do: "start", settings, data}, "play", "pause", "move" (player), "round", "pace" (rounds a second, 0 for no limit),
//      "limit" (a round to wait at), "drawn" (a frame has been drawn: at most one is on its way here, six from Python), "dispose".
// Out: {kind: "frame", frame}, {kind: "stopped", why, sentence}, {kind: "state", weights, history, rounds}.

const LAB_FRAME = 15; // milliseconds between two frames, at least
const LAB_SLICE = 6; // milliseconds of rounds before messages are looked at

function serveLab(post) {
  const channel = new MessageChannel();
  let engine = null, playing = false, onItsWay = false, lastFrame = 0, pace = 0, due = 0, stop = 0, limit = Infinity;
  channel.port1.onmessage = () => guarded(slice);

  function frame(moved, fresh) {
    lastFrame = performance.now();
    onItsWay = true;
    post({ kind: "frame", frame: engine.snapshot(moved, fresh) });
  }

  function state() {
    post({ kind: "state", weights: engine.weights(), history: engine.history, rounds: engine.rounds() });
  }

  function halt(why, sentence = "") {
    playing = false;
    post({ kind: "stopped", why, sentence });
    state();
  }

  function guarded(action) { // what goes wrong is a sentence in the page
    try {
      action();
    } catch (error) {
      halt("failed", error.message);
    }
  }

  function slice() {
    if (!playing || !engine) return;
    const begun = performance.now();
    while (performance.now() - begun < LAB_SLICE) {
      if (engine.rounds() >= limit || (pace && performance.now() < due)) break;
      if (pace) due = Math.max(due + 1000 / pace, performance.now() - 1000 / pace);
      engine.round();
      if (stop && engine.rounds() === stop) {
        frame("round", true);
        return halt("reached", `stopped at round ${stop}, as set`);
      }
      if (pace || (!onItsWay && performance.now() - lastFrame >= LAB_FRAME)) break;
    }
    if (!onItsWay && performance.now() - lastFrame >= LAB_FRAME) frame("round");
    if (engine.rounds() >= limit) setTimeout(() => guarded(slice), 5); // the other run will come
    else if (pace) setTimeout(() => guarded(slice), Math.max(0, due - performance.now()));
    else channel.port2.postMessage(0);
  }

  const actions = {
    start(message) {
      playing = false;
      engine = makeLabEngine(message.settings, message.data);
      stop = message.settings.stop;
      limit = Infinity;
      frame("start", true);
      state();
    },
    play() {
      if (playing || !engine) return;
      playing = true;
      due = performance.now();
      channel.port2.postMessage(0);
    },
    pause() {
      if (!playing) return;
      playing = false;
      frame("paused", true);
      halt("paused");
    },
    move(message) {
      engine.move(message.player);
      frame(message.player, true);
      state();
    },
    round() {
      engine.round();
      frame("round", true);
      state();
    },
    pace(message) { pace = message.pace; due = performance.now(); },
    limit(message) { limit = message.round; },
    drawn() { onItsWay = false; },
    dispose() { playing = false; engine = null; channel.port1.close(); },
  };
  return (message) => guarded(() => actions[message.do](message));
}

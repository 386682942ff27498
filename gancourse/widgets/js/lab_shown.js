// What is on the screen: the newest snapshot, one of the last three hundred, or a move in slow motion; and the charts.

const LAB_CHARTS = 120; // milliseconds between two drawings of the charts while it plays

function makeShown({ lab, root, charts, scrub, scrubbed, say, own, pause }) {
  const drawCharts = makeCharts(charts);
  let charted = 0;

  function redraw() {
    if (!lab.asked) lab.asked = requestAnimationFrame(drawNow);
  }

  function drawNow() {
    lab.asked = 0;
    if (!lab.colours || !root.isConnected) return;
    if (lab.sketch) return lab.sketch.refresh();
    const [run] = lab.runs, newest = run.frames.length - 1;
    if (newest < 0) return;
    const at = lab.at === null ? newest : Math.min(lab.at, newest), { round } = run.frames[at];
    for (const one of lab.runs) {
      const frame = one === run ? run.frames[at] : nearestFrame(one.frames, lab.at === null ? Infinity : round);
      if (!frame || one.motion) continue;
      one.draw(frame);
      one.tell(frame);
    }
    if (!lab.playing || performance.now() - charted > LAB_CHARTS) {
      charted = performance.now();
      drawCharts(lab.runs.filter((one) => one.frames.length), lab.colours, lab.at === null ? null : round);
    }
    scrub.max = String(newest);
    if (lab.at === null) scrub.value = String(newest);
    scrubbed.textContent = lab.at === null ? `${newest + 1} snapshots` : `round ${LAB_THOUSANDS.format(round)}`;
    scrub.setAttribute("aria-valuetext", `round ${round}`);
  }

  function slowly(run, before, after) {
    const show = () => {
      run.motion = null;
      redraw();
    };
    if (run === lab.runs[0]) say(moveCaption(before, after, own));
    run.tell(after);
    if (calm()) return show();
    run.motion = animateMove(before, after, (frame) => run.draw(frame), show);
  }

  scrub.addEventListener("input", () => {
    pause();
    lab.runs.forEach((run) => run.endMotion());
    lab.at = Number(scrub.value) === lab.runs[0].frames.length - 1 ? null : Number(scrub.value);
    redraw();
  });

  function lookBack(step) {
    const newest = lab.runs[0].frames.length - 1;
    scrub.max = String(newest);
    scrub.value = String((lab.at === null ? newest : lab.at) + step);
    scrub.dispatchEvent(new Event("input"));
  }

  return { redraw, slowly, lookBack };
}

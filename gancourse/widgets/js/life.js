// The life of a view: it says when it comes, that it is there, and when it leaves, and hides the still picture meanwhile.

const PULSE = 30000, TOLD = 150; // milliseconds between two signs of life; of rest, after which Python is told

// el holds the view already; returns {tell, end}: tell({name: value}) sets traits when the hand rests, end() takes the view away
function makeLife(model, el, caption) {
  const view = Math.random().toString(36).slice(2);
  const say = (what) => model.send({ ask: what, view });
  let telling = 0;
  say("here"); // the first message of a comm takes a slower way: let it be this one
  const pulse = setInterval(() => say("here"), PULSE);
  const showStill = hideStill(el, caption);
  return {
    tell(traits) {
      clearTimeout(telling);
      telling = setTimeout(() => {
        const news = Object.entries(traits).filter(([name, value]) => model.get(name) !== value);
        if (!news.length) return;
        for (const [name, value] of news) model.set(name, value);
        model.save_changes();
      }, TOLD);
    },
    end() {
      clearTimeout(telling);
      clearInterval(pulse);
      showStill();
      try { say("left"); } catch { /* the kernel is gone */ }
    },
  };
}

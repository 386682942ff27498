// Two engines behind one set of messages (lab_host.js): JavaScript in a Web Worker, and torch in the kernel.
// A driver is {send, dispose}; what the engine says arrives at `receive`.

function workerDriver(receive) {
  let worker = null, serve = null, address = "";
  try {
    address = URL.createObjectURL(new Blob([LAB_WORKER], { type: "text/javascript" }));
    worker = new Worker(address);
    worker.onmessage = (event) => receive(event.data);
    worker.onerror = (event) => receive({ kind: "stopped", why: "failed", sentence: `the engine stopped: ${event.message}` });
  } catch (error) { // a page that forbids workers: the same loop, on the page's own thread
    serve = serveLab((message) => setTimeout(() => receive(message)));
  }
  return {
    send: (message) => (worker ? worker.postMessage(message) : serve(message)),
    dispose() {
      if (worker) worker.terminate();
      else serve({ do: "dispose" });
      URL.revokeObjectURL(address);
    },
  };
}

const LAB_PARTS = ["real", "fake", "arrows", "surface", "manifold"]; // the order of a frame's buffers

const LAB_THANKS = 60; // milliseconds: frames drawn meanwhile are answered at once, as each message costs the server and the kernel four

function kernelDriver(model, receive) {
  // A stock server holds messages back and lets several go together, 25 times a second: they line up here, and each paint takes one.
  let drawn = 0, clock = 0, asked = 0, line = [];
  const next = () => {
    asked = 0;
    while (line.length) {
      const message = line.shift();
      receive(message);
      if (message.kind === "frame") break;
    }
    if (line.length) asked = requestAnimationFrame(next);
  };
  const thank = () => {
    model.send({ do: "drawn", frames: drawn });
    [drawn, clock] = [0, 0];
  };
  const listen = (message, buffers) => {
    if (message.kind === "frame") {
      LAB_PARTS.forEach((part, i) => {
        const bytes = buffers[i].buffer ? buffers[i] : new DataView(buffers[i]);
        const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
        message.frame[part] = new Float32Array(copy);
      });
    }
    line.push(message);
    asked = asked || requestAnimationFrame(next);
  };
  model.on("msg:custom", listen);
  return {
    send(message) {
      if (message.do !== "drawn") return model.send(message);
      drawn += 1;
      clock = clock || setTimeout(thank, LAB_THANKS);
    },
    dispose() {
      clearTimeout(clock);
      cancelAnimationFrame(asked);
      model.send({ do: "dispose" });
      model.off("msg:custom", listen);
    },
  };
}

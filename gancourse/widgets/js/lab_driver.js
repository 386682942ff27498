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

function kernelDriver(model, receive) {
  const listen = (message, buffers) => {
    if (message.kind === "frame") {
      LAB_PARTS.forEach((part, i) => {
        const bytes = buffers[i].buffer ? buffers[i] : new DataView(buffers[i]);
        const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
        message.frame[part] = new Float32Array(copy);
      });
    }
    receive(message);
  };
  model.on("msg:custom", listen);
  return {
    send: (message) => model.send(message),
    dispose() {
      model.send({ do: "dispose" });
      model.off("msg:custom", listen);
    },
  };
}

// A row of pictures in memory, one or three bytes a pixel, drawn on a canvas of exactly their size.

class Frames {
  constructor(buffer, count, { height, width, channels }) {
    const bytes = buffer instanceof DataView ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength) : new Uint8Array(buffer);
    Object.assign(this, { bytes, count, height, width, channels });
    this.image = new ImageData(width, height);
    this.image.data.fill(255);
  }

  // Draw frame `index`; the canvas notes which (data-frame) and how many it has drawn (data-drawn).
  draw(canvas, index) {
    this.blend(canvas, [[index, 1]]);
    canvas.dataset.frame = index;
  }

  // Draw a weighted mean of frames, [[index, weight], ...]: a mean of pictures, not the picture of a mean.
  blend(canvas, weighted) {
    const { data } = this.image, { bytes, channels } = this, pixels = this.height * this.width, step = pixels * channels;
    const parts = weighted.filter(([, weight]) => weight > 0);
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      for (let colour = 0; colour < 3; colour += 1) {
        const at = pixel * channels + (channels === 3 ? colour : 0);
        let value = 0;
        for (const [index, weight] of parts) value += weight * bytes[index * step + at];
        data[4 * pixel + colour] = value;
      }
    }
    if (canvas.width !== this.width || canvas.height !== this.height) Object.assign(canvas, { width: this.width, height: this.height });
    canvas.getContext("2d").putImageData(this.image, 0, 0);
    canvas.dataset.drawn = Number(canvas.dataset.drawn ?? 0) + 1;
    delete canvas.dataset.frame;
  }

  // All frames in one canvas, `columns` a row.
  tile(canvas, columns) {
    const rows = Math.ceil(this.count / columns);
    Object.assign(canvas, { width: columns * this.width, height: rows * this.height });
    const spare = document.createElement("canvas");
    for (let i = 0; i < this.count; i += 1) {
      this.draw(spare, i);
      canvas.getContext("2d").drawImage(spare, (i % columns) * this.width, Math.floor(i / columns) * this.height);
    }
  }
}

function screen({ height, width }, label, { side = 0, name = "gc-screen" } = {}) { // a canvas that shows whole pixels, enlarged
  const canvas = make("canvas", { className: name, width, height, role: "img", "aria-label": label });
  if (side) {
    const scale = Math.max(1, Math.floor(side / Math.max(height, width)));
    Object.assign(canvas.style, { width: `${width * scale}px`, height: `${height * scale}px` });
  }
  return canvas;
}

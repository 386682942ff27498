// Frames out of an atlas: many pictures in one, which travels as text (gancourse/widgets/strips.py).

async function readAtlas({ atlas, count, height, width, columns }) {
  const sheet = new Image();
  sheet.src = atlas;
  await sheet.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: sheet.width, height: sheet.height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(sheet, 0, 0);
  const bytes = new Uint8Array(count * height * width * 3);
  for (let i = 0; i < count; i += 1) {
    const { data } = context.getImageData((i % columns) * width, Math.floor(i / columns) * height, width, height);
    for (let pixel = 0; pixel < height * width; pixel += 1) {
      for (let colour = 0; colour < 3; colour += 1) bytes[(i * height * width + pixel) * 3 + colour] = data[4 * pixel + colour];
    }
  }
  return new Frames(bytes, count, { height, width, channels: 3 });
}

const luminance = (rgb) => {
  const [r, g, b] = rgb.map((each) => {
    const value = each / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

export function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

// Any colour that CSS knows as [r, g, b]; null for what is none, or is seen through.
export function parse(text) {
  const context = document.createElement('canvas').getContext('2d');
  const read = (start) => {
    context.fillStyle = start;
    context.fillStyle = text;
    return context.fillStyle;
  };
  const found = read('#000000');
  return /^#[0-9a-f]{6}$/.test(found) && found === read('#ffffff') ? [1, 3, 5].map((at) => parseInt(found.slice(at, at + 2), 16)) : null;
}

const written = (rgb) => `rgb(${rgb.join(' ')})`;

// Black or white, whichever is read better on a colour: never less than 4.5:1.
export function on(rgb) {
  return written(contrast(rgb, [255, 255, 255]) >= 4.5 ? [255, 255, 255] : [0, 0, 0]);
}

// The colour, as far towards black or white as it takes to be read on the ground.
export function readable(rgb, ground) {
  const goal = luminance(ground) > 0.2 ? 0 : 255;
  for (let part = 0; part < 1; part += 0.05) {
    const mixed = rgb.map((each) => Math.round(each + (goal - each) * part));
    if (contrast(mixed, ground) >= 4.5) return written(mixed);
  }
  return written([goal, goal, goal]);
}

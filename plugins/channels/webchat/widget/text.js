const MAX_TEXT = 4000;

// An address that may be linked or loaded: http and https alone. Relative ones are the gateway's.
function safeUrl(text, base) {
  if (typeof text !== 'string' || !text) return null;
  try {
    const url = new URL(text, base);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}

// Plain text as [{text}] and [{text, href}], in order. What ends a sentence is no part of a link.
function linkify(text) {
  const out = [];
  let at = 0;
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"'`{}|\\^]+/gi)) {
    let link = match[0];
    for (;;) {
      const last = link[link.length - 1];
      const unopened = (last === ')' && !link.includes('(')) || (last === ']' && !link.includes('['));
      if (!'.,;:!?'.includes(last) && !unopened) break;
      link = link.slice(0, -1);
    }
    const href = safeUrl(link);
    if (!href) continue;
    if (match.index > at) out.push({ text: text.slice(at, match.index) });
    out.push({ text: link, href });
    at = match.index + link.length;
  }
  if (at < text.length) out.push({ text: text.slice(at) });
  return out;
}

// Names must not turn around what stands beside them.
function plainName(text) {
  return String(text ?? '').replace(/[\u202a-\u202e\u2066-\u2069\u0000-\u001f]/g, '').slice(0, 120);
}

function lengthOf(text) {
  let length = 0;
  for (const _ of text) ++length;
  return length;
}

// Black or white, whichever is read better on a colour (#rgb or #rrggbb).
function readableOn(colour) {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour)?.[1];
  if (!hex) return '#fff';
  const wide = hex.length === 3 ? [...hex].map((c) => c + c).join('') : hex;
  const [r, g, b] = [0, 2, 4].map((i) => {
    const value = parseInt(wide.slice(i, i + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? '#000' : '#fff';
}

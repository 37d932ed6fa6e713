export const MAX_TEXT = 4000;

// An address that may be linked or loaded: http and https alone. Relative ones are the gateway's.
export function safeUrl(text, base) {
  if (typeof text !== 'string' || !text) return null;
  try {
    const url = new URL(text, base);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}

// Plain text as [{text}] and [{text, href}], in order. What ends a sentence is no part of a link.
export function linkify(text) {
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
export function plainName(text) {
  return String(text ?? '').replace(/[\u202a-\u202e\u2066-\u2069\u0000-\u001f]/g, '').slice(0, 120);
}

export function lengthOf(text) {
  let length = 0;
  for (const _ of text) ++length;
  return length;
}

// A number that can be called from anywhere, +60123456789; null for what is none. `country`: the
// calling code that a leading 0 stands for.
export function phoneOf(text, country) {
  let digits = text.replace(/[\s().-]/g, '');
  if (country && /^0[1-9]/.test(digits)) digits = `+${country}${digits.slice(1)}`;
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : null;
}

export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

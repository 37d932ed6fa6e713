// An element with properties, attributes (aria-…, data-…, role) and children. Text never becomes
// markup.
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (key.includes('-') || key === 'role' || key === 'lang') made.setAttribute(key, value);
    else made[key] = value;
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function button(className, onclick, ...children) {
  return element('button', { type: 'button', className, onclick }, ...children);
}

export function anchor(href, ...children) {
  return element('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow ugc' }, ...children);
}

const ICONS = {
  chat: 'M12 3C6.5 3 2 6.8 2 11.5c0 2.2 1 4.2 2.7 5.7L4 21.5l4.6-1.9c1.1.3 2.2.4 3.4.4 5.5 0 10-3.8 10-8.5S17.5 3 12 3z',
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M12 19V5M5.5 11.5L12 5l6.5 6.5',
  clip: 'M20 11.5l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7L9.8 17a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6',
  file: 'M6 2.5h8l4.5 4.5v14.5h-12.5zM14 2.5v5h4.5',
  down: 'M12 5v14M5.5 12.5L12 19l6.5-6.5',
};

export function icon(name) {
  const make = (tag, attributes) => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const svg = make('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true', class: 'icon' });
  svg.append(make('path', { d: ICONS[name] }));
  return svg;
}

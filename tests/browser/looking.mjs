// How tests start the browser, and what they look for in its pages.
export const browser_options = {
  executablePath: process.env.SELAT_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
};

// axe's rules for what a person with a screen reader, or weak eyes, would stumble over.
export const axe_rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

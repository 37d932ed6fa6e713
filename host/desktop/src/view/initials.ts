export function initials(name: string): string {
  if (/^\+?\d+$/.test(name)) {
    return name.slice(-2); // of a number the end tells most
  }
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return letters.map((each) => (each ? [...each][0] ?? '' : '')).join('').toUpperCase() || '?';
}

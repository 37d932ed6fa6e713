// What this browser remembers of a person: what was read, and how the desktop looks.
import type {By} from './state';

const most_marks = 500;

function read<T>(name: string, fallback: T): T {
  try {
    const text = localStorage.getItem(name);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback; // no storage, or not ours
  }
}

function write(name: string, value: unknown): void {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // full, or not allowed: then it is forgotten
  }
}

export const recall = (agent: string): By<number> => read(`selat.read.${agent}`, {});

// Ids sort by time: what is forgotten first is oldest. Another window may have read further.
export function remember(agent: string, marks: By<number>): void {
  const all: Record<string, number> = {...recall(agent)};
  for (const [id, seq] of Object.entries(marks)) {
    all[id] = Math.max(seq, all[id] ?? 0);
  }
  const newest = Object.entries(all).sort(([a], [b]) => (a < b ? 1 : -1)).slice(0, most_marks);
  write(`selat.read.${agent}`, Object.fromEntries(newest));
}

export interface Look {
  language: 'en' | 'ms' | null; // null: as the browser says
  theme: 'system' | 'light' | 'dark';
  notify: boolean;
}

export const recall_look = (): Look => ({
  language: null, theme: 'system', notify: false, ...read<Partial<Look>>('selat.look', {}),
});
export const remember_look = (look: Look): void => write('selat.look', look);

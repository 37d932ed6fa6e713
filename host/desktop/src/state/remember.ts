// What this browser remembers of a person: what was read, what was being written, and how the desktop looks.
import type {Draft} from './draft';
import type {By} from './state';

const most_marks = 500;
const most_drafts = 100;

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

export const recall_drafts = (agent: string): By<Draft> => read(`selat.drafts.${agent}`, {});

// Another window may be writing elsewhere: only what changed here is written over.
export function remember_drafts(agent: string, changed: ReadonlyMap<string, Draft | null>): void {
  const all = new Map(Object.entries(recall_drafts(agent)));
  for (const [conversation, draft] of changed) {
    all.delete(conversation); // to the end: what was written in last is kept longest
    if (draft) {
      all.set(conversation, draft);
    }
  }
  write(`selat.drafts.${agent}`, Object.fromEntries([...all].slice(-most_drafts)));
}

export function drop_drafts(agent: string): void {
  try {
    localStorage.removeItem(`selat.drafts.${agent}`);
  } catch {
    // not allowed: nothing was kept either
  }
}

export interface Look {
  language: 'en' | 'ms' | null; // null: as the browser says
  theme: 'system' | 'light' | 'dark';
  notify: boolean;
  question_mark: boolean; // opens the list of keys, alone
}

export const recall_look = (): Look => ({
  language: null, theme: 'system', notify: false, question_mark: true, ...read<Partial<Look>>('selat.look', {}),
});
export const remember_look = (look: Look): void => write('selat.look', look);

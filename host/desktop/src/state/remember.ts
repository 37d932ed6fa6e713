// What this browser remembers of a person: what was read, what was being written, what was not sent, and how
// the desktop looks.
import type {Draft} from './draft';
import type {By, Outgoing} from './state';

const most_marks = 500;
const most_drafts = 100;

const here = new Map<string, string>(); // where the browser keeps nothing: as long as the page is there

function read<T>(name: string, fallback: T): T {
  try {
    const text = here.get(name) ?? localStorage.getItem(name);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback; // no storage, or not ours
  }
}

function write(name: string, value: unknown): void {
  const text = JSON.stringify(value);
  try {
    localStorage.setItem(name, text);
    here.delete(name);
  } catch {
    here.set(name, text); // full, or not allowed
  }
}

function drop(name: string): void {
  here.delete(name);
  try {
    localStorage.removeItem(name);
  } catch {
    // not allowed: nothing was kept either
  }
}

function names(beginning: string): string[] {
  let kept: string[] = [];
  try {
    kept = Object.keys(localStorage);
  } catch {
    // not allowed
  }
  return [...new Set([...kept, ...here.keys()])].filter((each) => each.startsWith(beginning));
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

const drafts_of = (agent: string): string => `selat.drafts.${agent}`;
export const recall_drafts = (agent: string): By<Draft> => read(drafts_of(agent), {});

// Another window may be writing elsewhere: only what changed here is written over.
export function remember_drafts(agent: string, changed: ReadonlyMap<string, Draft | null>): void {
  const all = new Map(Object.entries(recall_drafts(agent)));
  for (const [conversation, draft] of changed) {
    all.delete(conversation); // to the end: what was written in last is kept longest
    if (draft) {
      all.set(conversation, draft);
    }
  }
  write(drafts_of(agent), Object.fromEntries([...all].slice(-most_drafts)));
}

export const drop_drafts = (agent: string): void => drop(drafts_of(agent));

// Each by itself: windows that send at the same time do not undo each other's.
const unsent_of = (agent: string): string => `selat.unsent.${agent}.`;

export const recall_unsent = (agent: string): Outgoing[] => names(unsent_of(agent))
  .flatMap((each) => read<Outgoing | null>(each, null) ?? [])
  .sort((a, b) => a.at - b.at);

export function remember_unsent(agent: string, before: readonly Outgoing[], now: readonly Outgoing[]): void {
  const kept = new Set(now.map((each) => each.key));
  before.filter((each) => !kept.has(each.key)).forEach((each) => drop(unsent_of(agent) + each.key));
  now.filter((each) => !before.includes(each)).forEach(({arrived: _, ...each}) => write(unsent_of(agent) + each.key, each));
}

export const drop_unsent = (agent: string): void => names(unsent_of(agent)).forEach(drop);

// Tells what another window of this browser did with what is kept here.
export function watch_windows(agent: string, did: {
  change_drafts: () => void; forget_drafts: () => void; send_or_drop: (key: string) => void;
}): () => void {
  const listener = ({key, newValue}: StorageEvent): void => {
    if (key === drafts_of(agent)) {
      (newValue === null ? did.forget_drafts : did.change_drafts)();
    } else if (newValue === null && key?.startsWith(unsent_of(agent))) {
      did.send_or_drop(key.slice(unsent_of(agent).length));
    }
  };
  addEventListener('storage', listener);
  return () => removeEventListener('storage', listener);
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

// What is being written, by agent and conversation. It outlives a reload, and ends with the log-out.
import type {Attachment} from '../api/types';
import {drop_drafts, recall_drafts, remember_drafts} from './remember';

export interface Draft {
  text: string;
  choices: readonly string[] | null;
  note: boolean;
  attachments: readonly Attachment[]; // uploaded already
  channel: string | null; // null: where the customer wrote last
  reply_to: string | null; // a message
}

const empty: Draft = {text: '', choices: null, note: false, attachments: [], channel: null, reply_to: null};
const pause = 300; // not every letter is written down at once

const drafts = new Map<string, Map<string, Draft>>();
const changed = new Map<string, Map<string, Draft | null>>();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

const written = (agent: string): Map<string, Draft> =>
  new Map(Object.entries(recall_drafts(agent)).map(([id, each]) => [id, {...empty, ...each}]));

function of(agent: string): Map<string, Draft> {
  const mine = drafts.get(agent) ?? written(agent);
  drafts.set(agent, mine);
  return mine;
}

export const draft_of = (agent: string, conversation: string): Draft => of(agent).get(conversation) ?? empty;

export function write_down(): void {
  clearTimeout(timer);
  timer = undefined;
  changed.forEach((what, agent) => remember_drafts(agent, what));
  changed.clear();
}

export function keep_draft(agent: string, conversation: string, some: Partial<Draft>): void {
  const draft = {...draft_of(agent, conversation), ...some};
  const nothing = draft.text === '' && !draft.choices && !draft.note && draft.attachments.length === 0 &&
    draft.channel === null && draft.reply_to === null;
  if (nothing) {
    of(agent).delete(conversation);
  } else {
    of(agent).set(conversation, draft);
  }
  const mine = changed.get(agent) ?? new Map<string, Draft | null>();
  changed.set(agent, mine.set(conversation, nothing ? null : draft));
  timer ??= setTimeout(write_down, pause);
  listeners.forEach((each) => each());
}

// Another window wrote or sent some. What was typed here and is not written down yet stays.
export function renew_drafts(agent: string): void {
  const mine = written(agent);
  changed.get(agent)?.forEach((draft, conversation) => (draft ? mine.set(conversation, draft) : mine.delete(conversation)));
  drafts.set(agent, mine);
  listeners.forEach((each) => each());
}

export function forget_drafts(agent: string): void {
  drafts.delete(agent);
  changed.delete(agent);
  drop_drafts(agent);
  listeners.forEach((each) => each());
}

export function on_draft(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// What was begun as a note stays one, also when it becomes possible to write to the customer meanwhile.
export const typed = (text: string, as_note: boolean): Partial<Draft> => ({text, note: as_note});

// The channel stays: the next words go the same way.
export const sent = (draft: Draft, may_reply: boolean): Partial<Draft> =>
  ({...empty, note: may_reply && draft.note, channel: draft.channel});

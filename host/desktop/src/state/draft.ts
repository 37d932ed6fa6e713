// What is being written, by agent and conversation, for as long as the page lives.
export interface Draft {
  text: string;
  choices: readonly string[] | null;
  note: boolean;
}

const empty: Draft = {text: '', choices: null, note: false};
const drafts = new Map<string, Draft>();
const name_of = (agent: string, conversation: string): string => `${agent} ${conversation}`;

export const draft_of = (agent: string, conversation: string): Draft =>
  drafts.get(name_of(agent, conversation)) ?? empty;

export function keep_draft(agent: string, conversation: string, draft: Draft): void {
  if (draft.text === '' && !draft.choices && !draft.note) {
    drafts.delete(name_of(agent, conversation));
  } else {
    drafts.set(name_of(agent, conversation), draft);
  }
}

// What was begun as a note stays one, also when it becomes possible to write to the customer meanwhile.
export const typed = (draft: Draft, text: string, as_note: boolean): Draft => ({...draft, text, note: as_note});

export const sent = (draft: Draft, may_reply: boolean): Draft => ({...empty, note: may_reply && draft.note});

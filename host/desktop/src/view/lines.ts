// What is said of a conversation or a message in one line.
import type {Message} from '../api/types';
import type {Standing} from '../state/reply';
import {plain, words_of, type Row} from '../state/select';
import type {State} from '../state/state';
import type {Texts} from '../text/en';
import {day_of, full, time_of_day, type Language} from '../text/time';

// A word for a code that may be any.
export const named = (names: Record<string, string>, code: string): string | undefined =>
  (Object.hasOwn(names, code) ? names[code] : undefined);

export const activity_name = (t: Texts, id: string): string => named(t.activity.names, id) ?? id;

export function author_of(t: Texts, state: Pick<State, 'me' | 'agents'>, message: Message, customer: string): string {
  const {kind, id} = message.author;
  const name = plain(message.author.name ?? '') || null;
  switch (kind) {
    case 'customer': return name ?? customer;
    case 'agent': return id === state.me?.id ? t.list.you : name ?? (id && state.agents[id]?.name) ?? id ?? '';
    case 'bot': return name ?? t.thread.bot;
    case 'flow': return name ?? t.thread.flow;
    case 'system': return name ?? id ?? t.thread.system;
  }
}

export function message_line(t: Texts, message: Message): string {
  if (message.deleted) {
    return t.thread.deleted;
  }
  const {content} = message;
  const attached = content.attachments?.[0];
  return words_of(content) || (attached ? t.part[attached.kind]
    : content.reaction ? [t.part.reaction, content.reaction.emoji].filter(Boolean).join(': ')
    : content.location ? t.part.location : content.contacts ? t.part.contact
    : content.call ? t.part.call : content.template ? t.part.template
    : content.unsupported ? t.part.unsupported(content.unsupported.kind) : t.part.message);
}

export const content_line = (t: Texts, row: Row): string => (row.last ? message_line(t, row.last) : '');

// Who has it, where that is not me.
export function handler_line(t: Texts, state: State, row: Row): string {
  const {conversation, task} = row;
  if (conversation.status === 'closed') {
    return t.list.closed;
  }
  const agent = task?.agent ?? conversation.agent;
  if (conversation.handler === 'agent' && agent && task?.status !== 'pending' && task?.status !== 'reserved') {
    return t.list.with_agent(state.agents[agent]?.name ?? agent);
  }
  if (conversation.handler === 'agent') {
    return t.list.in_queue(task?.queue ?? '…');
  }
  return conversation.handler === 'bot' ? t.list.with_bot : t.list.with_flow;
}

// Why nothing can be written there, as far as that is known, and until when.
export function why_shut(t: Texts, standing: Standing, channel: string, language: Language, now: number): string {
  const {why, until, templates} = standing;
  const said = why === 'blocked' ? t.shut.blocked(channel)
    : why === 'sunset' ? t.shut.sunset(channel)
    : why === 'outside_window' ? t.shut.outside_window(channel)
    : why === 'quiet_hours' ? t.shut.quiet_hours(channel) : t.shut.no_channel(channel);
  const again = until === null ? ''
    : t.shut.until(day_of(until) === day_of(now) ? time_of_day(until, language) : full(until, language));
  return [said, again, why === 'outside_window' && templates ? t.shut.no_templates : ''].filter(Boolean).join(' ');
}

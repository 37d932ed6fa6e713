// What the views ask of the state. Pure.
import type {Channel, Content, Conversation, Message, Reservation, Task} from '../api/types';
import {is_call_event} from './phone_call';
import type {State, Thread} from './state';

export type Shelf = 'mine' | 'waiting' | 'open' | 'closed';

export interface Row {
  conversation: Conversation;
  name: string;
  mine: boolean;
  task: Task | null;
  last: Message | null;
  unread: number;
  waiting: number | null; // since when the customer waits for a person's answer
}

const attribute = (task: Task | null | undefined, name: string): string => {
  const value = task?.attributes[name];
  return typeof value === 'string' ? value : '';
};

// A name without what would turn its neighbours around or hide among them.
export const plain = (name: string): string => name.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '').trim();

// A number or an e-mail address says who somebody is; other addresses only a machine can read.
const legible = (address: string | null | undefined): string =>
  (address && /^\+?\d{5,15}$|^[^\s@]+@[^\s@]+$/.test(address) ? address : '');

// Who a task is about, as far as was known when it was made: an address is no name.
function task_name(task: Task | null | undefined): string {
  const name = attribute(task, 'customerName') || attribute(task, 'name');
  return name === attribute(task, 'customerAddress') ? '' : name;
}

export function offered_name(state: State, task: Task | null | undefined): string {
  const conversation = task && state.conversations[task.conversation];
  return (conversation && name_of(state, conversation)) || plain(task_name(task)) || legible(attribute(task, 'customerAddress'));
}

export function name_of(state: State, conversation: Conversation): string {
  const customer = state.customers[conversation.customer];
  const task = conversation.task ? state.tasks[conversation.task] : null;
  const address = customer?.addresses.find((each) => each.address === conversation.address);
  return plain(customer?.name || address?.name || task_name(task)) || legible(conversation.address);
}

export function known_by_name(state: State, q: string): string[] {
  const wanted = q.toLowerCase();
  return Object.values(state.conversations)
    .filter((each) => name_of(state, each).toLowerCase().includes(wanted)).map((each) => each.id);
}

export function is_mine(state: State, conversation: Conversation): boolean {
  const task = conversation.task ? state.tasks[conversation.task] : null;
  const held = task?.status === 'assigned' || task?.status === 'wrapping';
  return !!state.me && (task ? held && task.agent === state.me.id : conversation.agent === state.me.id);
}

const is_from_person = (message: Message): boolean =>
  message.direction === 'outbound' && !is_call_event(message) && (message.author.kind === 'agent' || message.author.kind === 'system');

// From a person's last word on, what the customer said counts as unanswered.
function count_unanswered({messages}: Thread): readonly Message[] {
  const last = messages.findLastIndex(is_from_person);
  return messages.slice(last + 1).filter((each) => each.direction === 'inbound' && !each.content.reaction && !is_call_event(each));
}

// A thread is a value: what was counted of it once holds.
const counted = new WeakMap<Thread, readonly Message[]>();

function unanswered(thread: Thread | undefined): readonly Message[] {
  if (!thread) {
    return [];
  }
  const known = counted.get(thread) ?? count_unanswered(thread);
  counted.set(thread, known);
  return known;
}

export function unread_of(state: State, conversation: string): number {
  const seen = state.read[conversation] ?? 0;
  return unanswered(state.threads[conversation]).filter((each) => each.seq > seen).length;
}

export function waiting_since(state: State, conversation: Conversation): number | null {
  if (conversation.status !== 'open' || conversation.handler !== 'agent') {
    return null;
  }
  const task = conversation.task ? state.tasks[conversation.task] : null;
  if (task?.status === 'wrapping') {
    return null;
  }
  // What was said to the bot waits for nobody: the wait begins with the task.
  const first = unanswered(state.threads[conversation.id]).at(0);
  if (!first) {
    return task && is_queued(state, conversation) ? Date.parse(task.created) : null;
  }
  const asked = Date.parse(first.at);
  return task ? Math.max(asked, Date.parse(task.created)) : asked;
}

function last_shown(thread: Thread | undefined): Message | null {
  return thread?.messages.findLast((each) => !each.content.reaction) ?? thread?.messages.at(-1) ?? null;
}

function on_shelf(state: State, conversation: Conversation, shelf: Shelf): boolean {
  if (shelf === 'closed') {
    return conversation.status === 'closed';
  }
  switch (shelf) {
    case 'mine': return is_mine(state, conversation);
    case 'waiting': return conversation.status === 'open' && is_queued(state, conversation);
    default: return conversation.status === 'open';
  }
}

// A person is wanted, and nobody has it yet.
function is_queued(state: State, conversation: Conversation): boolean {
  const status = conversation.task ? state.tasks[conversation.task]?.status : undefined;
  return status === 'pending' || status === 'reserved';
}

export const count_on = (state: State, shelf: Shelf): number =>
  Object.values(state.conversations).filter((each) => on_shelf(state, each, shelf)).length;

// Who waits longest comes first among mine and those that nobody has; elsewhere what moved last, since
// how long somebody waits is not known of all of them.
export function rows(state: State, shelf: Shelf): Row[] {
  const out = Object.values(state.conversations)
    .filter((each) => on_shelf(state, each, shelf))
    .map((conversation): Row => row_of(state, conversation));
  return out.sort(shelf === 'mine' || shelf === 'waiting' ? by_need : by_last);
}

export function row_of(state: State, conversation: Conversation): Row {
  const mine = is_mine(state, conversation);
  return {
    conversation,
    name: name_of(state, conversation),
    mine,
    task: (conversation.task && state.tasks[conversation.task]) || null,
    last: last_shown(state.threads[conversation.id]),
    unread: mine ? unread_of(state, conversation.id) : 0,
    waiting: waiting_since(state, conversation),
  };
}

const by_last = (a: Row, b: Row): number =>
  a.conversation.last_message < b.conversation.last_message ? 1 : -1;

function by_need(a: Row, b: Row): number {
  if ((a.waiting === null) !== (b.waiting === null)) {
    return a.waiting === null ? 1 : -1;
  }
  return a.waiting !== null && b.waiting !== null ? a.waiting - b.waiting : by_last(a, b);
}

export function offers(state: State): Reservation[] {
  return Object.values(state.reservations)
    .filter((each) => each.status === 'pending')
    .sort((a, b) => (a.expires < b.expires ? -1 : 1));
}

export const unread_in_all = (state: State): number =>
  Object.values(state.conversations).filter((each) => is_mine(state, each))
    .reduce((sum, each) => sum + unread_of(state, each.id), 0);

// What was written here and is not in the thread yet. What the gateway did not take is shown whatever was told.
export const under_way = (outgoing: State['outgoing'], conversation: string): State['outgoing'] =>
  outgoing.filter((each) => each.conversation === conversation && !(each.arrived && each.state === 'sending'));

// The customer's channels that can be answered on, the one where it wrote last first.
export function channels_of(state: State, conversation: Conversation): string[] {
  const addresses = state.customers[conversation.customer]?.addresses ?? [];
  const usable = addresses.filter((each) => each.reach !== 'blocked' && each.reach !== 'opted_out');
  const all = [conversation.channel ?? '', ...usable.map((each) => each.channel)];
  return [...new Set(all)].filter((each) => each !== '');
}

// What agents have on their hands, by agent; who waits longest first.
export function held(state: State): Map<string, Row[]> {
  const out = new Map<string, Row[]>();
  for (const task of Object.values(state.tasks)) {
    const conversation = state.conversations[task.conversation];
    if (task.agent && conversation && (task.status === 'assigned' || task.status === 'wrapping')) {
      const theirs = out.get(task.agent) ?? [];
      theirs.push(row_of(state, conversation));
      out.set(task.agent, theirs);
    }
  }
  out.forEach((each) => each.sort(by_need));
  return out;
}

export const plugin_of = (channels: State['channels'], id: string | null): string =>
  (id && channels[id]?.plugin) || '';

// How long a text is, as the channel counts.
export function length_of(text: string, unit: string | undefined): number {
  switch (unit) {
    case 'byte': return new TextEncoder().encode(text).length;
    case 'code_point': return [...text].length;
    default: return text.length;
  }
}

export interface Carries {
  choices: number; // how many may be offered; 0: none, they become a numbered list
  title: number;
  reply_to: boolean;
  text: number; // longer becomes several messages; 0: not known
  unit: string | undefined;
  receipts: readonly string[];
  attachments: readonly string[]; // kinds; others go as a link
  typing: boolean;
  read: boolean;
  edit: boolean;
  take_back: boolean;
}

export function carries(channel: Channel | undefined): Carries {
  const has = channel?.capabilities ?? {};
  return {
    choices: has.choices?.max ?? 0,
    title: has.choices?.title_max ?? 0,
    reply_to: !!has.reply_to,
    text: has.text?.max ?? 0,
    unit: has.text?.unit,
    receipts: has.receipts ?? [],
    attachments: has.attachments ?? [],
    typing: !!has.typing,
    read: !!has.read,
    edit: !!has.edit,
    take_back: !!has.delete,
  };
}

export type Revision = 'edit' | 'take_back';

// What can be done about a message that went out: by who said it, and by supervisors.
export function revisions(state: Pick<State, 'me' | 'channels'>, message: Message): Revision[] {
  const mine = message.author.kind === 'agent' && message.author.id === state.me?.id;
  if (message.direction !== 'outbound' || message.deleted || message.status === 'failed' || !(mine || state.me?.role !== 'agent')) {
    return [];
  }
  const can = carries(state.channels[message.channel ?? '']);
  return [
    ...(can.edit && message.content.text ? ['edit' as const] : []),
    ...(can.take_back ? ['take_back' as const] : []),
  ];
}

// One line of a message, without what only a person's words can say.
export function words_of(content: Content): string {
  return content.text ?? content.subject ?? content.selected?.title ?? content.location?.name ??
    content.location?.address ?? content.cards?.[0]?.title ?? content.attachments?.[0]?.name ?? '';
}

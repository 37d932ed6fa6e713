// What the views ask of the state. Pure.
import type {Channel, Content, Conversation, Message, Reservation, Task} from '../api/types';
import type {State, Thread} from './state';

export type Shelf = 'mine' | 'open' | 'closed';

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

// Who a task is about, as far as was known when it was made: an address is no name.
export function task_name(task: Task | null | undefined): string {
  const name = attribute(task, 'customerName') || attribute(task, 'name');
  return name === attribute(task, 'customerAddress') ? '' : name;
}

export function offered_name(state: State, task: Task | null | undefined): string {
  const conversation = task && state.conversations[task.conversation];
  return (conversation && name_of(state, conversation)) || task_name(task);
}

export function name_of(state: State, conversation: Conversation): string {
  const customer = state.customers[conversation.customer];
  const task = conversation.task ? state.tasks[conversation.task] : null;
  const address = customer?.addresses.find((each) => each.address === conversation.address);
  return customer?.name || address?.name || task_name(task) || '';
}

export function is_mine(state: State, conversation: Conversation): boolean {
  const task = conversation.task ? state.tasks[conversation.task] : null;
  const held = task?.status === 'assigned' || task?.status === 'wrapping';
  return !!state.me && (task ? held && task.agent === state.me.id : conversation.agent === state.me.id);
}

export const is_from_person = (message: Message): boolean =>
  message.direction === 'outbound' && (message.author.kind === 'agent' || message.author.kind === 'system');

// From a person's last word on, what the customer said counts as unanswered.
function unanswered(thread: Thread | undefined): Message[] {
  const messages = thread?.messages ?? [];
  const last = messages.findLastIndex(is_from_person);
  return messages.slice(last + 1).filter((each) => each.direction === 'inbound' && !each.content.reaction);
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
    return null;
  }
  const asked = Date.parse(first.at);
  return task ? Math.max(asked, Date.parse(task.created)) : asked;
}

function last_shown(thread: Thread | undefined): Message | null {
  return thread?.messages.findLast((each) => !each.content.reaction) ?? null;
}

function on_shelf(state: State, conversation: Conversation, shelf: Shelf): boolean {
  if (shelf === 'closed') {
    return conversation.status === 'closed';
  }
  const mine = is_mine(state, conversation);
  return shelf === 'mine' ? mine : conversation.status === 'open';
}

// Who waits longest comes first; then what moved last.
export function rows(state: State, shelf: Shelf): Row[] {
  const out = Object.values(state.conversations)
    .filter((each) => on_shelf(state, each, shelf))
    .map((conversation): Row => row_of(state, conversation));
  return shelf === 'closed' ? out.sort(by_last) : out.sort(by_need);
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
  rows(state, 'mine').reduce((sum, each) => sum + each.unread, 0);

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
  };
}

// One line of a message, without what only a person's words can say.
export function words_of(content: Content): string {
  return content.text ?? content.subject ?? content.selected?.title ?? content.location?.name ??
    content.location?.address ?? content.cards?.[0]?.title ?? content.attachments?.[0]?.name ?? '';
}

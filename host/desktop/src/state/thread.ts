// Messages put in their place. Their numbers (`seq`) run from 1 without gaps in a conversation, so
// that what is missing shows.
import type {Message} from '../api/types';
import type {Thread} from './state';

export const no_thread: Thread = {messages: [], whole: false};

const rank: Record<Message['status'], number> = {
  received: 0, queued: 0, failed: 1, sent: 1, delivered: 2, read: 3,
};

// A page that was asked for may come after an event that knows more.
function newer(known: Message, told: Message): Message {
  const undone = (known.edited && !told.edited) || (known.deleted && !told.deleted);
  const done = (told.edited && !known.edited) || (told.deleted && !known.deleted);
  return undone || (!done && rank[told.status] < rank[known.status]) ? known : told;
}

function is_whole(messages: readonly Message[]): boolean {
  return messages.every((each, index) => each.seq === index + 1);
}

// `told` counts as the newest word when it is an event.
export function add(thread: Thread, told: readonly Message[], event: boolean): Thread {
  const by_id = new Map(thread.messages.map((each) => [each.id, each]));
  for (const each of told) {
    const known = by_id.get(each.id);
    by_id.set(each.id, known && !event ? newer(known, each) : each);
  }
  const messages = [...by_id.values()].sort((a, b) => a.seq - b.seq || (a.id < b.id ? -1 : 1));
  return {messages, whole: messages.length > 0 && is_whole(messages)};
}

// Less what is in another conversation now.
export function less(thread: Thread, gone: (message: Message) => boolean): Thread {
  if (!thread.messages.some(gone)) {
    return thread;
  }
  const messages = thread.messages.filter((each) => !gone(each));
  return {messages, whole: messages.length > 0 && is_whole(messages)};
}

// The number behind which something is missing, counted from the newest; 0: nothing is.
export function hole(thread: Thread): number {
  const {messages} = thread;
  for (let index = messages.length - 1; index > 0; --index) {
    const before = messages[index - 1];
    const here = messages[index];
    if (before && here && here.seq > before.seq + 1) {
      return before.seq;
    }
  }
  return 0;
}

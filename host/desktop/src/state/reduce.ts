// Events to state. Pure; telling a thing twice is telling it once.
import type {Agent, Channel, Content, Conversation, Customer, Frame, Message, Queue, Reservation, Task} from '../api/types';
import type {Link} from '../api/stream';
import {add, less, no_thread} from './thread';
import type {By, Outgoing, State, Thread} from './state';

export interface Loaded {
  channels?: readonly Channel[];
  activities?: State['activities'];
  agents?: readonly Agent[];
  queues?: readonly Queue[];
  conversations?: readonly Conversation[];
  customers?: readonly Customer[];
  tasks?: readonly Task[];
  reservations?: readonly Reservation[]; // all of mine that live
  messages?: readonly Message[];
}

export type Change =
  | {kind: 'frame'; frame: Frame; at: number}
  | {kind: 'loaded'; what: Loaded; at: number}
  | {kind: 'me'; me: Agent}
  | {kind: 'link'; link: Link}
  | {kind: 'ready'}
  | {kind: 'read'; conversation: string; seq: number}
  | {kind: 'marks'; read: By<number>}
  | {kind: 'outgoing'; what: Outgoing}
  | {kind: 'sent'; key: string; message: Message}
  | {kind: 'dropped'; key: string}
  | {kind: 'gone'; conversation: string}
  | {kind: 'parted'; customers: readonly string[]};

const over = new Set<Reservation['status']>([
  'rejected', 'timeout', 'canceled', 'rescinded', 'completed',
]);

function put<T extends {id: string}>(all: By<T>, told: readonly T[] | undefined): By<T> {
  return told?.length ? {...all, ...Object.fromEntries(told.map((each) => [each.id, each]))} : all;
}

function without<T>(all: By<T>, id: string): By<T> {
  if (!(id in all)) {
    return all;
  }
  const {[id]: _, ...rest} = all;
  return rest;
}

// A message is in one conversation: what is told of it in another takes it out of where it was.
function put_messages(state: State, told: readonly Message[], event: boolean): By<Thread> {
  const places = new Map(told.map((each) => [each.id, each.conversation]));
  const threads: Record<string, Thread> = {...state.threads};
  for (const [conversation, thread] of Object.entries(state.threads)) {
    threads[conversation] = less(thread, (each) => (places.get(each.id) ?? conversation) !== conversation);
  }
  for (const [conversation, messages] of groups(told)) {
    threads[conversation] = add(threads[conversation] ?? no_thread, messages, event);
  }
  return threads;
}

// Their words may be in other conversations now, under other numbers, and not every move is told to everybody.
function part(state: State, customers: readonly string[]): State {
  const whose = (id: string, {messages}: Thread): boolean =>
    customers.includes(state.conversations[id]?.customer ?? '') || messages.some((each) => customers.includes(each.customer));
  const threads = Object.entries(state.threads);
  const left = threads.filter(([id, thread]) => !whose(id, thread));
  return left.length === threads.length ? state : {...state, threads: Object.fromEntries(left)};
}

function groups(told: readonly Message[]): Map<string, Message[]> {
  const out = new Map<string, Message[]>();
  for (const each of told) {
    const group = out.get(each.conversation);
    if (group) {
      group.push(each);
    } else {
      out.set(each.conversation, [each]);
    }
  }
  return out;
}

function put_queues(state: State, told: readonly Queue[], at: number): State['queues'] {
  return {...state.queues, ...Object.fromEntries(told.map((queue) => [queue.id, {queue, at}]))};
}

function put_agents(state: State, told: readonly Agent[]): State {
  const me = told.find((each) => each.id === state.me?.id);
  return {...state, agents: put(state.agents, told), me: me ?? state.me};
}

// The time of a conversation's last message moves with its messages; the gateway tells only some
// changes of a conversation.
function touch(state: State, message: Message): State['conversations'] {
  const known = state.conversations[message.conversation];
  if (!known || known.last_message >= message.at || message.direction === 'internal') {
    return state.conversations;
  }
  const inbound = message.direction === 'inbound';
  return {
    ...state.conversations,
    [known.id]: {
      ...known,
      last_message: message.at,
      channel: inbound ? message.channel : known.channel,
      address: inbound ? message.address : known.address,
    },
  };
}

const same_words = (a: Content, b: Content): boolean => {
  // By what they are: a message shows each under a URL of its own.
  const files = ({attachments = []}: Content): string => JSON.stringify(attachments.map(({kind, name, size}) => [kind, name, size]));
  return a.text === b.text && files(a) === files(b);
};

// The first of mine under way that says the same: its words are not shown twice while its call is answered.
// What is known already was told of before, or was the answer to its own call.
function arrive(state: State, told: Message): State['outgoing'] {
  const mine = told.author.kind === 'agent' && told.author.id === state.me?.id;
  if (!mine || state.threads[told.conversation]?.messages.some((each) => each.id === told.id)) {
    return state.outgoing;
  }
  const first = state.outgoing.find((each) => !each.arrived && each.state === 'sending' && each.conversation === told.conversation &&
    each.note === (told.direction === 'internal') && same_words(each.content, told.content));
  return first ? state.outgoing.map((each) => (each === first ? {...each, arrived: true} : each)) : state.outgoing;
}

// Whom a split made two.
export const parted_by = ({data: {id, change}}: Extract<Frame, {type: 'customer.updated'}>): readonly string[] =>
  (change?.what === 'split' ? [id, ...(change.other ? [change.other] : [])] : []);

function take(state: State, frame: Frame, at: number): State {
  switch (frame.type) {
    case 'hello':
    case 'reset':
      return state;
    case 'message.created':
    case 'message.updated': {
      const told = frame.data;
      const from_customer = told.direction === 'inbound';
      return {
        ...state,
        threads: put_messages(state, [told], true),
        conversations: touch(state, told),
        outgoing: frame.type === 'message.created' ? arrive(state, told) : state.outgoing,
        typing: from_customer ? without(state.typing, told.conversation) : state.typing,
      };
    }
    case 'conversation.created':
    case 'conversation.updated':
    case 'conversation.closed':
      return {...state, conversations: put(state.conversations, [frame.data])};
    case 'task.created':
    case 'task.updated':
      return {...state, tasks: put(state.tasks, [frame.data])};
    case 'reservation.created':
    case 'reservation.accepted':
    case 'reservation.rejected':
    case 'reservation.timeout':
    case 'reservation.canceled':
    case 'reservation.completed':
      if (frame.data.agent !== state.me?.id) {
        return state;
      }
      return {
        ...state,
        reservations: over.has(frame.data.status)
          ? without(state.reservations, frame.data.id)
          : put(state.reservations, [frame.data]),
      };
    case 'agent.updated':
      return put_agents(state, [frame.data]);
    case 'queue.updated':
      return {...state, queues: put_queues(state, [frame.data], at)};
    case 'channel.updated': {
      const known = state.channels[frame.data.id];
      return known
        ? {...state, channels: {...state.channels, [known.id]: {...known, ...frame.data}}}
        : state;
    }
    case 'customer.updated':
      return part({...state, customers: put(state.customers, [frame.data])}, parted_by(frame));
    case 'typing':
      return {
        ...state,
        typing: frame.data.on
          ? {...state.typing, [frame.data.conversation]: at + frame.data.ttl_ms}
          : without(state.typing, frame.data.conversation),
      };
    default:
      return state; // what a newer gateway tells
  }
}

function load(state: State, what: Loaded, at: number): State {
  const next: State = {
    ...state,
    channels: put(state.channels, what.channels),
    activities: what.activities ?? state.activities,
    conversations: put(state.conversations, what.conversations),
    customers: put(state.customers, what.customers),
    tasks: put(state.tasks, what.tasks),
    reservations: what.reservations ? put({}, what.reservations) : state.reservations,
    threads: what.messages ? put_messages(state, what.messages, false) : state.threads,
    queues: what.queues ? put_queues(state, what.queues, at) : state.queues,
  };
  return what.agents ? put_agents(next, what.agents) : next;
}

export function reduce(state: State, change: Change): State {
  switch (change.kind) {
    case 'frame': {
      const cursor = change.frame.cursor ?? state.cursor;
      return {...take(state, change.frame, change.at), cursor};
    }
    case 'loaded':
      return load(state, change.what, change.at);
    case 'me':
      return {...state, me: change.me, agents: put(state.agents, [change.me])};
    case 'link':
      return {...state, link: change.link};
    case 'ready':
      return {...state, ready: true};
    case 'read':
      return (state.read[change.conversation] ?? 0) >= change.seq
        ? state
        : {...state, read: {...state.read, [change.conversation]: change.seq}};
    case 'marks':
      return {...state, read: {...change.read, ...state.read}};
    case 'outgoing': {
      const {what} = change;
      const known = state.outgoing.some((each) => each.key === what.key);
      return {
        ...state,
        outgoing: known
          ? state.outgoing.map((each) => (each.key === what.key ? what : each))
          : [...state.outgoing, what],
      };
    }
    case 'sent':
      return {
        ...state,
        outgoing: state.outgoing.filter((each) => each.key !== change.key),
        // The event may have come first, and know more.
        threads: put_messages(state, [change.message], false),
        conversations: touch(state, change.message),
      };
    case 'dropped':
      return {...state, outgoing: state.outgoing.filter((each) => each.key !== change.key)};
    case 'gone':
      return {
        ...state,
        conversations: without(state.conversations, change.conversation),
        threads: without(state.threads, change.conversation),
      };
    case 'parted':
      return part(state, change.customers);
  }
}

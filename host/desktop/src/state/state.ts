// What the desktop knows. A value: each change makes a new one.
import type {
  Agent, Channel, Content, Conversation, Customer, Message, Queue, Reservation, Task,
} from '../api/types';
import type {Link} from '../api/stream';

export type By<T> = Readonly<Record<string, T>>;

// Messages of one conversation in order, as far as they are known.
export interface Thread {
  messages: readonly Message[];
  whole: boolean; // from the first on, without a hole
}

// Something of ours that the gateway has not confirmed.
export interface Outgoing {
  key: string;
  conversation: string;
  content: Content;
  note: boolean;
  reply_to: string | null;
  channel: string | null;
  at: number;
  state: 'sending' | 'waiting' | 'refused';
  why: string;
  arrived?: boolean; // an event told of it before the call was answered: it is in the thread already
}

export interface QueueRow {
  queue: Queue;
  at: number; // when it was told: oldest_seconds counts on from here
}

export interface State {
  me: Agent | null;
  link: Link;
  cursor: string | null;
  ready: boolean; // the first picture is complete
  channels: By<Channel>;
  activities: readonly {id: string; available: boolean}[];
  agents: By<Agent>;
  queues: By<QueueRow>;
  conversations: By<Conversation>;
  customers: By<Customer>;
  tasks: By<Task>;
  reservations: By<Reservation>;
  threads: By<Thread>;
  typing: By<number>; // conversation → until when
  read: By<number>; // conversation → the last number that was seen
  outgoing: readonly Outgoing[];
}

export const nothing: State = {
  me: null,
  link: 'connecting',
  cursor: null,
  ready: false,
  channels: {},
  activities: [],
  agents: {},
  queues: {},
  conversations: {},
  customers: {},
  tasks: {},
  reservations: {},
  threads: {},
  typing: {},
  read: {},
  outgoing: [],
};

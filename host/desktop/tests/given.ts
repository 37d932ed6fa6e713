// Things as the gateway tells them.
import type {Agent, Conversation, Message, Reservation, Task} from '../src/api/types';

const at = '2026-03-02T09:00:00.000Z';

export const agent = (id: string): Agent => ({
  id, name: id, role: 'agent', activity: 'available', available: true, activity_since: at, attributes: {},
  load: {}, capacity: {default: 3},
});

export const message = (seq: number, some: Partial<Message> = {}): Message => ({
  id: `IM${seq}`, at, direction: 'inbound', channel: 'line-my', provider_id: null, conversation: 'CH1',
  customer: 'CU1', author: {kind: 'customer', id: null}, address: 'U1', status: 'received', error: null,
  reply_to: null, edited: false, deleted: false, seq, content: {text: `text ${seq}`}, ...some,
});

export const conversation = (id: string, some: Partial<Conversation> = {}): Conversation => ({
  id, customer: 'CU1', status: 'open', handler: 'agent', channel: 'line-my', address: 'U1', task: null,
  agent: null, attributes: {}, opened: at, last_message: at, previous: null,
  can_reply: true, reason: null, until: null, ...some,
});

export const task = (id: string, of: string, who: string | null): Task => ({
  id, conversation: of, queue: 'support', workflow: 'main', priority: 0, attributes: {},
  status: who ? 'assigned' : 'pending', agent: who, age_seconds: 0, created: at, channel: 'chat',
});

export const reservation = (id: string, who: string): Reservation => ({
  id, task: 'WT1', agent: who, status: 'pending', expires: at, conversation: 'CH1', created: at,
});

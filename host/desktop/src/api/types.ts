// The shapes of the gateway's document, by the names that the views use.
import type {components} from '../../generated/schema';

type Schemas = components['schemas'];

export type Activity = Schemas['Activity'];
export type Address = Schemas['Address'];
export type Agent = Schemas['Agent'];
export type Attachment = Schemas['Attachment'];
export type Channel = Schemas['Channel'];
export type Choice = Schemas['Choice'];
export type Content = Schemas['Content'];
export type Conversation = Schemas['Conversation'];
export type Customer = Schemas['Customer'];
export type Match = Schemas['Match'];
export type Message = Schemas['Message'];
export type Queue = Schemas['Queue'];
export type Reservation = Schemas['Reservation'];
export type Task = Schemas['Task'];
export type Verification = Schemas['Verification'];

export interface Typing {
  conversation: string;
  on: boolean;
  ttl_ms: number;
}

interface Told<Type extends string, Data> {
  type: Type;
  id: string;
  at: string;
  data: Data;
  cursor?: string;
}

// What the stream says, frame by frame.
export type Frame =
  | {type: 'hello'; cursor: string}
  | {type: 'reset'; cursor: string}
  | Told<'message.created' | 'message.updated', Message>
  | Told<'conversation.created' | 'conversation.updated' | 'conversation.closed', Conversation>
  | Told<'task.created' | 'task.updated', Task>
  | Told<
      | 'reservation.created'
      | 'reservation.accepted'
      | 'reservation.rejected'
      | 'reservation.timeout'
      | 'reservation.canceled'
      | 'reservation.completed',
      Reservation
    >
  | Told<'agent.updated', Agent>
  | Told<'queue.updated', Queue>
  | Told<'channel.updated', Pick<Channel, 'id' | 'plugin' | 'state' | 'reason'>>
  | Told<'customer.updated', Customer>
  | Told<'typing', Typing>;

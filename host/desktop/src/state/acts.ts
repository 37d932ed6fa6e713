// What a person does to tasks, conversations and customers.
import {call, fresh_key} from '../api/client';
import type {Conversation, Customer, Match, Message, Task, Verification} from '../api/types';
import {Picture} from './picture';
import type {Loaded} from './reduce';

// What was answered, as what is known by it.
const a_task = async (asking: Promise<Task>): Promise<Loaded> => ({tasks: [await asking]});
const a_conversation = async (asking: Promise<Conversation>): Promise<Loaded> => ({conversations: [await asking]});
const a_message = async (asking: Promise<Message>): Promise<Loaded> => ({messages: [await asking]});
const a_customer = async (asking: Promise<Customer>): Promise<Loaded> => ({customers: [await asking]});

export abstract class Acts extends Picture {
  // Shown once; the session's end ends it.
  protected abstract readonly failed: (why: unknown) => void;

  readonly set_activity = (activity: string): Promise<void> =>
    call('put', '/api/v1/me/activity', {body: {activity}}).then((now) => {
      const {me} = this.state;
      if (me) {
        this.change({kind: 'me', me: {...me, ...now}});
      }
    }).catch(this.failed);

  readonly accept = async (reservation: string): Promise<string | null> => {
    try {
      const taken = await call('post', '/api/v1/reservations/{id}/accept', {id: reservation});
      await this.load_conversation(taken.conversation).catch(() => undefined);
      return taken.conversation;
    } catch (why) {
      await this.reload_reservations();
      this.failed(why);
      return null;
    }
  };

  readonly reject = (reservation: string): Promise<void> =>
    call('post', '/api/v1/reservations/{id}/reject', {id: reservation}).then(
      () => undefined,
      async (why: unknown) => {
        await this.reload_reservations();
        this.failed(why);
      });

  private async reload_reservations(): Promise<void> {
    const since = this.turn;
    await this.ask_reservations().then((reservations) => this.load({reservations}, since), () => undefined);
  }

  // What a call changed, put in place; false where it was refused, which is shown.
  private async done(asking: Promise<Loaded>, then = async (_: Loaded): Promise<void> => undefined): Promise<boolean> {
    const since = this.turn;
    let told: Loaded;
    try {
      told = await asking;
      this.load(told, since);
    } catch (why) {
      this.failed(why);
      return false;
    }
    await then(told).catch(() => undefined); // it is done, whatever can be read of it now
    return true;
  }

  readonly wrap_up = (id: string): Promise<boolean> => this.done(a_task(call('post', '/api/v1/tasks/{id}/wrapup', {id})));
  readonly complete = (id: string, reason: string): Promise<boolean> =>
    this.done(a_task(call('post', '/api/v1/tasks/{id}/complete', {id, body: reason ? {reason} : {}})));
  readonly transfer = (id: string, to: {queue?: string; agent?: string}, note: string): Promise<boolean> =>
    this.done(a_task(call('post', '/api/v1/tasks/{id}/transfer', {id, body: {...to, ...(note ? {note} : {})}})));

  readonly rename = (customer: string, name: string): Promise<boolean> =>
    this.done(a_customer(call('patch', '/api/v1/customers/{id}', {id: customer, body: {name: name || null}})));

  readonly retry = (message: string): Promise<void> =>
    call('post', '/api/v1/messages/{id}/retry', {id: message}).then(() => undefined, this.failed);

  // Done once the provider has taken it: an event tells.
  readonly reword = (message: Message, text: string): Promise<boolean> =>
    this.done(a_message(call('patch', '/api/v1/messages/{id}', {id: message.id, body: {content: {...message.content, text}}})));
  readonly take_back = (message: Message): Promise<boolean> =>
    this.done(a_message(call('delete', '/api/v1/messages/{id}', {id: message.id})));

  readonly close = (conversation: string, reason: string): Promise<boolean> =>
    this.done(a_conversation(call('post', '/api/v1/conversations/{id}/close', {
      id: conversation, body: reason ? {reason} : {},
    })));

  readonly hand_to = (conversation: string, to: 'agent' | 'bot' | 'flow'): Promise<boolean> =>
    this.done(a_conversation(call('post', '/api/v1/conversations/{id}/handoff', {id: conversation, body: {to}})));

  // Customers that a search finds, where one is to be chosen.
  readonly find_customers = async (q: string): Promise<readonly Customer[]> =>
    (await call('get', '/api/v1/customers', {query: {q, limit: 20}})).items.filter((each) => !each.merged_into);

  // Others who have one of the customer's numbers or mailboxes.
  readonly find_matches = async (customer: string): Promise<readonly Match[]> =>
    (await call('get', '/api/v1/customers/{id}/matches', {id: customer})).items;

  // The link to another channel, where the customer wrote last.
  readonly invite = (conversation: string, channel: string): Promise<boolean> =>
    this.done(a_message(call('post', '/api/v1/conversations/{id}/invite', {id: conversation, key: fresh_key(), body: {channel}})));

  // Both as one; the reason stays as a note where it was done.
  readonly merge = (into: string, from: string, reason: string, where: string, note: string): Promise<boolean> =>
    this.done(a_customer(call('post', '/api/v1/customers/{id}/merge', {id: into, body: {from, reason}})), async () => {
      this.note_down(where, note);
      await this.load_story(into);
    });

  readonly split = (
    customer: string, of: {channel: string; address: string; reason: string}, where: string, note: string,
  ): Promise<boolean> =>
    this.done(a_customer(call('post', '/api/v1/customers/{id}/split', {id: customer, body: of})), async ({customers = []}) => {
      this.note_down(where, note);
      await this.renew_parted([...customers.map((each) => each.id), customer]);
    });

  // A one-time code to an address, and what the customer says it is. Who asks shows what is refused.
  readonly send_code = (customer: string, to: {channel: string; to: string}): Promise<Verification> =>
    call('post', '/api/v1/customers/{id}/verifications', {id: customer, body: to});

  readonly check_code = async ({customer, id}: Verification, code: string): Promise<void> => {
    await call('post', '/api/v1/customers/{id}/verifications/{verification}/check', {
      id: customer, parts: {verification: id}, body: {code},
    });
    await Promise.allSettled([this.load_customer(customer), this.load_story(customer)]);
  };

  protected abstract note_down(conversation: string, text: string): void;
}

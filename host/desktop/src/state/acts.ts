// What a person does to tasks, conversations and customers.
import {call} from '../api/client';
import type {Conversation, Customer, Verification} from '../api/types';
import {Picture} from './picture';
import type {State} from './state';

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

  readonly wrap_up = (id: string): Promise<boolean> => this.with_task(call('post', '/api/v1/tasks/{id}/wrapup', {id}));
  readonly complete = (id: string, reason: string): Promise<boolean> =>
    this.with_task(call('post', '/api/v1/tasks/{id}/complete', {id, body: reason ? {reason} : {}}));
  readonly transfer = (id: string, to: {queue?: string; agent?: string}, note: string): Promise<boolean> =>
    this.with_task(call('post', '/api/v1/tasks/{id}/transfer', {id, body: {...to, ...(note ? {note} : {})}}));

  private async with_task(asking: Promise<State['tasks'][string]>): Promise<boolean> {
    const since = this.turn;
    try {
      this.load({tasks: [await asking]}, since);
      return true;
    } catch (why) {
      this.failed(why);
      return false;
    }
  }

  readonly rename = (customer: string, name: string): Promise<void> =>
    call('patch', '/api/v1/customers/{id}', {id: customer, body: {name: name || null}})
      .then((now) => this.load({customers: [now]}, Number.MAX_SAFE_INTEGER))
      .catch(this.failed);

  readonly retry = (message: string): Promise<void> =>
    call('post', '/api/v1/messages/{id}/retry', {id: message}).then(() => undefined, this.failed);

  readonly close = (conversation: string, reason: string): Promise<boolean> =>
    this.with_conversation(call('post', '/api/v1/conversations/{id}/close', {
      id: conversation, body: reason ? {reason} : {},
    }));

  readonly hand_to = (conversation: string, to: 'agent' | 'bot' | 'flow'): Promise<boolean> =>
    this.with_conversation(call('post', '/api/v1/conversations/{id}/handoff', {id: conversation, body: {to}}));

  private async with_conversation(asking: Promise<Conversation>): Promise<boolean> {
    const since = this.turn;
    try {
      this.load({conversations: [await asking]}, since);
      return true;
    } catch (why) {
      this.failed(why);
      return false;
    }
  }

  // Customers that a search finds, where one is to be chosen.
  readonly find_customers = async (q: string): Promise<readonly Customer[]> =>
    (await call('get', '/api/v1/customers', {query: {q, limit: 20}})).items.filter((each) => !each.merged_into);

  // Both as one; the reason stays as a note where it was done.
  readonly merge = async (into: string, from: string, reason: string, where: string, note: string): Promise<boolean> => {
    const since = this.turn;
    try {
      const merged = await call('post', '/api/v1/customers/{id}/merge', {id: into, body: {from, reason}});
      this.load({customers: [merged]}, since);
      this.note_down(where, note);
      await this.load_story(into);
      return true;
    } catch (why) {
      this.failed(why);
      return false;
    }
  };

  readonly split = async (
    customer: string, of: {channel: string; address: string; reason: string}, where: string, note: string,
  ): Promise<boolean> => {
    try {
      const fresh = await call('post', '/api/v1/customers/{id}/split', {id: customer, body: of});
      this.note_down(where, note);
      this.load({customers: [fresh]}, this.turn);
      await Promise.allSettled([
        this.load_customer(customer),
        ...Object.values(this.state.conversations).filter((each) => each.customer === customer)
          .map((each) => this.load_conversation(each.id)),
      ]);
      return true;
    } catch (why) {
      this.failed(why);
      return false;
    }
  };

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

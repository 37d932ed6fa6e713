// What is known of the centre, and how it is come by: events move it, calls fill it in.
import {call, gateway_now, Refusal} from '../api/client';
import type {Conversation} from '../api/types';
import {reduce, type Change, type Loaded} from './reduce';
import {nothing, type State} from './state';
import {hole, no_thread} from './thread';
import {trim} from './trim';

const page = 50;
const most_pages = 20;
const most_told = 10_000; // far more than is told while an answer is under way

export class Knowledge {
  protected state: State = nothing;
  private readonly listeners = new Set<() => void>();
  // By thing, when the stream last told of it: an answer that was asked for before knows less.
  private readonly told = new Map<string, number>();
  protected turn = 0;
  protected shown: string | null = null; // the conversation on the screen
  private readonly asked = new Map<string, Promise<void>>();
  protected agents_timer: ReturnType<typeof setTimeout> | undefined;

  readonly get = (): State => this.state;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  protected change(change: Change): void {
    const now = reduce(this.state, change);
    this.state = change.kind === 'frame' ? trim(now, this.shown) : now;
    this.listeners.forEach((each) => each());
  }

  protected is_told(id: string): void {
    this.told.delete(id); // to the end: the first in the map is what was told longest ago
    this.told.set(id, this.turn);
    if (this.told.size > most_told) {
      this.told.delete(this.told.keys().next().value ?? '');
    }
  }

  protected load(what: Loaded, since: number): void {
    const fresh = <T extends {id: string}>(all: readonly T[] | undefined): readonly T[] =>
      all?.filter((each) => (this.told.get(each.id) ?? 0) <= since) ?? [];
    const kept = Object.values(this.state.reservations)
      .filter((each) => (this.told.get(each.id) ?? 0) > since);
    this.change({
      kind: 'loaded',
      at: gateway_now(),
      what: {
        ...what,
        conversations: fresh(what.conversations),
        customers: fresh(what.customers),
        tasks: fresh(what.tasks),
        agents: fresh(what.agents),
        queues: fresh(what.queues),
        messages: fresh(what.messages),
        ...(what.reservations ? {reservations: [...fresh(what.reservations), ...kept]} : {}),
      },
    });
  }

  // One question at a time for one thing.
  protected once(name: string, ask: () => Promise<void>): Promise<void> {
    const under_way = this.asked.get(name);
    if (under_way) {
      return under_way;
    }
    const asking = ask().finally(() => this.asked.delete(name));
    this.asked.set(name, asking);
    return asking;
  }

  // `anew`: the stream could not go on, so that what is known may be old.
  protected async load_picture(anew: boolean): Promise<void> {
    const since = this.turn;
    const [channels, activities, reservations, conversations, tasks, messages, customers] =
      await Promise.all([
        call('get', '/api/v1/channels'),
        call('get', '/api/v1/activities'),
        call('get', '/api/v1/reservations', {query: {limit: 200}}),
        call('get', '/api/v1/conversations', {query: {status: 'open', order: 'desc', limit: 200}}),
        call('get', '/api/v1/tasks', {query: {order: 'desc', limit: 200}}),
        call('get', '/api/v1/messages', {query: {order: 'desc', limit: 200}}),
        call('get', '/api/v1/customers', {query: {order: 'desc', limit: 200}}),
        this.refresh_live(),
      ]);
    this.load({
      channels, activities: activities.items, reservations: reservations.items, conversations: conversations.items,
      tasks: tasks.items, messages: messages.items, customers: customers.items,
    }, since);
    await Promise.all(conversations.items.map((each) => this.complete_row(each)));
    if (anew) {
      const open = new Set(conversations.items.map((each) => each.id));
      const closed = Object.values(this.state.conversations).filter((each) => each.status === 'open' && !open.has(each.id));
      await Promise.allSettled([
        ...closed.map((each) => this.load_conversation(each.id)),
        ...Object.keys(this.state.threads).map((id) => this.load_messages(id, page)),
        ...(this.shown ? [this.load_thread(this.shown)] : []),
      ]);
    }
    this.change({kind: 'ready'});
  }

  // A row's name and last words, where the pages did not reach.
  private async complete_row(conversation: Conversation): Promise<void> {
    const missing: Promise<void>[] = [];
    if (!this.state.customers[conversation.customer]) {
      missing.push(this.load_customer(conversation.customer));
    }
    if (!this.state.threads[conversation.id]) {
      missing.push(this.load_messages(conversation.id, 20));
    }
    if (conversation.task && !this.state.tasks[conversation.task]) {
      missing.push(this.load_task(conversation.task));
    }
    await Promise.all(missing.map((each) => each.catch(() => undefined)));
  }

  // What the stream tells once and never again.
  protected async refresh_live(): Promise<void> {
    const since = this.turn;
    const [agents, queues, channels] = await Promise.all([
      call('get', '/api/v1/agents', {query: {limit: 200}}),
      call('get', '/api/v1/queues', {query: {limit: 200}}),
      call('get', '/api/v1/channels'),
    ]);
    this.load({agents: agents.items, queues: queues.items, channels}, since);
  }

  // Loads move with every offer; the wall need not ask for each of them.
  protected refresh_agents(): void {
    this.agents_timer ??= setTimeout(() => {
      this.agents_timer = undefined;
      const since = this.turn;
      call('get', '/api/v1/agents', {query: {limit: 200}})
        .then((agents) => this.load({agents: agents.items}, since), () => undefined);
    }, 400);
  }

  readonly load_customer = (id: string): Promise<void> =>
    this.once(id, async () => {
      const since = this.turn;
      this.load({customers: [await call('get', '/api/v1/customers/{id}', {id})]}, since);
    });

  readonly load_task = (id: string): Promise<void> =>
    this.once(id, async () => {
      const since = this.turn;
      this.load({tasks: [await call('get', '/api/v1/tasks/{id}', {id})]}, since);
    });

  readonly load_conversation = (id: string): Promise<void> =>
    this.once(id, async () => {
      const since = this.turn;
      try {
        const conversation = await call('get', '/api/v1/conversations/{id}', {id});
        this.load({conversations: [conversation]}, since);
        await this.complete_row(conversation);
        if (!this.state.threads[id]?.whole) {
          await this.load_messages(id, page);
        }
      } catch (why) {
        if (why instanceof Refusal && why.status === 404) {
          this.change({kind: 'gone', conversation: id});
        }
        throw why;
      }
    });

  private async load_messages(id: string, limit: number): Promise<void> {
    const since = this.turn;
    const found = await call('get', '/api/v1/conversations/{id}/messages', {id, query: {order: 'desc', limit}});
    this.load({messages: found.items}, since);
  }

  // The whole thread, newest first, until nothing is missing.
  readonly load_thread = (id: string): Promise<void> =>
    this.once(`thread ${id}`, async () => {
      let after: string | undefined;
      for (let count = 0; count < most_pages; ++count) {
        const since = this.turn;
        const found = await call('get', '/api/v1/conversations/{id}/messages', {
          id, query: {order: 'desc', limit: page, ...(after ? {after} : {})},
        });
        this.load({messages: found.items}, since);
        const thread = this.state.threads[id] ?? no_thread;
        if (!found.next || (thread.whole && hole(thread) === 0)) {
          return;
        }
        after = found.next;
      }
    });

  readonly load_closed = (q: string): Promise<string[]> =>
    this.found({q, order: 'desc', limit: page, ...(q ? {} : {status: 'closed'})});

  readonly load_story = (customer: string): Promise<string[]> =>
    this.found({customer, order: 'desc', limit: page});

  private async found(query: {
    q?: string; customer?: string; order: 'desc'; limit: number; status?: 'closed';
  }): Promise<string[]> {
    const since = this.turn;
    const found = await call('get', '/api/v1/conversations', {query});
    this.load({conversations: found.items}, since);
    await Promise.all(found.items.map((each) => this.complete_row(each)));
    return found.items.map((each) => each.id);
  }
}

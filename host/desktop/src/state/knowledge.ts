// What is known of the centre, and how it is come by: events move it, calls fill it in.
import {call, gateway_now, Refusal} from '../api/client';
import type {Conversation, Message} from '../api/types';
import type {Page} from './pages';
import {reduce, type Change, type Loaded} from './reduce';
import {known_by_name} from './select';
import {nothing, type State} from './state';
import {hole, no_thread} from './thread';
import {trim} from './trim';

const page = 50;
const most_pages = 20;
const together = 40; // milliseconds
const enough = 20; // messages, for a row: the last one, and what was not read
const most_people = 8; // of those that a search finds
const most_told = 10_000; // far more than is told while an answer is under way

const split_of = (customer: string | undefined): string => `split ${customer}`;

export class Knowledge {
  protected state: State = nothing;
  private readonly listeners = new Set<() => void>();
  // By thing, when the stream last told of it: an answer that was asked for before knows less.
  private readonly told = new Map<string, number>();
  protected turn = 0;
  protected shown: string | null = null; // the conversation on the screen
  private tell_timer: ReturnType<typeof setTimeout> | undefined;
  private untold = false;
  private readonly asked = new Map<string, Promise<void>>();
  private readonly earlier = new Map<string, string | null>(); // by conversation, where its next older page begins

  readonly get = (): State => this.state;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  protected change(change: Change): void {
    const {threads} = this.state;
    const now = reduce(this.state, change);
    this.state = change.kind === 'frame' ? trim(now, this.shown) : now;
    if (this.state.threads !== threads) {
      [...this.earlier.keys()].filter((id) => !this.state.threads[id]).forEach((id) => this.earlier.delete(id));
    }
    this.tell();
  }

  // The views hear of the first of many changes at once, and of the rest together.
  private tell(): void {
    if (this.tell_timer !== undefined) {
      this.untold = true;
      return;
    }
    this.untold = false;
    this.tell_timer = setTimeout(() => {
      this.tell_timer = undefined;
      if (this.untold) {
        this.tell();
      }
    }, together);
    this.listeners.forEach((each) => each());
  }

  protected fall_silent(): void {
    clearTimeout(this.tell_timer);
  }

  protected is_told(id: string): void {
    this.told.delete(id); // to the end: the first in the map is what was told longest ago
    this.told.set(id, this.turn);
    if (this.told.size > most_told) {
      this.told.delete(this.told.keys().next().value ?? '');
    }
  }

  protected load(what: Loaded, since: number): void {
    const fresh = <T extends {id: string; customer?: string}>(all: readonly T[] | undefined): readonly T[] =>
      all?.filter((each) => Math.max(this.told.get(each.id) ?? 0, this.told.get(split_of(each.customer)) ?? 0) <= since) ?? [];
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

  // A row's name and last words, where the pages did not reach.
  protected async complete_row(conversation: Conversation): Promise<void> {
    const missing: Promise<void>[] = [];
    const thread = this.state.threads[conversation.id] ?? no_thread;
    if (!this.state.customers[conversation.customer]) {
      missing.push(this.load_customer(conversation.customer));
    }
    if (!thread.whole && thread.messages.length < enough) {
      missing.push(this.load_newest(conversation.id));
    }
    if (conversation.task && !this.state.tasks[conversation.task]) {
      missing.push(this.load_task(conversation.task));
    }
    await Promise.all(missing.map((each) => each.catch(() => undefined)));
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
      } catch (why) {
        if (why instanceof Refusal && why.status === 404) {
          this.change({kind: 'gone', conversation: id});
        }
        throw why;
      }
    });

  // After a split: what was asked before it may tell of what is another customer's now. The first is as it was told.
  protected async renew_parted(customers: readonly string[]): Promise<void> {
    ++this.turn;
    customers.forEach((each) => this.is_told(split_of(each)));
    const theirs = Object.values(this.state.conversations).filter((each) => customers.includes(each.customer)).map((each) => each.id);
    this.change({kind: 'parted', customers});
    const names = theirs.flatMap((id) => [id, `newest ${id}`, `thread ${id}`, `earlier ${id}`]);
    await Promise.allSettled([...customers, ...names].map((name) => this.asked.get(name)));
    await Promise.allSettled([...customers.slice(1).map(this.load_customer), ...customers.map(this.load_story), ...theirs.map(async (id) => {
      await this.load_conversation(id);
      if (id === this.shown) {
        await this.load_thread(id);
      }
    })]);
  }

  // What a row shows, where it comes into view.
  readonly want_row = (id: string): void => {
    const conversation = this.state.conversations[id];
    if (conversation) {
      void this.complete_row(conversation);
    }
  };

  private ask_messages(id: string, limit: number, after?: string): Promise<Page<Message>> {
    return call('get', '/api/v1/conversations/{id}/messages', {
      id, query: {order: 'desc', limit, ...(after ? {after} : {})},
    });
  }

  protected readonly load_newest = (id: string): Promise<void> =>
    this.once(`newest ${id}`, async () => {
      const since = this.turn;
      this.load({messages: (await this.ask_messages(id, enough)).items}, since);
    });

  // The newest page, and on until what is known has no hole. Older ones are asked for when they are wanted.
  readonly load_thread = (id: string): Promise<void> =>
    this.once(`thread ${id}`, async () => {
      const thread = this.state.threads[id] ?? no_thread;
      if (thread.whole || (this.earlier.has(id) && thread.messages.length >= page && hole(thread) === 0)) {
        return;
      }
      this.earlier.delete(id);
      for (let count = 0; count < most_pages; ++count) {
        if (!await this.load_page(id) || hole(this.state.threads[id] ?? no_thread) === 0) {
          return;
        }
      }
    });

  // False when there is nothing before it.
  private async load_page(id: string): Promise<boolean> {
    const since = this.turn;
    const found = await this.ask_messages(id, page, this.earlier.get(id) ?? undefined);
    this.load({messages: found.items}, since);
    this.earlier.set(id, found.next);
    return found.next !== null;
  }

  // Until something older is known than before.
  readonly load_earlier = (id: string): Promise<void> =>
    this.once(`earlier ${id}`, async () => {
      await this.load_thread(id);
      const oldest = (): number => this.state.threads[id]?.messages[0]?.seq ?? 0;
      const before = oldest();
      while (!this.state.threads[id]?.whole && this.earlier.get(id) !== null && await this.load_page(id)) {
        if (oldest() < before) {
          return;
        }
      }
    });

  // As far back as that message; false where it is not in this conversation.
  readonly load_back_to = async (id: string, message: string): Promise<boolean> => {
    const known = (): boolean => !!this.state.threads[id]?.messages.some((each) => each.id === message);
    for (let count = 0; count < most_pages && !known() && !this.state.threads[id]?.whole; ++count) {
      await this.load_earlier(id);
    }
    return known();
  };

  readonly load_closed = (): Promise<string[]> => this.found({status: 'closed', order: 'desc', limit: page});

  readonly load_story = (customer: string): Promise<string[]> =>
    this.found({customer, order: 'desc', limit: page});

  // Words of messages; names and addresses of customers, also of those whom I served before.
  readonly search = async (q: string): Promise<string[]> => {
    const since = this.turn;
    const [said, customers] = await Promise.all([
      this.found({q, order: 'desc', limit: page}),
      call('get', '/api/v1/customers', {query: {q, limit: most_people}}),
    ]);
    this.load({customers: customers.items}, since);
    const theirs = await Promise.all(customers.items.map((each) =>
      this.found({customer: each.id, order: 'desc', limit: enough})));
    return [...new Set([...known_by_name(this.state, q), ...theirs.flat(), ...said])];
  };

  private async found(query: {
    q?: string; customer?: string; order: 'desc'; limit: number; status?: 'closed';
  }): Promise<string[]> {
    const since = this.turn;
    const found = await call('get', '/api/v1/conversations', {query});
    this.load({conversations: found.items}, since);
    return found.items.map((each) => each.id);
  }
}

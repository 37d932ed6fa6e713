// One person's session: the state, the stream that moves it, and what the person does.
import {call, fresh_key, gateway_now, Refusal} from '../api/client';
import {Stream} from '../api/stream';
import type {Agent, Content, Conversation, Frame, Message} from '../api/types';
import {reduce, type Change, type Loaded} from './reduce';
import {recall, remember} from './remember';
import {nothing, type Outgoing, type State} from './state';
import {hole, no_thread} from './thread';

const page = 50;
const most_pages = 20;

export type Notice =
  | {kind: 'offer'; reservation: string}
  | {kind: 'message'; message: Message}
  | {kind: 'refused'; why: Refusal};

export class Desk {
  private state: State = nothing;
  private readonly listeners = new Set<() => void>();
  private readonly heard = new Set<(notice: Notice) => void>();
  private readonly stream: Stream;
  // By thing, when the stream last told of it: an answer that was asked for before knows less.
  private readonly told = new Map<string, number>();
  private turn = 0;
  private readonly asked = new Map<string, Promise<void>>();
  private agents_timer: ReturnType<typeof setTimeout> | undefined;
  private was_live = false;

  constructor(me: Agent, private readonly ended: () => void) {
    this.change({kind: 'me', me});
    this.change({kind: 'marks', read: recall(me.id)});
    this.stream = new Stream(() => this.state.cursor, {
      frame: (frame) => this.take(frame),
      link: (link) => this.linked(link),
      ended,
    });
  }

  readonly get = (): State => this.state;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly hear = (listener: (notice: Notice) => void): (() => void) => {
    this.heard.add(listener);
    return () => this.heard.delete(listener);
  };

  start(): void { this.stream.start(); }
  stop(): void {
    clearTimeout(this.agents_timer);
    this.stream.stop();
  }
  readonly reconnect = (): void => this.stream.at_once();

  private change(change: Change): void {
    this.state = reduce(this.state, change);
    this.listeners.forEach((each) => each());
  }

  private say(notice: Notice): void { this.heard.forEach((each) => each(notice)); }

  // What fails is shown once, and the session's end ends it.
  private readonly failed = (why: unknown): void => {
    if (!(why instanceof Refusal)) {
      throw why;
    }
    if (why.status === 401) {
      this.ended();
    } else {
      this.say({kind: 'refused', why});
    }
  };

  private load(what: Loaded, since: number): void {
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
        ...(what.reservations ? {reservations: [...fresh(what.reservations), ...kept]} : {}),
      },
    });
  }

  // One question at a time for one thing.
  private once(name: string, ask: () => Promise<void>): Promise<void> {
    const under_way = this.asked.get(name);
    if (under_way) {
      return under_way;
    }
    const asking = ask().finally(() => this.asked.delete(name));
    this.asked.set(name, asking);
    return asking;
  }

  private linked(link: State['link']): void {
    const back = link === 'live' && this.was_live;
    this.was_live ||= link === 'live';
    this.change({kind: 'link', link});
    if (link === 'lost') {
      // A session that is over looks like a lost connection to a socket that never opened.
      call('get', '/api/v1/me').catch((why: unknown) => {
        if (why instanceof Refusal && why.status === 401) {
          this.ended();
        }
      });
    }
    if (back) {
      void this.refresh_live().catch(this.failed);
      this.state.outgoing.filter((each) => each.state === 'waiting').forEach((each) => void this.deliver(each));
    }
  }

  private take(frame: Frame): void {
    ++this.turn;
    if (frame.type === 'hello' || frame.type === 'reset') {
      const first = !this.state.ready || frame.type === 'reset';
      this.change({kind: 'frame', frame, at: gateway_now()});
      if (first) {
        void this.once('picture', () => this.load_picture()).catch(this.failed);
      }
      return;
    }
    if (frame.type !== 'typing') {
      this.told.set(frame.data.id, this.turn);
    }
    const known = frame.type === 'message.created' &&
      this.state.threads[frame.data.conversation]?.messages.some((each) => each.id === frame.data.id);
    this.change({kind: 'frame', frame, at: gateway_now()});
    this.follow(frame, !!known);
  }

  // What an event makes worth asking.
  private follow(frame: Exclude<Frame, {type: 'hello'} | {type: 'reset'}>, known: boolean): void {
    const quietly = (asking: Promise<void>): void => void asking.catch(() => undefined);
    switch (frame.type) {
      case 'message.created':
        if (!this.state.conversations[frame.data.conversation]) {
          quietly(this.load_conversation(frame.data.conversation));
        }
        if (frame.data.direction === 'inbound' && !known) {
          this.say({kind: 'message', message: frame.data});
        }
        break;
      case 'conversation.created':
      case 'conversation.updated':
      case 'conversation.closed':
        if (!this.state.customers[frame.data.customer]) {
          quietly(this.load_customer(frame.data.customer));
        }
        break;
      case 'reservation.created':
      case 'reservation.accepted':
      case 'reservation.rejected':
      case 'reservation.timeout':
      case 'reservation.canceled':
      case 'reservation.completed':
        this.refresh_agents();
        if (frame.data.agent !== this.state.me?.id) {
          break;
        }
        quietly(this.load_task(frame.data.task));
        if (frame.type === 'reservation.created') {
          this.say({kind: 'offer', reservation: frame.data.id});
        } else {
          quietly(this.load_conversation(frame.data.conversation));
        }
        break;
      default:
        break;
    }
  }

  private async load_picture(): Promise<void> {
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
  private async refresh_live(): Promise<void> {
    const since = this.turn;
    const [agents, queues, channels] = await Promise.all([
      call('get', '/api/v1/agents', {query: {limit: 200}}),
      call('get', '/api/v1/queues', {query: {limit: 200}}),
      call('get', '/api/v1/channels'),
    ]);
    this.load({agents: agents.items, queues: queues.items, channels}, since);
  }

  // Loads move with every offer; the wall need not ask for each of them.
  private refresh_agents(): void {
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

  readonly open = async (id: string): Promise<void> => {
    try {
      await this.load_conversation(id);
      await this.load_thread(id);
    } catch (why) {
      this.failed(why);
    }
  };

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

  readonly see = (conversation: string): void => {
    const seq = this.state.threads[conversation]?.messages.at(-1)?.seq ?? 0;
    if (seq > (this.state.read[conversation] ?? 0)) {
      this.change({kind: 'read', conversation, seq});
      remember(this.state.me?.id ?? '', this.state.read);
    }
  };

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
    await call('get', '/api/v1/reservations', {query: {limit: 200}}).then(
      (found) => this.load({reservations: found.items}, since), () => undefined);
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

  readonly write = (conversation: string, content: Content, how: {
    note: boolean; reply_to: string | null; channel: string | null;
  }): Promise<void> =>
    this.deliver({
      key: fresh_key(), conversation, content, ...how, at: gateway_now(), state: 'sending', why: '',
    });

  readonly try_again = (what: Outgoing): Promise<void> => this.deliver(what);
  readonly drop = (key: string): void => this.change({kind: 'dropped', key});

  // The key makes a second try of the same act the same message.
  private async deliver(what: Outgoing): Promise<void> {
    this.change({kind: 'outgoing', what: {...what, state: 'sending'}});
    const {conversation: id, key, content, note, reply_to, channel} = what;
    try {
      const message = await call('post', '/api/v1/conversations/{id}/messages', {
        id,
        key,
        body: {
          content,
          ...(note ? {note} : {}),
          ...(reply_to ? {reply_to} : {}),
          ...(channel ? {channel} : {}),
        },
      });
      this.change({kind: 'sent', key, message});
    } catch (why) {
      if (!(why instanceof Refusal)) {
        throw why;
      }
      const later = why.status === 0 || why.status === 503;
      this.change({
        kind: 'outgoing', what: {...what, state: later ? 'waiting' : 'refused', why: why.message},
      });
      if (why.status === 401) {
        this.ended();
      } else if (later && this.state.link === 'live') {
        setTimeout(() => this.deliver_waiting(key), 2000);
      }
    }
  }

  private deliver_waiting(key: string): void {
    const what = this.state.outgoing.find((each) => each.key === key);
    if (what?.state === 'waiting') {
      void this.deliver(what);
    }
  }
}

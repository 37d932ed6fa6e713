// The whole picture, as far as events have not told it: asked for at first, and after the stream lost its place.
import {call} from '../api/client';
import type {Task} from '../api/types';
import {Knowledge} from './knowledge';
import {all_pages, at, each_page} from './pages';
import {is_mine} from './select';

const live: readonly Task['status'][] = ['pending', 'reserved', 'assigned', 'wrapping'];

export class Picture extends Knowledge {
  protected agents_timer: ReturnType<typeof setTimeout> | undefined;

  // `anew`: the stream could not go on, so that what is known may be old.
  protected async load_picture(anew: boolean): Promise<void> {
    const since = this.turn;
    const [channels, activities, reservations, conversations, messages, customers, ...tasks] =
      await Promise.all([
        call('get', '/api/v1/channels'),
        call('get', '/api/v1/activities'),
        this.ask_reservations(),
        this.ask_open(),
        call('get', '/api/v1/messages', {query: {order: 'desc', limit: 200}}),
        call('get', '/api/v1/customers', {query: {order: 'desc', limit: 200}}),
        ...live.map((status) => all_pages((after) => call('get', '/api/v1/tasks', {query: {status, ...at(after)}}))),
        this.refresh_live().then(() => []),
      ]);
    this.load({
      channels, activities: activities.items, reservations, conversations: conversations.items,
      tasks: tasks.flat(), messages: messages.items, customers: customers.items,
    }, since);
    await this.complete_mine();
    this.change({kind: 'ready'});
    const open = new Set(conversations.items.map((each) => each.id));
    await this.load_more_open(conversations.next, open);
    if (anew) {
      await this.renew(open, new Set(tasks.flat().map((each) => each.id)));
    }
  }

  // Every row of mine; others when they come into view.
  private async complete_mine(): Promise<void> {
    const held = Object.values(this.state.tasks).filter((each) => each.agent === this.state.me?.id);
    await Promise.allSettled(held.filter((each) => !this.state.conversations[each.conversation])
      .map((each) => this.load_conversation(each.conversation)));
    await Promise.all(Object.values(this.state.conversations)
      .filter((each) => is_mine(this.state, each)).map((each) => this.complete_row(each)));
  }

  private async load_more_open(next: string | null, open: Set<string>): Promise<void> {
    if (!next) {
      return;
    }
    let since = this.turn;
    await each_page((after) => {
      since = this.turn;
      return this.ask_open(after);
    }, (items) => {
      items.forEach((each) => open.add(each.id));
      this.load({conversations: items}, since);
    }, next);
    await this.complete_mine();
  }

  // What ended meanwhile is in no list of what lives, and who is served may be called otherwise by now.
  private async renew(open: ReadonlySet<string>, alive: ReadonlySet<string>): Promise<void> {
    const all = Object.values(this.state.conversations);
    const closed = all.filter((each) => each.status === 'open' && !open.has(each.id));
    const over = Object.values(this.state.tasks).filter((each) => live.includes(each.status) && !alive.has(each.id));
    const served = new Set(all.filter((each) => each.id === this.shown || is_mine(this.state, each)).map((each) => each.customer));
    await Promise.allSettled([
      ...closed.map((each) => this.load_conversation(each.id)),
      ...over.map((each) => this.load_task(each.id)),
      ...[...served].map((each) => this.load_customer(each)),
      ...Object.keys(this.state.threads).map((id) => this.load_newest(id)),
      ...(this.shown ? [this.load_thread(this.shown)] : []),
    ]);
  }

  private ask_open(after?: string) {
    return call('get', '/api/v1/conversations', {query: {status: 'open', order: 'desc', ...at(after)}});
  }

  protected ask_reservations() {
    return all_pages((after) => call('get', '/api/v1/reservations', {query: at(after)}));
  }

  private ask_agents() {
    return all_pages((after) => call('get', '/api/v1/agents', {query: at(after)}));
  }

  // What the stream tells once and never again.
  protected async refresh_live(): Promise<void> {
    const since = this.turn;
    const [agents, queues, channels] = await Promise.all([
      this.ask_agents(),
      all_pages((after) => call('get', '/api/v1/queues', {query: at(after)})),
      call('get', '/api/v1/channels'),
    ]);
    this.load({agents, queues, channels}, since);
  }

  // Loads move with every offer; the wall need not ask for each of them.
  protected refresh_agents(): void {
    this.agents_timer ??= setTimeout(() => {
      this.agents_timer = undefined;
      const since = this.turn;
      this.ask_agents().then((agents) => this.load({agents}, since), () => undefined);
    }, 400);
  }
}

// What the customer sees of who serves it, beside messages: that somebody types, and has read. Nobody
// hears whether it was shown, so what fails is left at that.
import {call} from '../api/client';
import {carries, is_mine} from './select';
import type {State} from './state';

const every = 4000; // milliseconds; a channel shows it for about five seconds
const lasts = 30_000; // whatever was shown has ended by itself by then

export class Presence {
  private readonly typing = new Map<string, number>(); // by conversation, when it was told last
  private readonly read = new Map<string, string>(); // by conversation, the last message that was told

  constructor(private readonly state: () => State) {}

  // There are words for the customer in the box, or there are none any more.
  types(conversation: string, on: boolean): void {
    const at = this.typing.get(conversation) ?? -Infinity;
    const now = Date.now();
    if (on ? now - at < every : now - at > lasts) {
      return;
    }
    const {conversations, channels} = this.state();
    const channel = conversations[conversation]?.channel;
    if (!channel || !carries(channels[channel]).typing) {
      return;
    }
    if (on) {
      this.typing.set(conversation, now);
    } else {
      this.typing.delete(conversation);
    }
    call('post', '/api/v1/conversations/{id}/typing', {id: conversation, body: on ? {} : {on}}).catch(() => undefined);
  }

  // A message ends it wherever it is shown.
  sent(conversation: string): void {
    this.typing.delete(conversation);
  }

  // The thread is looked at.
  sees(conversation: string): void {
    const {conversations, channels, threads} = this.state();
    const here = conversations[conversation];
    const newest = threads[conversation]?.messages
      .findLast((each) => each.direction === 'inbound' && carries(channels[each.channel ?? '']).read);
    const told = this.read.get(conversation);
    if (!here || here.status !== 'open' || !newest || newest.id === told || !is_mine(this.state(), here)) {
      return;
    }
    this.read.set(conversation, newest.id);
    call('post', '/api/v1/conversations/{id}/read', {id: conversation}).catch(() => {
      if (this.read.get(conversation) === newest.id) {
        this.read.delete(conversation); // the next look tells it
      }
    });
  }
}

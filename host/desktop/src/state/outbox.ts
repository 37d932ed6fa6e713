// What is under way to the gateway. The messages of a conversation go one after the other, in the
// order in which they were written; what cannot go now waits, and so does all behind it. What is done to
// a call goes now or not at all: later it would be done to another moment of the call, or to another call.
import {call, Refusal} from '../api/client';
import type {Message} from '../api/types';
import type {Outgoing} from './state';

export interface OutboxEvents {
  all: () => readonly Outgoing[];
  changed: (what: Outgoing) => void;
  sent: (key: string, message: Message) => void;
  live: () => boolean;
  ended: () => void; // the session is over
}

const passing = new Set([0, 429, 502, 503, 504]); // the same may work later
const pause_seconds = 2;

export class Outbox {
  private readonly busy = new Set<string>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private stopped = false;

  constructor(private readonly events: OutboxEvents) {}

  send(what: Outgoing): void {
    const behind = this.of(what.conversation).some((each) => each.state === 'waiting');
    this.events.changed({...what, state: behind && !what.content.call ? 'waiting' : 'sending', why: ''});
    void this.deliver(what.conversation);
  }

  // Lets go what waits.
  resume(conversation: string): void {
    for (const each of this.of(conversation)) {
      if (each.state === 'waiting') {
        this.events.changed({...each, state: 'sending'});
      }
    }
    void this.deliver(conversation);
  }

  resume_all(): void {
    new Set(this.events.all().map((each) => each.conversation)).forEach((each) => this.resume(each));
  }

  stop(): void {
    this.stopped = true;
    this.timers.forEach((each) => clearTimeout(each));
    this.timers.clear();
  }

  private of(conversation: string): readonly Outgoing[] {
    return this.events.all().filter((each) => each.conversation === conversation);
  }

  private next(conversation: string): Outgoing | undefined {
    const all = this.of(conversation).filter((each) => each.state !== 'refused');
    return all[0]?.state === 'sending' ? all[0] : all.find((each) => each.state === 'sending' && each.content.call);
  }

  private async deliver(conversation: string): Promise<void> {
    if (this.busy.has(conversation)) {
      return;
    }
    this.busy.add(conversation);
    try {
      for (let next = this.next(conversation); next && !this.stopped; next = this.next(conversation)) {
        await this.post(next);
      }
    } finally {
      this.busy.delete(conversation);
    }
  }

  // The key makes a second try of the same act the same message.
  private async post(what: Outgoing): Promise<void> {
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
      if (!this.stopped) {
        this.events.sent(key, message);
      }
    } catch (why) {
      if (!(why instanceof Refusal)) {
        throw why;
      }
      if (!this.stopped) {
        this.failed(what, why);
      }
    }
  }

  private failed(what: Outgoing, why: Refusal): void {
    const wanted = this.of(what.conversation).some((each) => each.key === what.key); // not dropped meanwhile
    if (what.content.call || !passing.has(why.status)) {
      if (wanted) {
        this.events.changed({...what, state: 'refused', why: passing.has(why.status) ? why.detail : why.message});
      }
      if (why.status === 401) {
        this.events.ended();
      }
      return;
    }
    for (const each of this.of(what.conversation)) {
      if (each.state === 'sending' && !each.content.call) {
        this.events.changed({...each, state: 'waiting', why: each.key === what.key ? why.detail : ''});
      }
    }
    if (this.events.live()) { // else the stream tells when it is worth trying
      clearTimeout(this.timers.get(what.conversation));
      this.timers.set(what.conversation, setTimeout(() => this.resume(what.conversation),
        (why.retry_after ?? pause_seconds) * 1000));
    }
  }
}

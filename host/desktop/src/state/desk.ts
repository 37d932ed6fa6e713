// One person's session: the stream that moves what is known, and what the person does.
import {call, fresh_key, gateway_now, Refusal} from '../api/client';
import {Stream} from '../api/stream';
import type {Agent, Content, Frame, Message} from '../api/types';
import {Acts} from './acts';
import {forget_drafts, renew_drafts, write_down} from './draft';
import {Outbox} from './outbox';
import {Presence} from './presence';
import {parted_by, type Change} from './reduce';
import {drop_unsent, recall, recall_unsent, remember, remember_unsent, watch_windows} from './remember';
import type {Outgoing, State} from './state';
import {Uploads} from './uploads';

export type Notice =
  | {kind: 'offer'; reservation: string}
  | {kind: 'message'; message: Message}
  | {kind: 'refused'; why: Refusal};

const fresh = 3_600_000; // the gateway knows a message again by its key for a day; what it says may be wrong long before

export class Desk extends Acts {
  private readonly heard = new Set<(notice: Notice) => void>();
  private readonly stream: Stream;
  private readonly outbox: Outbox;
  private readonly presence = new Presence(this.get);
  readonly uploads = new Uploads(() => this.state.me?.id ?? '');
  private unwatch = (): void => undefined;
  private was_live = false;
  private stopped = false;
  private incomplete = false; // the picture, and nobody asks for it yet
  private outdated = false; // the stream could not go on

  constructor(me: Agent, private readonly when_ended: () => void) {
    super();
    this.change({kind: 'me', me});
    this.change({kind: 'marks', read: recall(me.id)});
    // After a reload it goes on; what a session's end left, nobody saw for long, or was meant for the moment of a
    // call, goes when its writer says so.
    for (const what of recall_unsent(me.id)) {
      const goes = what.state !== 'refused' && !what.content.call && gateway_now() - what.at < fresh;
      this.change({kind: 'outgoing', what: {...what, state: goes ? 'waiting' : 'refused'}});
    }
    this.stream = new Stream(() => this.state.cursor, {
      frame: (frame) => this.take(frame),
      link: (link) => this.linked(link),
      ended: this.ended,
    });
    this.outbox = new Outbox({
      all: () => this.state.outgoing,
      changed: (what) => this.change({kind: 'outgoing', what}),
      sent: (key, message) => this.change({kind: 'sent', key, message}),
      live: () => this.state.link === 'live',
      ended: this.ended,
    });
  }

  protected override change(change: Change): void {
    const before = this.state.outgoing;
    super.change(change);
    if (this.state.outgoing !== before) {
      remember_unsent(this.state.me?.id ?? '', before, this.state.outgoing);
    }
  }

  readonly hear = (listener: (notice: Notice) => void): (() => void) => {
    this.heard.add(listener);
    return () => this.heard.delete(listener);
  };

  start(): void {
    this.stream.start();
    const me = this.state.me?.id ?? '';
    this.unwatch = watch_windows(me, {
      change_drafts: () => renew_drafts(me),
      forget_drafts: () => forget_drafts(me),
      send_or_drop: this.drop,
    });
  }

  stop(): void {
    this.stopped = true;
    this.state.outgoing.forEach((what) => this.change({kind: 'outgoing', what: {...what, state: 'refused'}}));
    clearTimeout(this.agents_timer);
    this.fall_silent();
    this.unwatch();
    this.stream.stop();
    this.outbox.stop();
    this.uploads.stop();
    write_down();
  }

  // An answer that comes late says nothing about whoever works here by then.
  private readonly ended = (): void => {
    if (!this.stopped) {
      this.when_ended();
    }
  };

  // False where the gateway did not hear of it: the session goes on.
  readonly log_out = async (): Promise<boolean> => {
    try {
      await call('delete', '/api/v1/sessions');
    } catch (why) {
      if (!(why instanceof Refusal) || why.status !== 401) {
        this.failed(why);
        return false;
      }
    }
    const me = this.state.me?.id ?? '';
    forget_drafts(me);
    this.state.outgoing.forEach((each) => this.drop(each.key));
    drop_unsent(me); // other windows' too
    return true;
  };

  readonly reconnect = (): void => this.stream.at_once();

  private say(notice: Notice): void { this.heard.forEach((each) => each(notice)); }

  // What fails is shown once, and the session's end ends it.
  protected readonly failed = (why: unknown): void => {
    if (!(why instanceof Refusal)) {
      throw why;
    }
    if (why.status === 401) {
      this.ended();
    } else {
      this.say({kind: 'refused', why});
    }
  };

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
    }
    if (link === 'live') {
      this.outbox.resume_all();
    }
  }

  // What fails is asked for again; a reset meanwhile makes what was asked before it too old.
  private readonly complete_picture = async (): Promise<void> => {
    while ((this.incomplete || this.outdated) && !this.stopped) {
      const anew = this.outdated;
      this.incomplete = this.outdated = false;
      try {
        await this.load_picture(anew);
      } catch (why) {
        this.incomplete = true;
        this.outdated ||= anew;
        if (this.stopped || this.state.link !== 'live') {
          return; // the stream's next hello asks again
        }
        this.failed(why);
        await new Promise((done) => setTimeout(done, 2000));
      }
    }
  };

  private take(frame: Frame): void {
    ++this.turn;
    if (frame.type === 'hello' || frame.type === 'reset') {
      this.change({kind: 'frame', frame, at: gateway_now()});
      this.outdated ||= frame.type === 'reset';
      this.incomplete ||= !this.state.ready;
      void this.once('picture', this.complete_picture);
      return;
    }
    if (frame.type !== 'typing') {
      this.is_told(frame.data.id);
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
        if (!this.state.conversations[frame.data.conversation] || this.moves_the_window(frame.data)) {
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
        if (frame.type === 'reservation.created') {
          quietly(this.load_task(frame.data.task));
          this.say({kind: 'offer', reservation: frame.data.id});
        } else if (frame.type !== 'reservation.rejected' && frame.type !== 'reservation.timeout') {
          quietly(this.load_conversation(frame.data.conversation)); // mine now, or not any more
        }
        break;
      case 'customer.updated':
        if (parted_by(frame).length > 0) {
          quietly(this.renew_parted(parted_by(frame)));
        }
        break;
      default:
        break;
    }
  }

  // Of what is on the screen: how long it can be answered begins anew with every word of the customer's.
  private moves_the_window(message: Message): boolean {
    return message.direction === 'inbound' && message.conversation === this.shown &&
      !!this.state.conversations[message.conversation]?.until;
  }

  readonly open = async (id: string): Promise<void> => {
    this.shown = id;
    try {
      await this.load_conversation(id);
      await this.load_thread(id);
    } catch (why) {
      this.failed(why);
    }
  };

  readonly see = (conversation: string): void => {
    const seq = this.state.threads[conversation]?.messages.at(-1)?.seq ?? 0;
    if (seq > (this.state.read[conversation] ?? 0)) {
      this.change({kind: 'read', conversation, seq});
      remember(this.state.me?.id ?? '', this.state.read);
    }
    this.presence.sees(conversation);
  };

  readonly types = (conversation: string, on: boolean): void => this.presence.types(conversation, on);

  readonly write = (conversation: string, content: Content, how: {
    note: boolean; reply_to: string | null; channel: string | null;
  }): void => {
    if (!how.note) {
      this.presence.sent(conversation);
    }
    const at = Math.max(gateway_now(), (this.state.outgoing.at(-1)?.at ?? 0) + 1); // after a reload it tells their order
    this.outbox.send({key: fresh_key(), conversation, content, ...how, at, state: 'sending', why: ''});
  };

  protected note_down(conversation: string, text: string): void {
    if (text !== '' && this.state.conversations[conversation]?.status === 'open') {
      this.write(conversation, {text}, {note: true, reply_to: null, channel: null});
    }
  }

  readonly try_again = (what: Outgoing): void =>
    (what.state === 'waiting' ? this.outbox.resume(what.conversation) : this.outbox.send(what));
  readonly drop = (key: string): void => this.change({kind: 'dropped', key});
}

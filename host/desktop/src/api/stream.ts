// The gateway's live events. Comes back by itself after a loss, from the cursor of the last frame
// that was handled, so that nothing is missed and nothing is loaded anew.
import type {Frame} from './types';

export type Link = 'connecting' | 'live' | 'lost';

export interface StreamEvents {
  frame: (frame: Frame) => void;
  link: (link: Link) => void;
  ended: () => void; // the session is over
}

const first_pause = 300;
const longest_pause = 10_000;
const session_over = 1008;
const look_every = 10_000;
const asleep = 150_000; // a page in the background is woken once a minute

export function next_pause(tries: number, chance: number): number {
  const most = Math.min(longest_pause, first_pause * 2 ** tries);
  return most / 2 + (most / 2) * chance; // spread, so that not everybody comes back at once
}

export class Stream {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private watch: ReturnType<typeof setInterval> | undefined;
  private looked = Date.now();
  private tries = 0;
  private stopped = false;

  constructor(
    private readonly cursor: () => string | null,
    private readonly events: StreamEvents,
  ) {
    addEventListener('online', this.at_once);
    addEventListener('offline', this.lose);
  }

  start(): void {
    this.events.link('connecting');
    this.connect();
    this.looked = Date.now();
    this.watch = setInterval(this.look, look_every);
  }

  stop(): void {
    this.stopped = true;
    removeEventListener('online', this.at_once);
    removeEventListener('offline', this.lose);
    clearTimeout(this.timer);
    clearInterval(this.watch);
    this.socket?.close();
    this.socket = null;
  }

  // A machine that slept wakes with a connection that the gateway has long given up.
  private readonly look = (): void => {
    const now = Date.now();
    const slept = now - this.looked > asleep;
    this.looked = now;
    if (slept) {
      this.lose();
      this.at_once();
    }
  };

  readonly at_once = (): void => {
    if (!this.stopped && !this.socket) {
      clearTimeout(this.timer);
      this.connect();
    }
  };

  // The browser says that a dead connection is closed only long after it died.
  private readonly lose = (): void => {
    const {socket} = this;
    if (socket) {
      this.socket = null;
      socket.close();
      this.closed(1006);
    }
  };

  private connect(): void {
    const after = this.cursor();
    const address = new URL('/api/v1/stream', location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    if (after) {
      address.searchParams.set('after', after);
    }
    const socket = new WebSocket(address);
    this.socket = socket;
    socket.onmessage = (event: MessageEvent<string>) => {
      if (this.socket !== socket) {
        return;
      }
      const frame = JSON.parse(event.data) as Frame;
      if (frame.type === 'hello') {
        this.tries = 0;
        this.events.link('live');
      }
      this.events.frame(frame);
    };
    socket.onclose = (event) => {
      if (this.socket === socket) {
        this.socket = null;
        this.closed(event.code);
      }
    };
  }

  private closed(code: number): void {
    if (this.stopped) {
      return;
    }
    if (code === session_over) {
      this.events.ended();
      return;
    }
    this.events.link('lost');
    this.timer = setTimeout(() => this.connect(), next_pause(this.tries++, Math.random()));
  }
}

// A gateway that a test holds in its hand: its answers, and its stream.
import {vi} from 'vitest';

type Answer = Response | Promise<Response>;

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), {status, headers});

export class Socket {
  static last: Socket;
  onmessage: ((event: {data: string}) => void) | null = null;
  onclose: ((event: {code: number}) => void) | null = null;
  constructor(readonly address: URL) {
    Socket.last = this;
  }
  tell(frame: unknown): void {
    this.onmessage?.({data: JSON.stringify(frame)});
  }
  close(): void {} // a dead connection: the browser says long after that it is closed
}

export interface Call {
  method: string;
  path: string;
  body: {content?: {text?: string; call?: {state?: string}}};
  key: string | undefined;
}

export function make_gateway(answer: (call: Call) => Answer): {calls: Call[]; heard: Map<string, (event?: unknown) => void>} {
  const calls: Call[] = [];
  const heard = new Map<string, (event?: unknown) => void>();
  vi.stubGlobal('fetch', async (path: string, asked: {method: string; headers: Record<string, string>; body?: string}) => {
    const call = {
      method: asked.method, path, body: JSON.parse(asked.body ?? '{}') as Call['body'], key: asked.headers['Idempotency-Key'],
    };
    calls.push(call);
    return answer(call);
  });
  vi.stubGlobal('WebSocket', Socket);
  vi.stubGlobal('location', {href: 'http://desk.example/desktop/'});
  vi.stubGlobal('addEventListener', (name: string, listener: () => void) => heard.set(name, listener));
  vi.stubGlobal('removeEventListener', (name: string) => heard.delete(name));
  return {calls, heard};
}

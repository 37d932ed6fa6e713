// Lists and threads that are longer than a page.
import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import type {Message} from '../src/api/types';
import {Desk} from '../src/state/desk';
import {agent, conversation, message} from './given';
import {json, make_gateway, Socket, type Call} from './gateway';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

function page_of<T>(all: readonly T[], path: string): Response {
  const query = new URLSearchParams(path.split('?')[1]);
  const from = Number(query.get('after') ?? 0);
  const to = from + Number(query.get('limit') ?? 50);
  return json(200, {items: all.slice(from, to), next: to < all.length ? String(to) : null});
}

const said = (count: number): Message[] => Array.from({length: count}, (_, index) => message(count - index)); // newest first

async function at_work(of: {messages?: Message[]; open?: number; agents?: number}): Promise<{desk: Desk; calls: Call[]}> {
  const open = Array.from({length: of.open ?? 1}, (_, index) => conversation(`CH${index + 1}`));
  const agents = Array.from({length: of.agents ?? 1}, (_, index) => agent(`agent${index}`));
  const {calls} = make_gateway(({path}) => {
    switch (true) {
      case path.startsWith('/api/v1/channels'): return json(200, []);
      case path.startsWith('/api/v1/conversations/CH1/messages'): return page_of(of.messages ?? [], path);
      case path === '/api/v1/conversations/CH1': return json(200, conversation('CH1'));
      case path.startsWith('/api/v1/conversations?'): return page_of(open, path);
      case path.startsWith('/api/v1/agents'): return page_of(agents, path);
      default: return json(200, {items: [], next: null});
    }
  });
  const desk = new Desk(agent('ben'), () => undefined);
  desk.start();
  Socket.last.tell({type: 'hello', cursor: '1'});
  await settle();
  return {desk, calls};
}

const known = (desk: Desk): number => desk.get().threads['CH1']?.messages.length ?? 0;

describe('a long thread', () => {
  it('begins with its newest page, and grows upwards page by page', async () => {
    const {desk} = await at_work({messages: said(120)});
    await desk.open('CH1');
    expect(known(desk)).toBe(50);
    await desk.load_earlier('CH1');
    expect(known(desk)).toBe(100);
    await desk.load_earlier('CH1');
    expect(known(desk)).toBe(120);
    expect(desk.get().threads['CH1']?.whole).toBe(true);
    desk.stop();
  });

  it('asks for nothing more once it is whole', async () => {
    const {desk, calls} = await at_work({messages: said(30)});
    await desk.open('CH1');
    calls.length = 0;
    await desk.load_earlier('CH1');
    await desk.open('CH1');
    expect(calls.filter((each) => each.path.includes('/messages'))).toEqual([]);
    desk.stop();
  });

  it('is known as far back as a message that is replied to', async () => {
    const {desk} = await at_work({messages: said(400)});
    await desk.open('CH1');
    expect(await desk.load_back_to('CH1', 'IM210')).toBe(true);
    expect(known(desk)).toBe(200);
    expect(await desk.load_back_to('CH1', 'IM9999')).toBe(false);
    desk.stop();
  });

  it('has no hole after much was missed', async () => {
    const all = said(60);
    const {desk} = await at_work({messages: all});
    await desk.open('CH1');
    all.unshift(...Array.from({length: 130}, (_, index) => message(190 - index)));
    Socket.last.tell({type: 'message.created', id: 'EV1', at: '', cursor: '2', data: message(190)});
    await desk.open('CH1');
    expect(desk.get().threads['CH1']?.messages.map((each) => each.seq)).toEqual(Array.from({length: known(desk)}, (_, index) => 191 - known(desk) + index));
    expect(known(desk)).toBeGreaterThan(130);
    desk.stop();
  });
});

describe('long lists', () => {
  it('are asked for until their end', async () => {
    const {desk} = await at_work({open: 450, agents: 230});
    expect(desk.get().ready).toBe(true);
    await settle();
    expect(Object.keys(desk.get().conversations)).toHaveLength(450);
    expect(Object.keys(desk.get().agents)).toHaveLength(231); // and I
    desk.stop();
  });

  it('ask for what a row shows only where it is in view', async () => {
    const {desk, calls} = await at_work({open: 450});
    expect(calls.some((each) => /conversations.CH\d+.messages/.test(each.path))).toBe(false);
    desk.want_row('CH1');
    await settle();
    expect(calls.some((each) => each.path.startsWith('/api/v1/conversations/CH1/messages'))).toBe(true);
    desk.stop();
  });
});

it('draws once what changes many times at once, and draws the last of it', async () => {
  const {desk} = await at_work({});
  await vi.advanceTimersByTimeAsync(100);
  const drawn: number[] = [];
  desk.subscribe(() => drawn.push(known(desk)));
  for (let seq = 1; seq <= 20; ++seq) {
    Socket.last.tell({type: 'message.created', id: `EV${seq}`, at: '', cursor: String(seq + 1), data: message(seq)});
  }
  await vi.advanceTimersByTimeAsync(100);
  expect(drawn.length).toBeLessThan(5);
  expect(drawn.at(-1)).toBe(20);
  desk.stop();
});

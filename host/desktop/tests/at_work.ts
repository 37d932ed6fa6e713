// A desk that somebody is at, as its tests begin.
import {vi} from 'vitest';
import {Desk} from '../src/state/desk';
import {agent} from './given';
import {json, Socket, type Call} from './gateway';

export const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
const hello = {type: 'hello', cursor: '1'};
export const is_writing = (call: Call): boolean => call.method === 'POST' && call.path.endsWith('/messages');
export const list = (): Response => json(200, {items: [], next: null});
export const answer_read = ({path}: Call): Response => (path.startsWith('/api/v1/channels') ? json(200, []) : list());

export async function at_work(who = 'ben', ended = (): void => undefined): Promise<Desk> {
  const desk = new Desk(agent(who), ended);
  desk.start();
  Socket.last.tell(hello);
  await settle();
  return desk;
}

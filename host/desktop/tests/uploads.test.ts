import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {draft_of, keep_draft} from '../src/state/draft';
import {Uploads} from '../src/state/uploads';

// A request that the test answers.
class Request {
  static all: Request[] = [];
  readonly upload: {onprogress?: (event: {lengthComputable: boolean; loaded: number; total: number}) => void} = {};
  status = 0;
  responseText = '';
  address = '';
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  constructor() {
    Request.all.push(this);
  }
  open(_: string, address: string): void { this.address = address; }
  setRequestHeader(): void {}
  send(): void {}
  abort(): void { this.onabort?.(); }
  answer(status: number, body: unknown): void { this.answer_text(status, JSON.stringify(body)); }
  answer_text(status: number, text: string): void {
    this.status = status;
    this.responseText = text;
    this.onload?.();
  }
}

const settle = (): Promise<void> => new Promise((done) => setTimeout(done));
const picture = new File(['bytes'], 'a b.png', {type: 'image/png'});
const stored = {id: 'ME1', kind: 'image', url: '/api/v1/media/ME1', mime: 'image/png', name: 'a b.png', size: 5};

let uploads: Uploads;
beforeEach(() => {
  Request.all = [];
  vi.stubGlobal('XMLHttpRequest', Request);
  keep_draft('ben', 'CH1', {text: '', attachments: []});
  uploads = new Uploads(() => 'ben');
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('files go in the order in which they were chosen, whichever is there first', async () => {
  uploads.add('CH1', ['1', '2', '3'].map((name) => new File(['bytes'], name)));
  const names = (): unknown => draft_of('ben', 'CH1').attachments.map((each) => each.name);
  const [one, two, three] = Request.all;
  three?.answer(201, {...stored, name: '3'});
  await settle();
  one?.answer(503, {title: 'Later'});
  two?.answer(201, {...stored, name: '2'});
  await settle();
  expect(names()).toEqual(['2', '3']);
  uploads.again(uploads.get()[0]?.key ?? '');
  Request.all[3]?.answer(201, {...stored, name: '1'});
  await settle();
  expect(names()).toEqual(['1', '2', '3']);
});

describe('a file', () => {
  it('becomes part of the draft once the gateway has it', async () => {
    uploads.add('CH1', [picture]);
    expect(Request.all[0]?.address).toBe('/api/v1/media?name=a%20b.png');
    Request.all[0]?.upload.onprogress?.({lengthComputable: true, loaded: 2, total: 4});
    expect(uploads.get()).toMatchObject([{done: 0.5, failed: null}]);
    Request.all[0]?.answer(201, stored);
    await settle();
    expect(uploads.get()).toEqual([]);
    const {id: _, ...attachment} = stored;
    expect(draft_of('ben', 'CH1').attachments).toEqual([attachment]);
  });

  it('that is not taken says why, and can be tried again', async () => {
    uploads.add('CH1', [picture]);
    Request.all[0]?.answer(413, {title: 'Too large', detail: 'At most 25 MiB.'});
    await settle();
    expect(uploads.get()).toMatchObject([{failed: {status: 413, message: 'At most 25 MiB.'}}]);
    uploads.again(uploads.get()[0]?.key ?? '');
    Request.all[1]?.answer(201, stored);
    await settle();
    expect(draft_of('ben', 'CH1').attachments).toHaveLength(1);
  });

  it.each(['<h1>Welcome to our network</h1>', '', 'null'])('that somebody in between answers with "%s" can be tried again', async (page) => {
    uploads.add('CH1', [picture]);
    Request.all[0]?.answer_text(200, page);
    await settle();
    expect(uploads.get()).toMatchObject([{failed: {status: 0}}]);
    expect(draft_of('ben', 'CH1').attachments).toEqual([]);
  });

  it('that does not move any more can be tried again, and one that is slow goes on', async () => {
    vi.useFakeTimers();
    uploads.add('CH1', [picture]);
    for (const loaded of [1, 2, 3]) {
      await vi.advanceTimersByTimeAsync(20_000);
      Request.all[0]?.upload.onprogress?.({lengthComputable: true, loaded, total: 4});
    }
    expect(uploads.get()).toMatchObject([{done: 0.75, failed: null}]);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(uploads.get()).toMatchObject([{failed: {status: 0}}]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that was dropped meanwhile comes to nothing', async () => {
    uploads.add('CH1', [picture]);
    uploads.drop(uploads.get()[0]?.key ?? '');
    await settle();
    expect([uploads.get(), draft_of('ben', 'CH1').attachments]).toEqual([[], []]);
  });
});

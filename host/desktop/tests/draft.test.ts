import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';

// Each test is a page that was just loaded, in the same browser.
let kept: Map<string, string>;
beforeEach(() => {
  kept = new Map();
  vi.useFakeTimers();
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    removeItem: (name: string) => kept.delete(name),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function load_page() {
  vi.resetModules();
  return import('../src/state/draft');
}

describe('a draft', () => {
  it('is there again after the page was loaded anew, for its writer alone', async () => {
    const before = await load_page();
    before.keep_draft('ben', 'CH1', {text: 'half a', channel: 'sms-my', attachments: [{kind: 'image', url: '/api/v1/media/ME1'}]});
    vi.advanceTimersByTime(1000);
    const after = await load_page();
    expect(after.draft_of('ben', 'CH1')).toMatchObject({text: 'half a', channel: 'sms-my', attachments: [{url: '/api/v1/media/ME1'}]});
    expect(after.draft_of('aminah', 'CH1').text).toBe('');
  });

  it('is kept to the last letter when the page goes', async () => {
    const before = await load_page();
    before.keep_draft('ben', 'CH1', {text: 'half a sentence'});
    before.write_down();
    expect((await load_page()).draft_of('ben', 'CH1').text).toBe('half a sentence');
  });

  it('is gone once it was sent, and after the log-out', async () => {
    const page = await load_page();
    page.keep_draft('ben', 'CH1', {text: 'one'});
    page.keep_draft('ben', 'CH2', {text: 'two'});
    page.keep_draft('ben', 'CH1', page.sent(page.draft_of('ben', 'CH1'), true));
    page.write_down();
    const after = await load_page();
    expect([after.draft_of('ben', 'CH1').text, after.draft_of('ben', 'CH2').text]).toEqual(['', 'two']);
    after.forget_drafts('ben');
    vi.advanceTimersByTime(1000);
    expect((await load_page()).draft_of('ben', 'CH2').text).toBe('');
  });

  it('does not undo what another window wrote elsewhere', async () => {
    const one = await load_page();
    const other = await load_page();
    one.keep_draft('ben', 'CH1', {text: 'one'});
    other.keep_draft('ben', 'CH2', {text: 'two'});
    one.write_down();
    other.write_down();
    const after = await load_page();
    expect([after.draft_of('ben', 'CH1').text, after.draft_of('ben', 'CH2').text]).toEqual(['one', 'two']);
  });
});

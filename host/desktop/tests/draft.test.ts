import {afterEach, beforeEach, describe, expect, it, vi} from 'vitest';
import {agent} from './given';
import {json, make_gateway} from './gateway';
import {make_storage} from './storage';

// Each test is a page that was just loaded, in the same browser.
beforeEach(() => {
  vi.useFakeTimers();
  make_storage();
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

  describe('in a second window', () => {
    async function open_window() {
      const {heard} = make_gateway(() => json(503, {title: 'Later'}));
      const page = await load_page();
      const {Desk} = await import('../src/state/desk');
      const desk = new Desk(agent('ben'), () => undefined);
      desk.start();
      const storage = heard.get('storage');
      return {page, desk, hear: (newValue: string | null, key = 'selat.drafts.ben') => storage?.({key, newValue})};
    }

    it('is as the first one left it, and what is being typed there stays', async () => {
      const first = await load_page();
      first.keep_draft('ben', 'CH1', {text: 'to be sent'});
      first.write_down();
      const {page, desk, hear} = await open_window();
      const drawn = vi.fn();
      page.on_draft(drawn);
      expect(page.draft_of('ben', 'CH1').text).toBe('to be sent');
      page.keep_draft('ben', 'CH2', {text: 'typed her'});
      first.keep_draft('ben', 'CH1', first.sent(first.draft_of('ben', 'CH1'), true));
      first.keep_draft('ben', 'CH3', {text: 'third'});
      first.write_down();
      drawn.mockClear();
      hear('{}');
      expect(['CH1', 'CH2', 'CH3'].map((each) => page.draft_of('ben', each).text)).toEqual(['', 'typed her', 'third']);
      expect(drawn).toHaveBeenCalledOnce();
      desk.stop();
    });

    it('is forgotten with the log-out in the first', async () => {
      const first = await load_page();
      const {page, desk, hear} = await open_window();
      page.keep_draft('ben', 'CH1', {text: 'half a'});
      first.forget_drafts('ben');
      hear(null);
      vi.advanceTimersByTime(1000);
      expect(page.draft_of('ben', 'CH1').text).toBe('');
      expect((await load_page()).draft_of('ben', 'CH1').text).toBe('');
      desk.stop();
    });
  });

  it('is its writer\'s alone', async () => {
    const {draft_of, keep_draft} = await load_page();
    keep_draft('ben', 'CH1', {text: 'half a'});
    expect(draft_of('ben', 'CH1').text).toBe('half a');
    expect(draft_of('aminah', 'CH1').text).toBe('');
  });

  it('that was begun as a note does not become words for the customer', async () => {
    const {draft_of, keep_draft, sent, typed} = await load_page();
    keep_draft('aminah', 'CH2', typed('rude again', true));
    const note = draft_of('aminah', 'CH2');
    expect(note.note).toBe(true);
    expect(sent(note, false).note).toBe(false);
    expect(sent(note, true).note).toBe(true);
  });
});

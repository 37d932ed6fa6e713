import {describe, expect, it, vi} from 'vitest';
import {en} from '../src/text/en';
import {ms} from '../src/text/ms';
import {clock_span, full, language_for, span, time_of_day, when} from '../src/text/time';
import {initials} from '../src/view/initials';
import {carries, length_of, plain} from '../src/state/select';
import {clock_of} from '../src/api/client';
import {next_pause} from '../src/api/stream';
import {recall, remember} from '../src/state/remember';
import {safe_link} from '../src/view/links';

type Words = {[name: string]: string | Words | ((...given: never[]) => string | string[])};

function paths(words: Words, before = ''): string[] {
  return Object.entries(words).flatMap(([name, value]) =>
    typeof value === 'object' ? paths(value, `${before}${name}.`) : [`${before}${name} ${typeof value}`]);
}

function strings(words: Words): string[] {
  return Object.values(words).flatMap((value) => (typeof value === 'object' ? strings(value) : typeof value === 'string' ? [value] : []));
}

describe('the languages', () => {
  it('say the same things', () => {
    expect(paths(ms).sort()).toEqual(paths(en).sort());
  });

  it('leave nothing empty', () => {
    expect([...strings(en), ...strings(ms)].filter((each) => each.trim() === '')).toEqual([]);
  });

  it('are two', () => {
    const english = new Set(strings(en));
    const same = strings(ms).filter((each) => english.has(each) && / /.test(each));
    expect(same).toEqual([]);
  });
});

it.each([
  [['ms-MY', 'en-US'], 'ms'], [['en-GB', 'ms'], 'en'], [['zh-CN', 'MS'], 'ms'], [['zh-CN'], 'en'], [[], 'en'],
])('who reads %j is spoken to in %s', (wanted, language) => {
  expect(language_for(wanted)).toBe(language);
});

describe('a span of time', () => {
  it.each([
    [-3, '0 s'], [59.9, '59 s'], [60, '1 min'], [3599, '59 min'], [3600, '1 h 00'], [7500, '2 h 05'], [86400 * 3, '3 d'],
  ])('of %d seconds is %s', (seconds, said) => {
    expect(span(seconds, 'en')).toBe(said);
  });

  it('counts seconds on a wall', () => {
    expect([0, 67, 3661].map(clock_span)).toEqual(['0:00', '1:07', '1:01:01']);
  });

  it('begins the day at 00 in each language', () => {
    const early = new Date(2026, 2, 2, 0, 5).getTime();
    for (const language of ['en', 'ms'] as const) {
      expect(time_of_day(early, language)).toBe('00:05');
      expect(full(early, language)).toContain('00:05');
    }
  }, 60_000); // what each language writes is loaded

  it('is the time for today and the day for others', () => {
    const now = new Date(2026, 2, 2, 18, 0).getTime();
    expect(when(new Date(2026, 2, 2, 9, 5).getTime(), 'en', now)).toBe('09:05');
    expect(when(new Date(2026, 1, 27, 9, 5).getTime(), 'en', now)).toBe('27 Feb');
    expect(when(new Date(2025, 11, 31).getTime(), 'en', now)).toBe('31 Dec 2025');
  });
});

describe('what a channel carries', () => {
  it('is counted as the channel counts', () => {
    expect(['utf16', 'code_point', 'byte'].map((unit) => length_of('é😀', unit))).toEqual([3, 2, 6]);
  });

  it('is nothing where nothing is told', () => {
    expect(carries(undefined)).toMatchObject({choices: 0, reply_to: false, text: 0});
  });
});

describe('a link', () => {
  it.each(['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '//evil', 'no address', '/api/v1/media/../sessions'])('is not made of %s', (url) => {
    expect(safe_link(url)).toBeNull();
  });

  it('is made of web addresses and our own attachments', () => {
    expect(safe_link('https://example.com/a')).toBe('https://example.com/a');
    expect(safe_link('/api/v1/media/ME1')).toBe('/api/v1/media/ME1');
  });
});

it('comes back sooner at first, later after many tries, and not with everybody else', () => {
  expect(next_pause(0, 1)).toBe(300);
  expect(next_pause(20, 1)).toBe(10_000);
  expect(next_pause(20, 0)).toBe(5_000);
});

it('takes a slow answer for no other clock, and a clock that is off for what it is', () => {
  expect(clock_of(100_000, 94_000, 101_000).skew).toBe(0);
  expect(clock_of(100_000, 100_100, 100_300).skew).toBe(0);
  expect(clock_of(160_000, 100_000, 100_100)).toEqual({skew: 60_450, doubt: 550});
});

it('remembers the furthest that was read, in whichever window', () => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => kept.set(name, value),
  });
  remember('ben', {CH1: 5, CH2: 1});
  remember('ben', {CH2: 3});
  remember('ben', {CH1: 2});
  expect(recall('ben')).toEqual({CH1: 5, CH2: 3});
  vi.unstubAllGlobals();
});

it('makes initials of what people are called', () => {
  expect(['Tan Mei Ling', 'ben', '', '😀 x', '+60123456789'].map(initials)).toEqual(['TL', 'B', '?', '😀X', '89']);
});

it('takes out of a name what would turn round what stands beside it', () => {
  expect(['\u202egnp.exe', 'Siti\u2066\u200f', 'line\nbreak', 'Ḿ̶̡̛ei 😀', '<b>x</b>'].map(plain)).toEqual(['gnp.exe', 'Siti', 'linebreak', 'Ḿ̶̡̛ei 😀', '<b>x</b>']);
});

// Times, spans and sizes as people read them.
export type Language = 'en' | 'ms';

// The first of ours among those that somebody reads, best first.
export function language_for(wanted: readonly string[]): Language {
  const ours = wanted.map((each) => each.toLowerCase().split('-')[0]);
  return ours.find((each): each is Language => each === 'en' || each === 'ms') ?? 'en';
}

const locale: Record<Language, string> = {en: 'en-GB', ms: 'ms-MY'};
const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

const units: Record<Language, {s: string; m: string; h: string; d: string}> = {
  en: {s: 's', m: 'min', h: 'h', d: 'd'},
  ms: {s: 's', m: 'min', h: 'j', d: 'h'},
};

// 42 s · 7 min · 1 h 05 · 3 d: one or two numbers, never more than is of use.
export function span(seconds: number, language: Language): string {
  const whole = Math.max(0, Math.floor(seconds));
  const unit = units[language];
  if (whole < minute) {
    return `${whole} ${unit.s}`;
  }
  if (whole < hour) {
    return `${Math.floor(whole / minute)} ${unit.m}`;
  }
  if (whole < day) {
    const minutes = Math.floor((whole % hour) / minute);
    return `${Math.floor(whole / hour)} ${unit.h} ${String(minutes).padStart(2, '0')}`;
  }
  return `${Math.floor(whole / day)} ${unit.d}`;
}

// 3:07 for a wall, where seconds count.
export function clock_span(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (number: number): string => String(number).padStart(2, '0');
  const minutes = Math.floor(whole / minute);
  return minutes < 60
    ? `${minutes}:${two(whole % minute)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % minute)}`;
}

// To make one takes longer than to use it a hundred times.
const formats = new Map<string, Intl.DateTimeFormat>();

function format(at: string | number, language: Language, options: Intl.DateTimeFormatOptions): string {
  const key = `${language} ${Object.entries(options).join()}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale[language], options);
  formats.set(key, known);
  return known.format(new Date(at));
}

export const time_of_day = (at: string | number, language: Language): string =>
  format(at, language, {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'});

export const day_of = (at: string | number): string => new Date(at).toDateString();

const year_of = (at: string | number, now: number): Intl.DateTimeFormatOptions =>
  (new Date(at).getFullYear() === new Date(now).getFullYear() ? {} : {year: 'numeric'});

export function date_of(at: string | number, language: Language, now: number): string {
  return format(at, language, {weekday: 'short', day: 'numeric', month: 'short', ...year_of(at, now)});
}

// In a list: the time today, else the day.
export function when(at: string | number, language: Language, now: number): string {
  if (day_of(at) === day_of(now)) {
    return time_of_day(at, language);
  }
  return format(at, language, {day: 'numeric', month: 'short', ...year_of(at, now)});
}

export const full = (at: string | number, language: Language): string =>
  format(at, language, {dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23'});

// English for en, as somebody says it who speaks `language`; a code that is none stays what it is.
export function language_name(code: string, language: Language): string {
  try {
    return new Intl.DisplayNames([locale[language]], {type: 'language'}).of(code) ?? code;
  } catch {
    return code;
  }
}

export function size_of(bytes: number | undefined): string {
  if (bytes === undefined) {
    return '';
  }
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

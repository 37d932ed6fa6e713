import en from './texts/en.json';

const NAMES = ['en', 'id', 'ms', 'ta', 'zh', 'zh-Hant'];
const loaded = new Map([['en', en]]);
const loading = new Map();

// A tag and what it may fall back to: zh-TW, zh-Hant, zh. Older tags come out as today's: msa and zsm
// as ms, in as id.
function ranges(tag) {
  try {
    const locale = new Intl.Locale(String(tag || '').replaceAll('_', '-'));
    const { script, region } = locale.maximize();
    return [locale.baseName, `${locale.language}-${script}`, `${locale.language}-${region}`, locale.language];
  } catch {
    return []; // no tag
  }
}

// The language of the chat: the first wanted one that there are texts for. Times and numbers are
// written as in the first country named with it.
export class Language {
  #clock; #numbers; #plurals;

  constructor(wanted) {
    const known = wanted.map((tag) => [tag, ranges(tag).find((each) => NAMES.includes(each))]).filter(([, name]) => name);
    this.name = known[0]?.[1] ?? 'en';
    const tags = known.filter(([, name]) => name === this.name).map(([tag]) => ranges(tag)[0]);
    this.tag = tags.find((tag) => new Intl.Locale(tag).region) ?? tags[0] ?? 'en';
    this.#plurals = new Intl.PluralRules(this.name);
    this.#numbers = new Intl.NumberFormat(this.tag);
    this.#clock = new Intl.DateTimeFormat(this.tag, { hour: '2-digit', minute: '2-digit' });
  }

  // Whether its texts are there; the English ones do until then.
  get ready() { return loaded.has(this.name); }

  load(base) {
    const fetched = async () => {
      const answer = await fetch(`${base}/texts/${this.name}`, { credentials: 'omit' });
      if (answer.ok) loaded.set(this.name, await answer.json());
    };
    if (!loading.has(this.name)) loading.set(this.name, fetched().catch(() => loading.delete(this.name)));
    return loading.get(this.name);
  }

  // A text of ours. The count `n` chooses among its forms.
  say(name, values = {}) {
    const found = loaded.get(this.name)?.[name] ?? en[name];
    const text = typeof found === 'string' ? found : found[this.#plurals.select(values.n)] ?? found.other;
    const written = (value) => (typeof value === 'number' ? this.#numbers.format(value) : String(value));
    return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? written(values[key]) : whole));
  }

  // A text of the site's: one for all, or one for each language.
  of(text) {
    if (!text || typeof text !== 'object') return String(text ?? '');
    const range = [...ranges(this.tag), 'en'].find((each) => Object.hasOwn(text, each));
    return String((range ? text[range] : Object.values(text)[0]) ?? '');
  }

  time(ts) {
    return this.#clock.format(ts);
  }

  // Today, yesterday, or the date.
  day(ts, now = Date.now()) {
    const midnight = (time) => new Date(time).setHours(0, 0, 0, 0);
    const ago = Math.round((midnight(now) - midnight(ts)) / 86400000);
    if (ago >= 0 && ago < 2) {
      const word = new Intl.RelativeTimeFormat(this.tag, { numeric: 'auto' }).format(-ago, 'day');
      return word.charAt(0).toLocaleUpperCase(this.tag) + word.slice(1);
    }
    return new Date(ts).toLocaleDateString(this.tag, { weekday: 'long', day: 'numeric', month: 'long', ...(ago > 300 && { year: 'numeric' }) });
  }

  size(bytes) {
    const [unit, amount] = bytes < 1e6 ? ['kilobyte', Math.ceil(bytes / 1024)] : ['megabyte', bytes / 1048576];
    return new Intl.NumberFormat(this.tag, { style: 'unit', unit, maximumFractionDigits: amount < 10 ? 1 : 0 }).format(amount);
  }
}

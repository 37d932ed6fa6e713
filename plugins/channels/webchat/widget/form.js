import { anchor, element } from './dom.js';
import { lengthOf, phoneOf, safeUrl } from './words.js';

const KINDS = { email: ['email', 'email'], phone: ['tel', 'tel'], checkbox: ['checkbox', 'off'], text: ['text', 'on'] };

// Why an answer cannot be taken, as the name of a text; null when it can. The gateway judges alike.
export function fault(field, value) {
  if (field.type === 'checkbox') return field.required && !value ? 'needsTick' : null;
  const text = String(value).trim();
  if (!text) return field.required ? 'needed' : null;
  if (lengthOf(text) > (field.type === 'textarea' ? 1000 : 250)) return 'longAnswer';
  if (field.type === 'email') return /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(text) ? null : 'badEmail';
  if (field.type === 'phone') return phoneOf(text, field.country) ? null : 'badPhone';
  if (field.type === 'select') return (field.options || []).some((each) => each.value === text) ? null : 'needed';
  try {
    return !field.pattern || new RegExp(`^(?:${field.pattern})$`, 'u').test(text) ? null : 'badAnswer';
  } catch {
    return null; // the gateway knows the pattern better
  }
}

// What is asked before the first message. `send(answers, consent)` gives the gateway's answer frame.
// `before`: the fields of an earlier form, whose answers are taken over.
export class Form {
  #go; #summary;

  constructor(language, asked, send, before = []) {
    this.language = language;
    this.send = send;
    this.fields = asked.fields.map((field) => this.#field(field));
    if (asked.consent) this.fields.push(this.#consent(asked.consent));
    for (const { field, input } of this.fields) {
      const old = before.find((each) => JSON.stringify(each.field) === JSON.stringify(field))?.input;
      if (old) Object.assign(input, { value: old.value, checked: old.checked });
    }
    this.#summary = element('div', { className: 'problem', role: 'alert', hidden: true });
    this.#go = element('button', { type: 'submit', className: 'primary' }, language.say('start'));
    this.node = element('form', { className: 'form', noValidate: true, 'aria-labelledby': 'form-title', onsubmit: (event) => { event.preventDefault(); this.#submit(); } },
      element('h3', { id: 'form-title', dir: 'auto' }, language.of(asked.title) || language.say('before')),
      ...this.fields.map((each) => each.node), this.#summary, this.#go);
  }

  focus() { this.fields[0].input.focus(); }

  #field(field) {
    const words = [this.language.of(field.label) || field.id];
    const optional = field.required || field.type === 'checkbox' ? null : element('span', { className: 'dim' }, ` ${this.language.say('optional')}`);
    return this.#row(field, this.#input(field), element('label', { htmlFor: `field-${field.id}`, dir: 'auto' }, ...words, optional));
  }

  #consent({ text, url }) {
    const href = safeUrl(url);
    const field = { id: 'consent', type: 'checkbox', required: true, text, url };
    const words = element('label', { htmlFor: 'field-consent', dir: 'auto' }, this.language.of(text));
    return this.#row(field, this.#input(field), words, href ? anchor(href, this.language.say('more'), element('span', { className: 'quiet' }, ` ${this.language.say('newTab')}`)) : null);
  }

  #row(field, input, label, beside) {
    const error = element('p', { id: `error-${field.id}`, className: 'error', hidden: true });
    const each = { field, input, error };
    input.oninput = () => !error.hidden && this.#judge(each);
    const ticked = field.type === 'checkbox';
    each.node = element('div', { className: ticked ? 'tick field' : 'field' }, ...(ticked ? [input, label] : [label, input]), beside, error);
    return each;
  }

  #input({ id, type, required, options }) {
    const shared = { id: `field-${id}`, name: id, dir: type === 'email' || type === 'phone' ? 'ltr' : 'auto', 'aria-required': String(Boolean(required)) };
    if (type === 'textarea') return element('textarea', { ...shared, rows: 3 });
    if (type === 'select') {
      const some = (options || []).map(({ value, label }) => element('option', { value }, this.language.of(label) || value));
      return element('select', shared, element('option', { value: '' }, this.language.say('choose')), ...some);
    }
    const [kind, fill] = KINDS[type] || KINDS.text;
    return element('input', { ...shared, type: kind, autocomplete: id === 'name' ? 'name' : fill });
  }

  #value({ field, input }) { return field.type === 'checkbox' ? input.checked : input.value.trim(); }

  #judge(each) {
    const wrong = fault(each.field, this.#value(each));
    this.#mark(each, wrong);
    return wrong;
  }

  #mark({ input, error }, wrong) {
    error.hidden = !wrong;
    error.textContent = wrong ? this.language.say(wrong) : '';
    if (wrong) {
      input.setAttribute('aria-invalid', 'true');
      input.setAttribute('aria-describedby', error.id);
    } else {
      input.removeAttribute('aria-invalid');
      input.removeAttribute('aria-describedby');
    }
  }

  #tell(text) {
    this.#summary.hidden = !text;
    this.#summary.textContent = text;
  }

  #complain(wrong) {
    this.#tell(wrong.length ? this.language.say('answersWrong', { n: wrong.length }) : '');
    wrong[0]?.input.focus();
    return wrong.length > 0;
  }

  async #submit() {
    if (this.busy || this.#complain(this.fields.filter((each) => this.#judge(each)))) return;
    const answers = {};
    for (const each of this.fields) {
      const value = this.#value(each);
      if (each.field.id !== 'consent' && value !== '') answers[each.field.id] = value;
    }
    this.busy = true;
    this.#go.setAttribute('aria-disabled', 'true');
    const answer = await this.send(answers, this.fields.some((each) => each.field.id === 'consent'));
    this.busy = false;
    this.#go.removeAttribute('aria-disabled');
    if (answer.type === 'ack') return;
    const wrong = this.fields.filter((each) => answer.fields?.[each.field.id]);
    for (const each of wrong) this.#mark(each, { required: 'needed', email: 'badEmail', phone: 'badPhone', too_long: 'longAnswer' }[answer.fields[each.field.id]] ?? 'badAnswer');
    if (!this.#complain(wrong)) this.#tell(this.language.say(answer.code === 'offline' ? 'offline' : 'later'));
  }
}

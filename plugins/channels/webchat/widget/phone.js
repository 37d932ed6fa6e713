import { button, element } from './dom.js';

// Asks the visitor to confirm a phone number by a code that is sent to it. The chat goes on beside
// it. `ask(frame)` gives the gateway's answer; `done()`: nothing is left to be shown.
export class Phone {
  #counting; #done; #label; #later; #wrong = [];
  left = 0; // seconds until a new code may be asked for

  constructor(language, phone, ask, done) {
    this.language = language;
    this.phone = phone;
    this.ask = ask;
    this.#done = done;
    this.say = element('p', { role: 'status' });
    this.error = element('p', { id: 'code-error', className: 'error', role: 'alert', hidden: true });
    this.begin = button('primary', () => this.#start());
    this.#later = button('textual', () => this.#done());
    this.box = element('input', { id: 'code', type: 'text', inputMode: 'numeric', autocomplete: 'one-time-code', pattern: '[0-9]*', maxLength: 10, dir: 'ltr', 'aria-describedby': 'code-error' });
    this.check = element('button', { type: 'submit', className: 'primary' });
    this.again = button('textual', () => this.#start());
    this.#label = element('label', { htmlFor: 'code' });
    this.form = element('form', { hidden: true, noValidate: true, onsubmit: (event) => { event.preventDefault(); this.#check(); } },
      this.#label, element('div', { className: 'row' }, this.box, this.check));
    this.node = element('section', { className: 'phone', role: 'group' }, this.say, this.form, this.error,
      element('div', { className: 'row' }, this.begin, this.again, this.#later));
    this.again.hidden = true;
    this.relabel(language);
  }

  relabel(language) {
    this.language = language;
    for (const [each, name] of [[this.say, this.form.hidden ? 'confirmPhone' : 'codeSent'], [this.begin, 'sendCode'], [this.#later, 'notNow'], [this.#label, 'code'], [this.check, 'confirm']]) each.textContent = this.#text(name);
    this.node.setAttribute('aria-label', this.#text('confirm'));
    this.#wait();
    this.#tell(...this.#wrong);
  }

  destroy() { clearInterval(this.#counting); }

  // The number keeps its order among words of any direction.
  #text(name, values) { return this.language.say(name, { phone: `\u2066${this.phone}\u2069`, ...values }); }

  // What is wrong, as the name of a text; nothing when nothing is.
  #tell(name, values) {
    this.#wrong = [name, values];
    this.error.hidden = !name;
    this.error.textContent = name ? this.#text(name, values) : '';
    this.box.setAttribute('aria-invalid', Boolean(name));
  }

  async #once(frame) {
    if (this.busy) return null;
    this.busy = true;
    const answer = await this.ask(frame);
    this.busy = false;
    return answer;
  }

  async #start() {
    if (this.left > 0) return;
    const answer = await this.#once({ type: 'verify.start', phone: this.phone });
    if (!answer) return;
    if (answer.type !== 'ack') return this.refused(answer);
    this.form.hidden = this.again.hidden = false;
    this.#tell();
    this.relabel(this.language);
    this.begin.hidden = true;
    this.box.value = '';
    this.box.focus();
    this.#count(answer.resend_after || 30);
  }

  async #check() {
    const code = this.box.value.replace(/\D/g, '');
    if (!code) return this.box.focus();
    const answer = await this.#once({ type: 'verify.check', phone: this.phone, code });
    if (!answer) return;
    if (answer.type !== 'ack') {
      this.refused(answer);
      return this.box.focus();
    }
    clearInterval(this.#counting);
    this.#done(this.#text('confirmed'));
  }

  refused({ code, retry_after: wait }) {
    const words = { wrong_code: 'codeWrong', expired: 'codeExpired', rate_limited: 'codeLimit', unsupported: 'codeFailed', validation: 'badPhone', offline: 'offline' };
    this.#tell(words[code] ?? 'later', { n: wait || 30 });
    if (code === 'rate_limited') this.#count(wait || 30);
    if (code === 'expired') this.#count(0);
  }

  // Until a new code may be asked for.
  #count(seconds) {
    clearInterval(this.#counting);
    this.left = seconds;
    this.#counting = setInterval(() => {
      if (--this.left <= 0) clearInterval(this.#counting);
      this.#wait();
    }, 1000);
    this.#wait();
  }

  #wait() {
    this.again.textContent = this.#text(this.left > 0 ? 'againIn' : 'again', { n: this.left });
    this.again.setAttribute('aria-disabled', this.left > 0);
  }
}

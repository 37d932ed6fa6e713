import { button, element, icon } from './dom.js';
import { lengthOf, MAX_TEXT } from './words.js';

// Where the visitor writes. `on`: submit(text), input(some), blur(), files(list), grew().
export class Composer {
  #attach; #chooser; #limit; #problemLine; #sender;

  constructor(on) {
    this.on = on;
    this.#problemLine = element('div', { className: 'problem', role: 'alert', hidden: true });
    this.box = element('textarea', { rows: 1, dir: 'auto', autocomplete: 'off', enterKeyHint: 'send', onkeydown: (event) => this.#key(event), oninput: () => this.grow(), onblur: () => on.blur(), onpaste: (event) => this.#paste(event) });
    this.#limit = element('span', { id: 'limit', className: 'quiet' });
    this.#chooser = element('input', { type: 'file', multiple: true, hidden: true, tabIndex: -1, onchange: () => this.#chosen() });
    this.#attach = button('plain', () => this.#chooser.click(), icon('clip'));
    this.#attach.setAttribute('aria-describedby', 'limit');
    this.#attach.hidden = true;
    this.#sender = element('button', { type: 'submit', className: 'send' }, icon('send'));
    const form = element('form', { className: 'composer', onsubmit: (event) => { event.preventDefault(); this.#submit(); } }, this.#attach, this.#chooser, this.#limit, this.box, this.#sender);
    this.node = element('div', {}, this.#problemLine, form);
  }

  relabel(language, files) {
    this.language = language;
    this.box.placeholder = language.say('write');
    this.box.setAttribute('aria-label', language.say('write'));
    for (const [each, word] of [[this.#sender, 'send'], [this.#attach, 'attach']]) {
      each.setAttribute('aria-label', language.say(word));
      each.title = language.say(word);
    }
    this.#attach.hidden = !files;
    if (!files) return;
    this.#limit.textContent = language.say('limit', { size: language.size(files.max_bytes) });
    this.#attach.title = `${language.say('attach')} – ${this.#limit.textContent}`;
    this.#chooser.accept = files.types.join(',');
  }

  problem(text) {
    this.#problemLine.hidden = !text;
    this.#problemLine.textContent = text;
  }

  grow() {
    this.box.style.height = 'auto';
    this.box.style.height = `${this.box.scrollHeight + 2}px`;
    const length = lengthOf(this.box.value);
    this.problem(length > MAX_TEXT ? this.language.say('tooLong', { n: length, max: MAX_TEXT }) : '');
    this.on.input(this.box.value.length > 0);
  }

  #key(event) {
    // While an input method composes, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#submit();
  }

  #submit() {
    const text = this.box.value;
    if (!text.trim() || lengthOf(text) > MAX_TEXT) return;
    this.box.value = '';
    this.grow();
    this.on.submit(text);
    this.box.focus();
  }

  #chosen() {
    this.on.files([...this.#chooser.files]);
    this.#chooser.value = '';
    this.box.focus();
  }

  #paste(event) {
    const files = [...(event.clipboardData?.files || [])];
    if (!files.length || this.#attach.hidden) return;
    event.preventDefault();
    this.on.files(files);
  }
}

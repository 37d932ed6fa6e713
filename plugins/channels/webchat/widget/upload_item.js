import { button, element, icon } from './dom.js';
import { plainName } from './words.js';

const EDGE = 220; // of a preview, in CSS pixels

// A file on its way out: what it is, how far it has come, and what can be done about it.
export class UploadItem {
  #away; #bar; #preview;

  constructor(upload, { language, retry, cancel, grew }) {
    this.language = language;
    const name = plainName(upload.file.name) || language.say('file');
    this.#preview = element('div', { className: 'bubble file' }, icon('file'), element('bdi', {}, name), element('small', {}, language.size(upload.file.size)));
    this.#bar = element('progress', { max: 1, value: 0, 'aria-label': language.say('sendingFile', { name }) });
    this.state = element('span');
    this.again = button('textual', () => retry(upload.cid), language.say('retry'));
    this.#away = button('textual', () => cancel(upload.cid), language.say('cancel'), element('span', { className: 'quiet' }, ` ${name}`));
    this.node = element('div', { className: 'item own last', 'aria-live': 'off' }, this.#preview, this.#bar,
      element('div', { className: 'meta' }, this.state, this.again, this.#away));
    if (upload.file.type.startsWith('image/')) this.#picture(upload.file, name, grew);
  }

  update({ state, part }) {
    const failed = state === 'failed';
    this.node.className = failed ? 'item own last failed' : 'item own last';
    this.#bar.hidden = failed;
    this.#bar.value = part;
    this.again.hidden = !failed;
    this.#away.hidden = state === 'stored';
    const word = this.language.say(failed ? 'failed' : 'sending');
    if (this.state.textContent !== word) this.state.textContent = word;
  }

  // Drawn, not loaded: a page may allow no pictures from anywhere.
  async #picture(file, name, grew) {
    try {
      const bitmap = await createImageBitmap(file);
      const scale = Math.min(1, EDGE / Math.max(bitmap.width, bitmap.height)) * devicePixelRatio;
      const canvas = element('canvas', { width: Math.ceil(bitmap.width * scale), height: Math.ceil(bitmap.height * scale), role: 'img', 'aria-label': name });
      canvas.style.width = `${canvas.width / devicePixelRatio}px`;
      canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      bitmap.close();
      this.#preview.className = 'media';
      this.#preview.replaceChildren(canvas);
      grew();
    } catch { /* its name is enough */ }
  }
}

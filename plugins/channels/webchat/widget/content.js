import { anchor, button, element, icon } from './dom.js';
import { linkify, plainName, safeUrl } from './words.js';

const list = (value) => (Array.isArray(value) ? value.filter((each) => each && typeof each === 'object') : []);

// What a message holds, as `nodes`. `page`: {language, base, choose(choice), grew()}.
export class Content {
  #offers;

  constructor(data, page) {
    this.page = page;
    this.answers = []; // buttons of the message itself
    this.#offers = []; // buttons of its cards
    this.nodes = this.#nodes(data);
  }

  // Buttons answer once, while they are the newest thing said, or as long as they are on a card;
  // otherwise they only show what was offered.
  enable({ newest, cards }) {
    for (const each of this.answers) each.disabled = !newest;
    for (const each of this.#offers) each.disabled = !cards;
  }

  #nodes(data) {
    const out = [];
    const text = data.text || data.selected?.title;
    if (text) out.push(this.#words(text));
    for (const each of list(data.attachments)) out.push(this.#attachment(each));
    if (data.location) out.push(this.#location(data.location));
    if (list(data.cards).length) out.push(this.#cards(list(data.cards)));
    if (list(data.choices).length) out.push(this.#choices(list(data.choices), this.answers));
    return out.length ? out : [element('div', { className: 'bubble' }, this.#say('unsupported'))];
  }

  #say(name) { return this.page.language.say(name); }

  #words(text) {
    const parts = linkify(String(text)).map((part) => (part.href ? anchor(part.href, part.text) : part.text));
    return element('div', { className: 'bubble', dir: 'auto' }, ...parts);
  }

  #attachment({ kind, url, name, size }) {
    const href = safeUrl(url, this.page.base);
    const label = plainName(name) || this.#say(['image', 'video', 'audio', 'sticker'].includes(kind) ? kind : 'file');
    if (href && (kind === 'image' || kind === 'sticker')) {
      // A page that lets no foreign pictures in still gets the link.
      const image = element('img', { src: href, alt: label, loading: 'lazy', referrerPolicy: 'no-referrer', onload: this.page.grew, onerror: () => image.replaceWith(label) });
      return element('div', { className: 'media' }, anchor(href, image));
    }
    if (href && (kind === 'video' || kind === 'audio')) {
      return element('div', { className: 'media' }, element(kind, { src: href, controls: true, preload: 'metadata', 'aria-label': label }));
    }
    const words = [icon('file'), element('bdi', {}, label), size > 0 ? element('small', {}, this.page.language.size(size)) : null];
    return href ? element('div', { className: 'bubble file' }, anchor(href, ...words)) : element('div', { className: 'bubble file' }, ...words);
  }

  #location({ latitude, longitude, name, address }) {
    const [lat, lon] = [Number(latitude), Number(longitude)];
    const href = `https://www.openstreetmap.org/?mlat=${lat}&mlon=${lon}#map=16/${lat}/${lon}`;
    const words = [name, address].map(plainName).filter(Boolean).join(', ');
    return element('div', { className: 'bubble', dir: 'auto' }, words ? `${words}\n` : null, anchor(href, this.#say('map')));
  }

  #cards(cards) {
    const made = cards.map((card) => {
      const image = safeUrl(card.image, this.page.base);
      return element('div', { className: 'card' },
        image ? element('img', { src: image, alt: '', loading: 'lazy', referrerPolicy: 'no-referrer', onload: this.page.grew }) : null,
        card.title ? element('h3', { dir: 'auto' }, String(card.title)) : null,
        card.text ? element('p', { dir: 'auto' }, String(card.text)) : null,
        list(card.choices).length ? this.#choices(list(card.choices), this.#offers) : null);
    });
    const several = made.length > 1;
    return element('div', { className: several ? 'cards' : '', role: 'group', 'aria-label': this.#say('cards'), ...(several && { tabIndex: 0 }) }, ...made);
  }

  #choices(choices, among) {
    const made = choices.map((choice) => {
      const title = String(choice.title ?? choice.payload ?? '');
      const href = safeUrl(choice.url);
      if (href) return anchor(href, element('bdi', {}, title), element('span', { className: 'quiet' }, ` ${this.#say('newTab')}`));
      const each = button('', () => {
        for (const other of among) other.disabled = true;
        this.page.choose({ title, payload: String(choice.payload || title) });
      }, element('bdi', {}, title));
      among.push(each);
      return each;
    });
    return element('div', { className: 'choices', role: 'group', 'aria-label': this.#say('options') }, ...made);
  }
}

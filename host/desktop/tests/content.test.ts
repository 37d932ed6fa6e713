// What the parts of a message become on the screen.
import {createElement} from 'react';
import {renderToStaticMarkup} from 'react-dom/server';
import {beforeAll, expect, it, vi} from 'vitest';
import type {Content} from '../src/api/types';
import {en} from '../src/text/en';
import type {Language} from '../src/text/time';
import {message_line} from '../src/view/lines';
import {message} from './given';

let shown: (content: Content, language: Language) => string;
beforeAll(async () => {
  vi.stubGlobal('matchMedia', () => ({matches: true}));
  const {LookContext} = await import('../src/view/context');
  const {Parts} = await import('../src/view/content');
  const look = {language: null, theme: 'system', notify: false, question_mark: true} as const;
  shown = (content, language) => renderToStaticMarkup(createElement(LookContext,
    {value: {look, language, change: () => undefined}}, createElement(Parts, {content})));
}, 60_000); // all icons are loaded

it('what became of a call is said in the reader\'s language, and a word that nobody knows stays', () => {
  const call = (state: string): Content => ({call: {state, from: '+60123456789'}});
  expect(shown(call('no-answer'), 'en')).toContain('No answer · +60123456789');
  expect(shown(call('no-answer'), 'ms')).toContain('Tidak dijawab · +60123456789');
  expect(shown(call('parked'), 'ms')).toContain('parked · +60123456789');
});

it('of a call is told with whom it was and how long it took', () => {
  expect(shown({call: {state: 'completed', to: '+60123456789', duration: 187}}, 'en')).toContain('Ended · +60123456789 · 3 min');
});

it('what a template was filled in with is shown, however the provider has it', () => {
  const filled = (parameters: NonNullable<Content['template']>['parameters'] & object): string =>
    shown({template: {name: 'parcel', parameters}}, 'en');
  expect(filled(['Mei', 7])).toContain('Template: parcel</b><small dir="auto">Mei · 7<');
  expect(filled([{type: 'body', parameters: [{type: 'text', parameter_name: 'who', text: 'Mei'}]}])).toContain('>Mei<');
});

it('a card shows its picture, and a choice leads where the customer would go, if that is a website', () => {
  const page = shown({cards: [{title: 'Tea', image: 'https://shop.example/tea.png', choices: [
    {title: 'Buy', url: 'https://shop.example/tea'}, {title: 'Trap', url: 'javascript:alert(1)'},
  ]}]}, 'en');
  expect(page).toContain('href="https://shop.example/tea.png"');
  expect(page).toContain('<a href="https://shop.example/tea" target="_blank" rel="noreferrer noopener">Buy</a>');
  expect(page).toContain('<li dir="auto">Trap</li>');
});

it('the address that a link shows is the one to which it leads, whatever turns the words around', () => {
  const text = 'look: \u202ehttps://evil.example/\u202emoc.knab//:sptth end';
  expect(shown({text}, 'en')).toContain(
    '<a href="https://evil.example/%E2%80%AEmoc.knab//:sptth" dir="ltr" target="_blank" rel="noreferrer noopener">https://evil.example/moc.knab//:sptth</a>');
});

it('what cannot be shown is named in a line too', () => {
  expect(message_line(en, message(1, {content: {unsupported: {kind: 'order'}}}))).toBe('Cannot be shown here: order');
});

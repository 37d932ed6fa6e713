// What the parts of a message become on the screen.
import {createElement} from 'react';
import {renderToStaticMarkup} from 'react-dom/server';
import {beforeAll, expect, it, vi} from 'vitest';
import type {Content} from '../src/api/types';
import type {Language} from '../src/text/time';

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

it('the address that a link shows is the one to which it leads, whatever turns the words around', () => {
  const text = 'look: \u202ehttps://evil.example/\u202emoc.knab//:sptth end';
  expect(shown({text}, 'en')).toContain(
    '<a href="https://evil.example/%E2%80%AEmoc.knab//:sptth" dir="ltr" target="_blank" rel="noreferrer noopener">https://evil.example/moc.knab//:sptth</a>');
});

// What every view can ask for: words, look, the session, the time, and where we are.
import {createContext, useContext, useSyncExternalStore} from 'react';
import type {Desk} from '../state/desk';
import {draft_of, on_draft, type Draft} from '../state/draft';
import type {State} from '../state/state';
import type {Upload} from '../state/uploads';
import type {Look} from '../state/remember';
import {gateway_now} from '../api/client';
import {en, type Texts} from '../text/en';
import {ms} from '../text/ms';
import type {Language} from '../text/time';

export interface Appearance {
  look: Look;
  language: Language;
  change: (look: Partial<Look>) => void;
}

export const texts: Record<Language, Texts> = {en, ms};

export const LookContext = createContext<Appearance | null>(null);
export const DeskContext = createContext<Desk | null>(null);

function needed<T>(value: T | null): T {
  if (value === null) {
    throw new Error('used outside of its provider');
  }
  return value;
}

export const useLook = (): Appearance => needed(useContext(LookContext));
export const useTexts = (): Texts => texts[useLook().language];
export const useDesk = (): Desk => needed(useContext(DeskContext));

export function useDeskState(): State {
  const desk = useDesk();
  return useSyncExternalStore(desk.subscribe, desk.get);
}

// A part of the state, for what is shown a thousand times: nothing is drawn anew while it is the same.
export function useSlice<T>(select: (state: State) => T): T {
  const desk = useDesk();
  return useSyncExternalStore(desk.subscribe, () => select(desk.get()));
}

export function useDraft(conversation: string): Draft {
  const desk = useDesk();
  return useSyncExternalStore(on_draft, () => draft_of(desk.get().me?.id ?? '', conversation));
}

export function useUploads(): readonly Upload[] {
  const {uploads} = useDesk();
  return useSyncExternalStore(uploads.subscribe, uploads.get);
}

export const is_overseer = (state: State): boolean => !!state.me && state.me.role !== 'agent';

// One clock for all that counts.
const waiting = new Set<() => void>();
let second = Math.floor(gateway_now() / 1000);
let ticking: ReturnType<typeof setInterval> | undefined;

function on_second(listener: () => void): () => void {
  waiting.add(listener);
  ticking ??= setInterval(() => {
    const now = Math.floor(gateway_now() / 1000);
    if (now !== second) {
      second = now;
      waiting.forEach((each) => each());
    }
  }, 250);
  return () => {
    waiting.delete(listener);
    if (waiting.size === 0) {
      clearInterval(ticking);
      ticking = undefined;
    }
  };
}

// Whether that moment has come.
export const useReached = (at: number | null): boolean =>
  useSyncExternalStore(on_second, () => at !== null && at <= second * 1000);
export const useNow = (): number => useSyncExternalStore(on_second, () => second) * 1000;

// #/conversations/CH… and #/wall: the address bar is the state of where we are.
export interface Place {
  view: 'conversations' | 'wall';
  conversation: string | null;
}

function place_of(hash: string): Place {
  const [, view, id] = hash.split('/');
  return view === 'wall'
    ? {view: 'wall', conversation: null}
    : {view: 'conversations', conversation: id || null};
}

export const to_conversation = (id: string | null): string => (id ? `#/conversations/${id}` : '#/conversations');
export const go = (hash: string): void => { location.hash = hash; };

const on_hash = (listener: () => void): (() => void) => {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
};

export const usePlace = (): Place => place_of(useSyncExternalStore(on_hash, () => location.hash));

const wide = matchMedia('(min-width: 1180px)');
const on_width = (listener: () => void): (() => void) => {
  wide.addEventListener('change', listener);
  return () => wide.removeEventListener('change', listener);
};
export const useIsWide = (): boolean => useSyncExternalStore(on_width, () => wide.matches);

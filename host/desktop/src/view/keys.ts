// Keys that work everywhere. All hold Alt, so that they never take a letter from somebody who types
// or speaks; by the key's place, since Alt gives other letters on some systems. Only `?` does without it,
// where nothing is being typed, and as long as it is wanted.
import {useEffect, useRef} from 'react';

export type Act =
  | 'accept' | 'decline' | 'next' | 'previous' | 'search' | 'write' | 'note' | 'attach' | 'newest' | 'wrap_up' | 'complete'
  | 'transfer' | 'help';

export const keys: Record<Act, {code: string; shown: string}> = {
  accept: {code: 'KeyY', shown: 'Alt+Y'},
  decline: {code: 'KeyN', shown: 'Alt+N'},
  next: {code: 'ArrowDown', shown: 'Alt+↓'},
  previous: {code: 'ArrowUp', shown: 'Alt+↑'},
  search: {code: 'KeyS', shown: 'Alt+S'},
  write: {code: 'KeyI', shown: 'Alt+I'},
  note: {code: 'KeyM', shown: 'Alt+M'},
  attach: {code: 'KeyA', shown: 'Alt+A'},
  newest: {code: 'KeyJ', shown: 'Alt+J'},
  wrap_up: {code: 'KeyW', shown: 'Alt+W'},
  complete: {code: 'KeyC', shown: 'Alt+C'},
  transfer: {code: 'KeyT', shown: 'Alt+T'},
  help: {code: 'Slash', shown: 'Alt+/'},
};

export const aria_keys = (act: Act): string => keys[act].shown.replace('↓', 'ArrowDown').replace('↑', 'ArrowUp');

export function useKeys(acts: Partial<Record<Act, () => void>>): void {
  const latest = useRef(acts);
  useEffect(() => {
    latest.current = acts;
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.repeat) {
        return;
      }
      const found = Object.entries(keys).find(([, each]) => each.code === event.code);
      const act = found && latest.current[found[0] as Act];
      if (act) {
        event.preventDefault();
        act();
      }
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}

export function useQuestionMark(wanted: boolean, act: () => void): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => {
    if (!wanted) {
      return undefined;
    }
    const pressed = (event: KeyboardEvent): void => {
      const typing = event.target instanceof Element && event.target.closest('input, textarea, select, [role=menu], [role=dialog]');
      if (event.key === '?' && !event.ctrlKey && !event.metaKey && !typing) {
        event.preventDefault();
        latest.current();
      }
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [wanted]);
}

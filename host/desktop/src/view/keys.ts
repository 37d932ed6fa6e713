// Keys that work everywhere. All hold Alt, so that they never take a letter from somebody who types
// or speaks; by the key's place, since Alt gives other letters on some systems.
import {useEffect, useRef} from 'react';

export type Act = 'accept' | 'decline' | 'next' | 'previous' | 'write' | 'note' | 'wrap_up' | 'complete' | 'transfer' | 'help';

export const keys: Record<Act, {code: string; shown: string}> = {
  accept: {code: 'KeyY', shown: 'Alt+Y'},
  decline: {code: 'KeyN', shown: 'Alt+N'},
  next: {code: 'ArrowDown', shown: 'Alt+↓'},
  previous: {code: 'ArrowUp', shown: 'Alt+↑'},
  write: {code: 'KeyI', shown: 'Alt+I'},
  note: {code: 'KeyM', shown: 'Alt+M'},
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

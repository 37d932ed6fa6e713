// Where a thread is scrolled to. At the newest message it stays there; elsewhere nothing moves, also
// when older messages come in above.
import {useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject} from 'react';

const near_end = 48;
const near_beginning = 600; // older ones are asked for before anybody sees that they are missing

// Where an element ends in all that can be scrolled through.
const bottom_of = (element: Element, box: Element): number =>
  element.getBoundingClientRect().bottom - box.getBoundingClientRect().top + box.scrollTop;

export interface Scroll {
  log: RefObject<HTMLDivElement | null>;
  at_end: boolean;
  to_end: () => void;
  scrolled: () => void;
}

export function useScroll(first: string, length: number, acts: {seen: () => void; earlier: (() => void) | null}): Scroll {
  const log = useRef<HTMLDivElement>(null);
  const [at_end, set_at_end] = useState(true);
  const follow = useRef(true);
  const oldest = useRef<{element: Element; bottom: number} | null>(null);
  const {seen, earlier} = acts;

  const to_end = useCallback(() => {
    log.current?.scrollTo({top: log.current.scrollHeight});
    follow.current = true;
    set_at_end(true);
  }, []);

  const look_up = useCallback(() => {
    const box = log.current;
    const element = box?.querySelector('.message');
    oldest.current = box && element ? {element, bottom: bottom_of(element, box)} : null;
    if (box && earlier && box.scrollTop < near_beginning) {
      earlier();
    }
  }, [earlier]);

  // What was the oldest ends where it did when others come above it; its author's name may have gone.
  useLayoutEffect(() => {
    const box = log.current;
    const before = oldest.current;
    if (box && before?.element.isConnected && !follow.current) {
      box.scrollTop += bottom_of(before.element, box) - before.bottom;
    }
  }, [first]);

  useLayoutEffect(() => {
    if (follow.current) {
      to_end();
    }
    look_up();
  }, [first, length, to_end, look_up]);

  useEffect(() => {
    const look = (): void => {
      if (follow.current && document.visibilityState === 'visible' && document.hasFocus()) {
        seen();
      }
    };
    look();
    addEventListener('focus', look);
    return () => removeEventListener('focus', look);
  }, [length, at_end, seen]);

  // Pictures get their size late, and the writing field grows.
  useEffect(() => {
    const box = log.current;
    if (!box) {
      return undefined;
    }
    const watch = new ResizeObserver(() => {
      if (follow.current) {
        box.scrollTo({top: box.scrollHeight});
      }
    });
    watch.observe(box);
    for (const each of box.children) {
      watch.observe(each);
    }
    return () => watch.disconnect();
  }, []);

  const scrolled = useCallback(() => {
    const box = log.current;
    if (box) {
      follow.current = box.scrollHeight - box.scrollTop - box.clientHeight < near_end;
      set_at_end(follow.current);
      look_up();
    }
  }, [look_up]);
  return {log, at_end, to_end, scrolled};
}

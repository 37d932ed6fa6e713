// Of a long list only what is in view, and a little around it, is in the page.
import {useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject} from 'react';

const beyond = 8; // rows above and below, so that scrolling and Tab find the next ones there
const first_guess = 84;

export interface Window {
  box: RefObject<HTMLDivElement | null>; // what scrolls
  from: number;
  to: number;
  before: number; // the room that the rows above would take
  after: number;
  scrolled: () => void;
  show: (index: number) => void;
}

export const range_of = (top: number, room: number, height: number, count: number): {from: number; to: number} => ({
  from: Math.max(0, Math.min(count, Math.floor(top / height)) - beyond),
  to: Math.min(count, Math.ceil((top + room) / height) + beyond),
});

export function useWindow(count: number): Window {
  const box = useRef<HTMLDivElement>(null);
  const [height, set_height] = useState(first_guess);
  const [range, set_range] = useState({from: 0, to: 2 * beyond});
  const scrolled = useCallback(() => {
    const {current} = box;
    if (current) {
      const now = range_of(current.scrollTop, current.clientHeight, height, count);
      set_range((before) => (before.from === now.from && before.to === now.to ? before : now));
    }
  }, [count, height]);
  // All rows are as high as the first; how high that is, type size and zoom decide.
  useLayoutEffect(() => {
    const row = box.current?.querySelector('li');
    if (row && row.offsetHeight > 0) {
      set_height(row.offsetHeight);
    }
    scrolled();
  }, [scrolled]);
  useEffect(() => {
    const watch = new ResizeObserver(scrolled);
    if (box.current) {
      watch.observe(box.current);
    }
    return () => watch.disconnect();
  }, [scrolled]);
  const show = useCallback((index: number) => {
    const {current} = box;
    if (!current || index < 0) {
      return;
    }
    const top = index * height;
    if (top < current.scrollTop) {
      current.scrollTop = top;
    } else if (top + height > current.scrollTop + current.clientHeight) {
      current.scrollTop = top + height - current.clientHeight;
    }
  }, [height]);
  const from = Math.min(range.from, count);
  const to = Math.min(range.to, count);
  return {box, from, to, before: from * height, after: (count - to) * height, scrolled, show};
}

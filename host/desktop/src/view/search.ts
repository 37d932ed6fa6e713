// What a question finds while it is being typed.
import {useEffect, useState} from 'react';
import {Refusal} from '../api/client';

type Ask<T> = () => Promise<readonly T[]>;

export interface Found<T> {
  all: readonly T[] | null; // null: nothing was answered yet
  current: boolean; // that is to this question, not to one before
  failed: boolean;
}

// Asked after `pause` milliseconds without another question. An answer to an older one counts for nothing.
export function useFound<T>(ask: Ask<T> | null, pause: number): Found<T> {
  const [found, set_found] = useState<{to: Ask<T> | null; all: readonly T[] | null; failed: boolean}>({to: null, all: null, failed: false});
  useEffect(() => {
    if (!ask) {
      return undefined;
    }
    let wanted = true;
    const timer = setTimeout(() => {
      ask().then((all) => wanted && set_found({to: ask, all, failed: false}), (why: unknown) => {
        if (!(why instanceof Refusal)) {
          throw why;
        }
        if (wanted) {
          set_found({to: ask, all: [], failed: true});
        }
      });
    }, pause);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [ask, pause]);
  const current = found.to === ask;
  return {all: found.all, current, failed: current && found.failed};
}

export const typing_pause = (q: string): number => (q === '' ? 0 : 250);

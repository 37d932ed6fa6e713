// What a browser keeps for a site, as its windows share it.
import {vi} from 'vitest';

export function make_storage(): Record<string, string> {
  const kept = Object.create({
    getItem: (name: string) => kept[name] ?? null,
    setItem: (name: string, value: string) => { kept[name] = value; },
    removeItem: (name: string) => { delete kept[name]; },
  }) as Record<string, string>;
  vi.stubGlobal('localStorage', kept);
  return kept;
}

// Lists come in pages. What is wanted whole is asked for until its end, within reason.
export interface Page<T> {
  items: readonly T[];
  next: string | null;
}

const page_size = 200; // the most that the gateway gives at once
const most_pages = 50;

export async function each_page<T>(
  ask: (after: string | undefined) => Promise<Page<T>>,
  take: (items: readonly T[]) => void,
  from?: string,
): Promise<void> {
  let after = from;
  for (let count = 0; count < most_pages; ++count) {
    const {items, next} = await ask(after);
    take(items);
    if (!next) {
      return;
    }
    after = next;
  }
}

export async function all_pages<T>(ask: (after: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const out: T[] = [];
  await each_page(ask, (items) => out.push(...items));
  return out;
}

export const at = (after: string | undefined): {limit: number; after?: string} =>
  ({limit: page_size, ...(after ? {after} : {})});

// A page stays open for days: of closed conversations that nobody looks at, the first known go.
import type {State} from './state';

const most = 1000;
const kept = 800;

function only<T>(all: Readonly<Record<string, T>>, wanted: (each: T, id: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([id, each]) => wanted(each, id)));
}

export function trim(state: State, shown: string | null): State {
  const all = Object.values(state.conversations);
  if (all.length <= most) {
    return state;
  }
  const unsent = new Set(state.outgoing.map((each) => each.conversation));
  const gone = new Set(all
    .filter((each) => each.status === 'closed' && each.id !== shown && !unsent.has(each.id))
    .slice(0, all.length - kept)
    .map((each) => each.id));
  if (gone.size === 0) {
    return state;
  }
  const conversations = only(state.conversations, (_, id) => !gone.has(id));
  const customers = new Set(Object.values(conversations).map((each) => each.customer));
  return {
    ...state,
    conversations,
    threads: only(state.threads, (_, id) => !gone.has(id)),
    tasks: only(state.tasks, (each) => !gone.has(each.conversation)),
    typing: only(state.typing, (_, id) => !gone.has(id)),
    customers: only(state.customers, (_, id) => customers.has(id)),
  };
}

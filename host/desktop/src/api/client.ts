// Calls of the gateway, typed by its own document: a path, a parameter or a body that it does not
// have is no program.
import type {paths} from '../../generated/schema';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
type Path<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, {responses: unknown}> ? P : never;
}[keyof paths];
type Operation<M extends Method, P extends keyof paths> = paths[P][M];
type Answered = 200 | 201 | 202;
type Body<R> = R extends {content: {'application/json': infer B}} ? B : undefined;
export type Answer<O> = O extends {responses: infer R}
  ? {[S in keyof R]: S extends Answered ? Body<R[S]> : never}[keyof R]
  : never;
type Sent<O> = O extends {requestBody?: {content: {'application/json': infer B}}} ? B : never;
type Query<O> = O extends {parameters: {query?: infer Q}} ? Q : never;

export interface Asked<O> {
  id?: string;
  parts?: Record<string, string>; // further places of the path, by name
  query?: Query<O>;
  body?: Sent<O>;
  key?: string; // Idempotency-Key
}

// What the gateway refused, in its words; status 0: it was not reached.
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly retry_after: number | null = null,
  ) {
    super(detail || title);
  }
}

export const patience = 30_000; // a connection that died without a word ends no call by itself

let skew = 0; // the gateway's clock less ours, milliseconds
let doubt = Infinity; // how far off that may be

// The gateway's time: countdowns follow it, not this machine's clock.
export const gateway_now = (): number => Date.now() + skew;

// What an answer tells of the gateway's clock. It was made somewhere between asking and getting it,
// and says whole seconds.
export function clock_of(date: number, asked: number, got: number): {skew: number; doubt: number} {
  const difference = date + 500 - (asked + got) / 2;
  const uncertain = 500 + (got - asked) / 2;
  return {skew: Math.abs(difference) <= uncertain ? 0 : difference, doubt: uncertain};
}

// The quickest answers tell it best; what they told ages, since clocks are set.
function learn_time(response: Response, asked: number): void {
  const date = Date.parse(response.headers.get('date') ?? '');
  if (Number.isNaN(date)) {
    return;
  }
  const told = clock_of(date, asked, Date.now());
  doubt *= 1.05;
  if (told.doubt <= doubt) {
    ({skew, doubt} = told);
  }
}

export function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return null; // somebody between us and the gateway spoke
  }
}

export function refusal_of_text(status: number, text: string, wait = 0): Refusal {
  const problem = (parsed(text) ?? {}) as {title?: string; detail?: string};
  return new Refusal(status, problem.title ?? String(status), problem.detail ?? '',
    Number.isFinite(wait) && wait > 0 ? wait : null);
}

function address_of(path: string, asked: {id?: string; parts?: Record<string, string>; query?: unknown}): string {
  const parts: Record<string, string> = {id: asked.id ?? '', ...asked.parts};
  const address = path.replace(/{(\w+)}/g, (_, name: string) => encodeURIComponent(parts[name] ?? ''));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries((asked.query ?? {}) as Record<string, unknown>)) {
    if (value !== undefined && value !== null && value !== '') {
      query.set(name, String(value));
    }
  }
  return query.size ? `${address}?${query}` : address;
}

export async function call<M extends Method, P extends Path<M>>(
  method: M,
  path: P,
  asked: Asked<Operation<M, P>> = {},
): Promise<Answer<Operation<M, P>>> {
  const headers: Record<string, string> = {Accept: 'application/json'};
  if (asked.body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  if (asked.key) {
    headers['Idempotency-Key'] = asked.key;
  }
  const begun = Date.now();
  let response: Response;
  let text: string;
  try {
    response = await fetch(address_of(path, asked), {
      method: method.toUpperCase(),
      headers,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(patience),
      ...(asked.body === undefined ? {} : {body: JSON.stringify(asked.body)}),
    });
    learn_time(response, begun);
    text = await response.text();
  } catch {
    throw new Refusal(0, 'unreachable', '');
  }
  if (!response.ok) {
    throw refusal_of_text(response.status, text, Number(response.headers.get('retry-after')));
  }
  const answer = parsed(text);
  if (answer === null) {
    throw new Refusal(0, 'unreachable', '');
  }
  return answer as Answer<Operation<M, P>>;
}

// A name for one act of sending. randomUUID needs a secure page, which plain HTTP is not.
export function fresh_key(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (each) => each.toString(16).padStart(2, '0')).join('');
}

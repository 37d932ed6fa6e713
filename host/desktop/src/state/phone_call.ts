// The call that is on the line, from what was told of it in the conversation. Pure.
import type {Message} from '../api/types';

export interface PhoneCall {
  // Whom the caller talks with, or waits for; `unanswered`: for an agent who did not pick up.
  with: 'flow' | 'queue' | 'ringing' | 'unanswered' | 'agent' | 'away';
  held: boolean;
  muted: boolean;
  shared: boolean; // somebody else was called into it
}

const over = new Set(['completed', 'missed', 'busy', 'failed', 'no-answer', 'canceled']);
const unanswered = /^(agent|dial)-(busy|no-answer|failed|canceled)$/;
const begun: PhoneCall = {with: 'flow', held: false, muted: false, shared: false};

function without_an_answer(now: PhoneCall, by: 'agent' | 'dial'): PhoneCall {
  if (now.with === 'agent') {
    return by === 'agent' ? {...now, shared: false} : now;
  }
  return now.with === (by === 'agent' ? 'ringing' : 'away') ? {...now, with: 'unanswered'} : now;
}

const ends = ({direction, content: {call}}: Message): boolean => direction === 'inbound' && over.has(call?.state ?? '');

function after(now: PhoneCall | null, message: Message): PhoneCall | null {
  const {direction, content: {call}} = message;
  const state = call?.state ?? '';
  if (ends(message)) {
    return null;
  }
  if (direction === 'inbound' && unanswered.test(state)) {
    return now && without_an_answer(now, state.startsWith('agent') ? 'agent' : 'dial');
  }
  switch (state) {
    case 'ringing': return begun;
    case 'in-progress': return now ?? begun; // somebody whom we called
    case 'enqueue': return now && {...begun, with: 'queue'};
    case 'connect': return now && {...now, with: now.with === 'agent' ? 'agent' : 'ringing'};
    case 'consult': return now && {...now, shared: true};
    case 'transfer': return now && {...begun, with: 'away'};
    case 'conference-start': return {...(now ?? begun), with: 'agent'};
    case 'participant-leave': return now && {...now, shared: false};
    case 'participant-hold': return now && {...now, held: true};
    case 'participant-unhold': return now && {...now, held: false};
    case 'participant-mute': return now && {...now, muted: true};
    case 'participant-unmute': return now && {...now, muted: false};
    default: return now;
  }
}

// The provider's id of the call that is told of; conferences are named by it.
function call_id({content: {call}}: Message): string {
  const {FriendlyName, CallSid} = (call?.parameters ?? {}) as Record<string, unknown>;
  return [FriendlyName, CallSid].find((each): each is string => typeof each === 'string') ?? '';
}

// Null: nobody is on the line. Whatever is told of a call that is over changes nothing, however late it comes.
export function phone_call(messages: readonly Message[]): PhoneCall | null {
  const of_calls = messages.filter(({content, status}) => content.call && status !== 'failed');
  const ended = new Set(of_calls.filter(ends).map(call_id).filter(Boolean));
  return of_calls.filter((each) => !ended.has(call_id(each))).reduce<PhoneCall | null>(after, null);
}

// Tells of the call itself, and says nothing that waits for an answer.
export const is_call_event = ({content}: Message): boolean =>
  !!content.call && content.text === undefined && !content.attachments && content.call.state !== 'missed';

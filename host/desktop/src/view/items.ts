// A conversation as what stands below each other: days, what happened, and what was said.
import type {Conversation, Message, Task} from '../api/types';
import {no_thread} from '../state/thread';
import type {Thread} from '../state/state';
import type {Texts} from '../text/en';
import {day_of} from '../text/time';

export interface Shown {
  message: Message;
  first: boolean; // of what its author says in a row
  reactions: string;
}

export type Item =
  | {kind: 'day'; at: string}
  | {kind: 'new'}
  | {kind: 'channel'; at: string; channel: string}
  | {kind: 'fact'; at: string; text: string}
  | ({kind: 'message'} & Shown);

// What was read when the conversation was opened, and what was there by then.
export interface Mark {
  read: number;
  last: number;
}

interface Fact {
  at: string;
  text: string;
  opening: boolean; // comes before a message of the same moment
}

function facts_of(t: Texts, conversation: Conversation, task: Task | null, thread: Thread): Fact[] {
  const first = thread.messages.find((each) => each.channel);
  const out = [{at: conversation.opened, text: t.thread.opened(first?.channel ?? conversation.channel ?? ''), opening: true}];
  if (task) {
    out.push({at: task.created, text: task.queue ? t.thread.queued(task.queue) : t.thread.queued_nowhere, opening: false});
  }
  return out;
}

const author_key = (message: Message): string =>
  `${message.direction} ${message.author.kind} ${message.author.id ?? ''} ${message.author.name ?? ''}`;

interface Reaction {
  by: string;
  message: Message;
  emoji: string;
}

// What each message has under it. Some providers tell that somebody took back theirs, not which it was.
function reactions_of(messages: readonly Message[]): Map<string, Reaction[]> {
  const out = new Map<string, Reaction[]>();
  for (const message of messages) {
    const {reaction} = message.content;
    if (reaction) {
      const {to, emoji, removed} = reaction;
      const by = `${message.direction} ${message.author.kind} ${message.author.id ?? ''}`;
      const before = (out.get(to) ?? []).filter((each) => each.by !== by || (emoji !== '' && each.emoji !== emoji));
      out.set(to, removed ? before : [...before, {by, message, emoji}]);
    }
  }
  return out;
}

const emojis = (all: readonly Reaction[] = []): string => [...new Set(all.map((each) => each.emoji))].join(' ');

class Column {
  readonly items: Item[] = [];
  private day = '';
  private author = '';
  private channel = '';

  constructor(private readonly facts: Fact[]) {}

  private begin(at: string): void {
    if (day_of(at) !== this.day) {
      this.day = day_of(at);
      this.author = '';
      this.items.push({kind: 'day', at});
    }
  }

  private put(item: Item): void {
    this.author = '';
    this.items.push(item);
  }

  facts_before(at: string | null): void {
    for (let fact = this.facts[0]; fact && (at === null || fact.at < at || fact.opening); fact = this.facts[0]) {
      this.facts.shift();
      this.begin(fact.at);
      this.put({kind: 'fact', at: fact.at, text: fact.text});
    }
  }

  say(message: Message, reactions: string, is_new: boolean): void {
    this.facts_before(message.at);
    this.begin(message.at);
    if (is_new) {
      this.put({kind: 'new'});
    }
    if (message.channel) {
      if (this.channel !== '' && this.channel !== message.channel) {
        this.put({kind: 'channel', at: message.at, channel: message.channel});
      }
      this.channel = message.channel;
    }
    this.items.push({kind: 'message', message, first: this.author !== author_key(message), reactions});
    this.author = author_key(message);
  }
}

export function items_of(
  t: Texts, conversation: Conversation, task: Task | null, thread: Thread = no_thread, mark: Mark = {read: 0, last: 0},
): readonly Item[] {
  const {messages, whole} = thread;
  const reactions = reactions_of(messages);
  const column = new Column(whole || messages.length === 0 ? facts_of(t, conversation, task, thread) : []);
  const fresh = mark.read > 0
    ? messages.find((each) => each.seq > mark.read && each.seq <= mark.last && each.direction === 'inbound') : undefined;
  const here = new Set(messages.map((each) => each.id));
  for (const message of messages) {
    const {reaction} = message.content;
    // One to what was said before this conversation stands by itself: it may be all there is.
    const alone = reaction && whole && !here.has(reaction.to) && reactions.get(reaction.to)?.some((each) => each.message === message);
    if (!reaction || alone) {
      column.say(message, emojis(reactions.get(message.id)), message === fresh);
    }
  }
  column.facts_before(null);
  return column.items;
}

export function ending(t: Texts, conversation: Conversation, task: Task | null): string {
  if (conversation.status === 'closed') {
    return conversation.closed_reason ? t.thread.closed_why(conversation.closed_reason) : t.thread.closed;
  }
  if (task?.status === 'completed') {
    return task.reason ? t.thread.completed_why(task.reason) : t.thread.completed;
  }
  return '';
}

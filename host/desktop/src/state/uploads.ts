// Files on their way to the gateway. Each lands in the draft of its conversation, whichever is shown by then.
import {fresh_key, Refusal} from '../api/client';
import type {Attachment} from '../api/types';
import {upload} from '../api/upload';
import {draft_of, keep_draft} from './draft';

export interface Upload {
  key: string;
  place: number; // among all that were chosen here
  conversation: string;
  file: File;
  done: number; // a share of 1
  failed: Refusal | null;
}

export class Uploads {
  private all: readonly Upload[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly under_way = new Map<string, AbortController>();
  private readonly places = new WeakMap<Attachment, number>();
  private chosen = 0;

  constructor(private readonly agent: () => string) {}

  readonly get = (): readonly Upload[] => this.all;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private change(all: readonly Upload[]): void {
    this.all = all;
    this.listeners.forEach((each) => each());
  }

  private update(key: string, some: Partial<Upload>): void {
    this.change(this.all.map((each) => (each.key === key ? {...each, ...some} : each)));
  }

  readonly add = (conversation: string, files: readonly File[]): void => {
    for (const file of files) {
      const one: Upload = {key: fresh_key(), place: ++this.chosen, conversation, file, done: 0, failed: null};
      this.change([...this.all, one]);
      void this.send(one);
    }
  };

  readonly again = (key: string): void => {
    const one = this.all.find((each) => each.key === key);
    if (one) {
      this.update(key, {done: 0, failed: null});
      void this.send(one);
    }
  };

  readonly drop = (key: string): void => {
    this.under_way.get(key)?.abort();
    this.change(this.all.filter((each) => each.key !== key));
  };

  stop(): void {
    this.under_way.forEach((each) => each.abort());
  }

  // In the order in which they were chosen, whichever is quicker.
  private attach(agent: string, {conversation, place}: Upload, attachment: Attachment): void {
    this.places.set(attachment, place);
    const {attachments} = draft_of(agent, conversation);
    const behind = attachments.findIndex((each) => (this.places.get(each) ?? 0) > place);
    keep_draft(agent, conversation, {attachments: attachments.toSpliced(behind < 0 ? attachments.length : behind, 0, attachment)});
  }

  private async send(what: Upload): Promise<void> {
    const {key, file} = what;
    const agent = this.agent();
    const control = new AbortController();
    this.under_way.set(key, control);
    try {
      const attachment = await upload(file, (done) => this.update(key, {done}), control.signal);
      this.attach(agent, what, attachment);
      this.change(this.all.filter((each) => each.key !== key));
    } catch (why) {
      if (!(why instanceof Refusal)) {
        throw why;
      }
      this.update(key, {failed: why}); // one that was dropped is not there any more
    } finally {
      this.under_way.delete(key);
    }
  }
}

// Writes to the customer, or for colleagues. Knows what the channel carries, and says before sending
// what will become of what it does not.
import {ListPlus, Paperclip, Send, StickyNote, X} from 'lucide-react';
import {useEffect, useId, useLayoutEffect, useRef, type ClipboardEvent, type KeyboardEvent} from 'react';
import type {Content, Message} from '../api/types';
import {draft_of, keep_draft, sent, typed} from '../state/draft';
import {carries, channels_of, length_of, name_of, plugin_of, type Carries, type Row} from '../state/select';
import type {State} from '../state/state';
import type {Texts} from '../text/en';
import {ChannelMark, IconButton} from './bits';
import {ChoiceFields} from './choice_fields';
import {is_overseer, useDesk, useDeskState, useDraft, useTexts, useUploads} from './context';
import {aria_keys, keys, useKeys} from './keys';
import {author_of, message_line} from './lines';
import {Pending} from './pending';

export interface May {
  reply: boolean;
  note: boolean;
}

export function what_is_allowed(state: State, row: Row): May {
  const open = row.conversation.status === 'open';
  const mine = row.mine && open;
  return {
    reply: mine && row.task?.status !== 'wrapping',
    note: mine || (open && is_overseer(state)),
  };
}

export function Composer({row}: {row: Row}) {
  const may = what_is_allowed(useDeskState(), row);
  return may.reply || may.note ? <Writing row={row} may={may} /> : <WhyNot row={row} />;
}

function WhyNot({row}: {row: Row}) {
  const t = useTexts();
  const {conversation} = row;
  const why = conversation.status === 'closed' ? t.write.closed
    : conversation.handler === 'agent' && conversation.agent ? t.write.not_mine
    : conversation.handler === 'bot' || conversation.handler === 'flow' ? t.write.bot : t.write.nobody;
  return <p className="composer composer-not">{why}</p>;
}

// What will become of it, where that is not what one would think.
function warning(t: Texts, can: Carries, content: Content, channel: string, stopped: boolean): string {
  const used = length_of(content.text ?? '', can.unit);
  const parts = can.text > 0 ? Math.ceil(used / can.text) : 1;
  const linked = content.attachments?.some((each) => !can.attachments.includes(each.kind));
  return stopped ? t.write.stopped(channel)
    : linked ? t.write.as_link
    : parts > 1 ? t.write.cut(parts)
    : can.text > 0 && used > can.text * 0.8 ? t.write.length(used, can.text) : '';
}

function useField(text: string, dependencies: {id: string; may_reply: boolean; reply_to: string | null}) {
  const field = useRef<HTMLTextAreaElement>(null);
  const {id, may_reply, reply_to} = dependencies;
  useLayoutEffect(() => {
    const box = field.current;
    if (box) {
      box.style.height = 'auto';
      box.style.height = `${Math.min(box.scrollHeight, 220)}px`;
    }
  }, [text]);
  useEffect(() => {
    if (reply_to) {
      field.current?.focus();
    }
  }, [reply_to]);
  useEffect(() => {
    if (may_reply && matchMedia('(hover: hover)').matches) {
      field.current?.focus();
    }
  }, [id, may_reply]);
  return field;
}

function Writing({row, may}: {row: Row; may: May}) {
  const t = useTexts();
  const desk = useDesk();
  const state = useDeskState();
  const {id} = row.conversation;
  const agent = state.me?.id ?? '';
  const draft = useDraft(id);
  const uploads = useUploads().filter((each) => each.conversation === id);
  const field = useField(draft.text, {id, may_reply: may.reply, reply_to: draft.reply_to});
  const files = useRef<HTMLInputElement>(null);
  const hint = useId();
  const name = name_of(state, row.conversation) || t.list.somebody;
  const channels = channels_of(state, row.conversation);
  const channel = draft.channel && channels.includes(draft.channel) ? draft.channel : channels[0] ?? '';
  const can = carries(state.channels[channel]);
  const note = !may.reply || draft.note;
  const change = (some: Parameters<typeof keep_draft>[2]): void => keep_draft(agent, id, some);
  const focus = (): void => field.current?.focus();
  const attach = (): void => files.current?.click();
  useKeys({
    write: focus,
    attach,
    ...(may.reply ? {note: () => { change({note: !note}); focus(); }} : {}),
  });

  const titles = note ? [] : (draft.choices ?? []).map((each) => each.trim()).filter(Boolean);
  const content: Content = {
    ...(draft.text.trim() !== '' ? {text: draft.text.trim()} : {}),
    ...(draft.attachments.length > 0 ? {attachments: [...draft.attachments]} : {}),
    ...(titles.length > 0 ? {choices: titles.map((title) => ({title}))} : {}),
  };
  const waits = uploads.some((each) => !each.failed);
  const ready = !waits && (content.text !== undefined || content.attachments !== undefined);
  const send = (): void => {
    if (ready) {
      desk.write(id, content, {
        note,
        reply_to: note ? null : draft.reply_to,
        channel: note || channel === row.conversation.channel ? null : channel,
      });
      desk.see(id);
      change(sent(draft_of(agent, id), may.reply));
      focus();
    }
  };
  const pressed = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    // While an input method composes, Enter is its own.
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && draft.reply_to) {
      change({reply_to: null});
    }
  };
  const pasted = (event: ClipboardEvent): void => {
    const given = [...event.clipboardData.files];
    if (given.length > 0) {
      event.preventDefault();
      desk.uploads.add(id, given);
    }
  };
  const said = note ? '' : warning(t, can, content, channel, state.channels[channel]?.state === 'stopped');

  return (
    <form className="composer" data-note={note} onSubmit={(event) => { event.preventDefault(); send(); }}>
      <div className="composer-top">
        {may.reply ? (
          <div className="modes" role="group" aria-label={t.write.mode}>
            <button type="button" aria-pressed={!note} onClick={() => { change({note: false}); focus(); }}>{t.write.reply}</button>
            <button type="button" aria-pressed={note} onClick={() => { change({note: true}); focus(); }} aria-keyshortcuts={aria_keys('note')}>
              <StickyNote size={13} aria-hidden="true" />{t.write.note}
            </button>
          </div>
        ) : <p className="composer-said">{row.task?.status === 'wrapping' && row.mine ? t.write.wrapping : t.write.label_note}</p>}
        {!note && channels.length > 1 && (
          <label className="composer-on"><ChannelMark plugin={plugin_of(state.channels, channel)} /><span>{t.write.on}</span>
            <select value={channel} onChange={(event) => change({channel: event.target.value === row.conversation.channel ? null : event.target.value})}>
              {channels.map((each) => <option key={each} value={each}>{each}</option>)}
            </select>
          </label>
        )}
      </div>
      {draft.reply_to && !note && <Replying id={id} to={draft.reply_to} name={name} marked={can.reply_to} clear={() => { change({reply_to: null}); focus(); }} />}
      <div className="composer-box">
        <textarea ref={field} rows={2} value={draft.text} onKeyDown={pressed} onPaste={pasted} aria-describedby={hint} enterKeyHint="send" dir="auto"
          aria-label={note ? t.write.label_note : t.write.label(name)} maxLength={60_000}
          placeholder={note ? t.write.place_note : t.write.place(name, channel)}
          onChange={(event) => change(typed(event.target.value, note))} />
        <Pending attachments={draft.attachments} uploads={uploads} drop={(url) =>
          change({attachments: draft.attachments.filter((each) => each.url !== url)})} />
        {!note && draft.choices && <ChoiceFields choices={draft.choices} change={(choices) => change({choices})} can={can} />}
        <div className="composer-bottom">
          <input ref={files} type="file" multiple hidden onChange={(event) => {
            desk.uploads.add(id, [...event.target.files ?? []]);
            event.target.value = '';
            focus();
          }} />
          <IconButton label={t.write.attach} keys={keys.attach.shown} onClick={attach}><Paperclip size={18} /></IconButton>
          {!note && (
            <IconButton label={t.write.choices} aria-pressed={draft.choices !== null}
              onClick={() => change({choices: draft.choices ? null : ['', '']})}><ListPlus size={18} /></IconButton>
          )}
          <p className="composer-hint" id={hint} data-warns={said !== ''}>{said || (waits ? t.write.uploading : t.write.keys)}</p>
          <button type="submit" className="button primary" disabled={!ready} aria-keyshortcuts="Enter">
            {note ? <StickyNote size={15} aria-hidden="true" /> : <Send size={15} aria-hidden="true" />}
            <span>{note ? t.write.save_note : t.write.send}</span>
          </button>
        </div>
      </div>
    </form>
  );
}

function Replying({id, to, name, marked, clear}: {id: string; to: string; name: string; marked: boolean; clear: () => void}) {
  const t = useTexts();
  const state = useDeskState();
  const message: Message | undefined = state.threads[id]?.messages.find((each) => each.id === to);
  return (
    <div className="replying">
      <span>
        <b>{t.write.replying(message ? author_of(t, state, message, name) : name)}</b>
        {message && message_line(t, message)}{!marked && <em>{t.write.no_reply_mark}</em>}
      </span>
      <IconButton label={t.write.no_reply} onClick={clear}><X size={14} /></IconButton>
    </div>
  );
}

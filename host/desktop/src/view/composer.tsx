// Writes to the customer, or for colleagues. Knows what the channel carries, and says before sending
// what will become of what it does not.
import {ListPlus, Paperclip, Send, StickyNote, X} from 'lucide-react';
import {useEffect, useId, useLayoutEffect, useRef, type ClipboardEvent, type KeyboardEvent} from 'react';
import {gateway_now} from '../api/client';
import type {Content, Message} from '../api/types';
import {draft_of, keep_draft, sent, typed} from '../state/draft';
import {reply_channel, standing_on, type Standing} from '../state/reply';
import {carries, channels_of, length_of, name_of, plugin_of, type Carries, type Row} from '../state/select';
import type {State} from '../state/state';
import type {Texts} from '../text/en';
import {ChannelMark, IconButton} from './bits';
import {ChoiceFields} from './choice_fields';
import {is_overseer, useDesk, useDeskState, useDraft, useLook, useReached, useTexts, useUploads} from './context';
import {Invite} from './invite';
import {aria_keys, keys, useKeys} from './keys';
import {author_of, message_line, why_shut} from './lines';
import {Pending} from './pending';

interface May {
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

// What was told holds no more: the gateway knows what is now.
function useStanding(row: Row, channel: string): Standing {
  const desk = useDesk();
  const state = useDeskState();
  const {conversation} = row;
  const now = standing_on(state, conversation, channel, gateway_now());
  const told = conversation.until ? Date.parse(conversation.until) : null;
  const outdated = useReached(told);
  useReached(now.until);
  useEffect(() => {
    if (outdated) {
      desk.load_conversation(conversation.id).catch(() => undefined);
    }
  }, [desk, outdated, conversation.id]);
  return now;
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
  const {language} = useLook();
  const channels = channels_of(state, row.conversation);
  const channel = reply_channel(state, row.conversation, draft.channel, gateway_now());
  const standing = useStanding(row, channel);
  const can = carries(state.channels[channel]);
  const note = !may.reply || draft.note;
  const shut = !note && !standing.can;
  const change = (some: Parameters<typeof keep_draft>[2]): void => keep_draft(agent, id, some);
  const can_take = (on: string): boolean => standing_on(state, row.conversation, on, gateway_now()).can;
  // Where the customer wrote last needs no saying, unless it takes nothing and another would be chosen.
  const choose = (on: string): void => change({channel: on === row.conversation.channel && can_take(on) ? null : on});
  const here = channel === row.conversation.channel; // where the customer would see it
  const types = (text: string, as_note: boolean): void => desk.types(id, !as_note && here && text.trim() !== '');
  const to_note = (as_note: boolean): void => {
    change({note: as_note});
    types('', as_note);
    focus();
  };
  const focus = (): void => field.current?.focus();
  const attach = (): void => files.current?.click();
  useKeys({
    write: focus,
    attach,
    ...(may.reply ? {note: () => to_note(!note)} : {}),
  });

  const titles = note ? [] : (draft.choices ?? []).map((each) => each.trim()).filter(Boolean);
  const content: Content = {
    ...(draft.text.trim() !== '' ? {text: draft.text.trim()} : {}),
    ...(draft.attachments.length > 0 ? {attachments: [...draft.attachments]} : {}),
    ...(titles.length > 0 ? {choices: titles.map((title) => ({title}))} : {}),
  };
  const waits = uploads.some((each) => !each.failed);
  const ready = !waits && !shut && (content.text !== undefined || content.attachments !== undefined);
  const send = (): void => {
    if (ready) {
      desk.write(id, content, {
        note,
        reply_to: note ? null : draft.reply_to,
        channel: note || here ? null : channel,
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
    // Office programs put a picture of the words beside them.
    if (given.length > 0 && !event.clipboardData.types.includes('text/plain')) {
      event.preventDefault();
      desk.uploads.add(id, given);
    }
  };
  const said = note ? '' : warning(t, can, content, channel, state.channels[channel]?.state === 'stopped' && !shut);

  return (
    <form className="composer" data-note={note} onSubmit={(event) => { event.preventDefault(); send(); }}>
      <div className="composer-top">
        {may.reply ? (
          <div className="modes" role="group" aria-label={t.write.mode}>
            <button type="button" aria-pressed={!note} onClick={() => to_note(false)}>{t.write.reply}</button>
            <button type="button" aria-pressed={note} onClick={() => to_note(true)} aria-keyshortcuts={aria_keys('note')}>
              <StickyNote size={13} aria-hidden="true" />{t.write.note}
            </button>
          </div>
        ) : <p className="composer-said">{row.task?.status === 'wrapping' && row.mine ? t.write.wrapping : t.write.label_note}</p>}
        {!note && channels.length > 1 && (
          <label className="composer-on"><ChannelMark plugin={plugin_of(state.channels, channel)} /><span>{t.write.on}</span>
            <select value={channel} onChange={(event) => choose(event.target.value)}>
              {channels.map((each) => <option key={each} value={each}>{can_take(each) ? each : t.shut.option(each)}</option>)}
            </select>
          </label>
        )}
      </div>
      {draft.reply_to && !note && <Replying id={id} to={draft.reply_to} name={name} channel={can.reply_to ? channel : null} clear={() => { change({reply_to: null}); focus(); }} />}
      {shut && <p className="composer-shut" role="status">{why_shut(t, standing, channel, language, gateway_now())}</p>}
      <div className="composer-box">
        <textarea ref={field} rows={2} value={draft.text} onKeyDown={pressed} onPaste={pasted} aria-describedby={hint} enterKeyHint="send" dir="auto"
          aria-label={note ? t.write.label_note : t.write.label(name)} maxLength={60_000}
          placeholder={note ? t.write.place_note : t.write.place(name, channel)}
          onChange={(event) => {
            change(typed(event.target.value, note));
            types(event.target.value, note);
          }} />
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
          {!note && <Invite conversation={row.conversation} />}
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

// `channel`: which marks it, if that was said there; null: none does.
function Replying({id, to, name, channel, clear}: {id: string; to: string; name: string; channel: string | null; clear: () => void}) {
  const t = useTexts();
  const state = useDeskState();
  const message: Message | undefined = state.threads[id]?.messages.find((each) => each.id === to);
  return (
    <div className="replying">
      <span>
        <b>{t.write.replying(message ? author_of(t, state, message, name) : name)}</b>
        {message && message_line(t, message)}{(!channel || (message && message.channel !== channel)) && <em>{t.write.no_reply_mark}</em>}
      </span>
      <IconButton label={t.write.no_reply} onClick={clear}><X size={14} /></IconButton>
    </div>
  );
}

// Writes to the customer, or for colleagues. Knows what the channel carries, and says before sending
// what will become of what it does not.
import {ListPlus, Plus, Send, StickyNote, X} from 'lucide-react';
import {useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent} from 'react';
import type {Content, Message} from '../api/types';
import {draft_of, keep_draft, sent, typed, type Draft} from '../state/draft';
import {carries, length_of, name_of, words_of, type Row} from '../state/select';
import type {State} from '../state/state';
import {IconButton} from './bits';
import {useDesk, useDeskState, useTexts} from './context';
import {aria_keys, useKeys} from './keys';
import {author_of} from './message';
import {is_overseer} from './rail';

// The customer's channels, the one where it wrote last first.
function channels_of(state: State, row: Row): string[] {
  const {conversation} = row;
  const addresses = state.customers[conversation.customer]?.addresses ?? [];
  const usable = addresses.filter((each) => each.reach !== 'blocked' && each.reach !== 'opted_out');
  const all = [conversation.channel ?? '', ...usable.map((each) => each.channel)];
  return [...new Set(all)].filter((each) => each !== '');
}

function what_is_allowed(state: State, row: Row): {reply: boolean; note: boolean} {
  const open = row.conversation.status === 'open';
  const mine = row.mine && open;
  return {
    reply: mine && row.task?.status !== 'wrapping',
    note: mine || (open && is_overseer(state)),
  };
}

export function Composer({row, reply_to, clear_reply}: {row: Row; reply_to: Message | null; clear_reply: () => void}) {
  const state = useDeskState();
  const may = what_is_allowed(state, row);
  return may.reply || may.note
    ? <Writing row={row} may={may} reply_to={reply_to} clear_reply={clear_reply} />
    : <WhyNot row={row} />;
}

function WhyNot({row}: {row: Row}) {
  const t = useTexts();
  const {conversation} = row;
  const why = conversation.status === 'closed' ? t.write.closed
    : conversation.handler === 'agent' && conversation.agent ? t.write.not_mine
    : conversation.handler === 'bot' || conversation.handler === 'flow' ? t.write.bot : t.write.nobody;
  return <p className="composer composer-not">{why}</p>;
}

function Writing({row, may, reply_to, clear_reply}: {
  row: Row; may: {reply: boolean; note: boolean}; reply_to: Message | null; clear_reply: () => void;
}) {
  const t = useTexts();
  const desk = useDesk();
  const state = useDeskState();
  const {id} = row.conversation;
  const agent = state.me?.id ?? '';
  const [draft, set_draft] = useState<Draft>(() => draft_of(agent, id));
  const [chosen, set_chosen] = useState<string | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const hint = useId();
  const name = name_of(state, row.conversation) || t.list.somebody;
  const channels = channels_of(state, row);
  const channel = chosen && channels.includes(chosen) ? chosen : channels[0] ?? '';
  const can = carries(state.channels[channel]);
  const note = !may.reply || draft.note;
  const change = (some: Partial<Draft>): void => {
    const now = {...draft, ...some};
    set_draft(now);
    keep_draft(agent, id, now);
  };
  const focus = (): void => field.current?.focus();
  useKeys({
    write: focus,
    ...(may.reply ? {note: () => { change({note: !draft.note}); focus(); }} : {}),
  });
  useLayoutEffect(() => {
    const box = field.current;
    if (box) {
      box.style.height = 'auto';
      box.style.height = `${Math.min(box.scrollHeight, 220)}px`;
    }
  }, [draft.text]);
  useEffect(() => {
    if (reply_to) {
      field.current?.focus();
    }
  }, [reply_to]);
  useEffect(() => {
    if (may.reply && matchMedia('(hover: hover)').matches) {
      field.current?.focus();
    }
  }, [id, may.reply]);

  const titles = note ? [] : (draft.choices ?? []).map((each) => each.trim()).filter(Boolean);
  const text = draft.text.trim();
  const used = length_of(text, can.unit);
  const parts = !note && can.text > 0 ? Math.ceil(used / can.text) : 1;
  const ready = text !== '';
  const send = (): void => {
    if (!ready) {
      return;
    }
    const content: Content = {text, ...(titles.length ? {choices: titles.map((title) => ({title}))} : {})};
    desk.write(id, content, {
      note,
      reply_to: note ? null : reply_to?.id ?? null,
      channel: note || channel === row.conversation.channel ? null : channel,
    });
    desk.see(id);
    change(sent(draft, may.reply));
    clear_reply();
    focus();
  };
  const pressed = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    // While an input method composes, Enter is its own.
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      send();
    } else if (event.key === 'Escape' && reply_to) {
      clear_reply();
    }
  };
  const stopped = !note && state.channels[channel]?.state === 'stopped';

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
          <label className="composer-on">{t.write.on}
            <select value={channel} onChange={(event) => set_chosen(event.target.value)}>
              {channels.map((each) => <option key={each} value={each}>{each}</option>)}
            </select>
          </label>
        )}
      </div>
      {reply_to && !note && (
        <div className="replying">
          <span><b>{t.write.replying(author_of(t, state, reply_to, name))}</b>{words_of(reply_to.content) || t.part.message}
            {!can.reply_to && <em>{t.write.no_reply_mark}</em>}</span>
          <IconButton label={t.write.no_reply} onClick={clear_reply}><X size={14} /></IconButton>
        </div>
      )}
      <textarea ref={field} rows={2} value={draft.text} onKeyDown={pressed} aria-describedby={hint} enterKeyHint="send"
        aria-label={note ? t.write.label_note : t.write.label(name)}
        placeholder={note ? t.write.place_note : t.write.place(name, channel)}
        onChange={(event) => change(typed(draft, event.target.value, note))} />
      {!note && draft.choices && <ChoiceFields choices={draft.choices} change={(choices) => change({choices})} can={can} />}
      <div className="composer-bottom">
        {!note && (
          <IconButton label={t.write.choices} aria-pressed={draft.choices !== null}
            onClick={() => change({choices: draft.choices ? null : ['', '']})}><ListPlus size={18} /></IconButton>
        )}
        <p className="composer-hint" id={hint}>
          {stopped ? t.write.stopped(channel)
            : parts > 1 ? t.write.cut(parts)
            : !note && can.text > 0 && used > can.text * 0.8 ? t.write.length(used, can.text)
            : t.write.keys}
        </p>
        <button type="submit" className="button primary" disabled={!ready} aria-keyshortcuts="Enter">
          {note ? <StickyNote size={15} aria-hidden="true" /> : <Send size={15} aria-hidden="true" />}
          <span>{note ? t.write.save_note : t.write.send}</span>
        </button>
      </div>
    </form>
  );
}

function ChoiceFields({choices, change, can}: {
  choices: readonly string[]; change: (choices: string[] | null) => void; can: ReturnType<typeof carries>;
}) {
  const t = useTexts();
  const full = choices.length >= (can.choices || 10);
  return (
    <fieldset className="choice-fields">
      <legend>{can.choices > 0 ? t.write.choices_most(can.choices) : t.write.choices_numbered}</legend>
      {choices.map((each, index) => (
        <span key={index}>
          <input value={each} aria-label={t.write.choice(index + 1)} placeholder={t.write.choice(index + 1)}
            {...(can.title > 0 ? {maxLength: can.title} : {})}
            onChange={(event) => change(choices.map((old, at) => (at === index ? event.target.value : old)))} />
          <IconButton label={t.write.no_choice}
            onClick={() => change(choices.length > 1 ? choices.filter((_, at) => at !== index) : null)}><X size={14} /></IconButton>
        </span>
      ))}
      <button type="button" className="link" disabled={full} onClick={() => change([...choices, ''])}>
        <Plus size={13} aria-hidden="true" />{t.write.add_choice}
      </button>
    </fieldset>
  );
}

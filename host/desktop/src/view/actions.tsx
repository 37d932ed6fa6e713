// What can be done with a conversation and its task.
import {Menu, MenuButton, MenuItem, MenuProvider} from '@ariakit/react';
import {ArrowRightLeft, Bot, CheckCircle2, ClipboardCheck, MoreHorizontal, Route, UserRound, XCircle, type LucideIcon} from 'lucide-react';
import {useState} from 'react';
import type {Row} from '../state/select';
import type {State} from '../state/state';
import type {Texts} from '../text/en';
import {IconButton} from './bits';
import {is_overseer, useDesk, useDeskState, useTexts} from './context';
import {ActDialog, TransferDialog} from './dialogs';
import {aria_keys, keys, useKeys} from './keys';

type Act = 'transfer' | 'complete' | 'bot' | 'flow' | 'agent' | 'close';

interface Possible {
  act: Act;
  label: string;
  icon: LucideIcon;
}

// What the menu has: supervisors may also act on what others have.
function possible(t: Texts, state: State, row: Row): Possible[] {
  const {conversation, task} = row;
  if (conversation.status !== 'open' || !(row.mine || is_overseer(state))) {
    return [];
  }
  const with_agent = conversation.handler === 'agent';
  const held = task?.status === 'assigned' || task?.status === 'pending' || task?.status === 'reserved';
  return [
    ...(!row.mine && held ? [{act: 'transfer', label: t.task.transfer, icon: ArrowRightLeft} as const] : []),
    ...(with_agent ? [] : [{act: 'agent', label: t.task.to_agent, icon: UserRound} as const]),
    ...(conversation.handler === 'bot' ? [] : [{act: 'bot', label: t.task.to_bot, icon: Bot} as const]),
    ...(conversation.handler === 'flow' ? [] : [{act: 'flow', label: t.task.to_flow, icon: Route} as const]),
    {act: 'close', label: t.task.close, icon: XCircle},
  ];
}

export function Actions({row, name}: {row: Row; name: string}) {
  const t = useTexts();
  const desk = useDesk();
  const state = useDeskState();
  const [dialog, set_dialog] = useState<Act | null>(null);
  const close = (): void => set_dialog(null);
  const {conversation} = row;
  const task = row.mine ? row.task : null;
  const wrapping = task?.status === 'wrapping';
  const more = possible(t, state, row);
  useKeys(task ? {
    complete: () => set_dialog('complete'),
    ...(wrapping ? {} : {
      transfer: () => set_dialog('transfer'),
      wrap_up: () => void desk.wrap_up(task.id),
    }),
  } : {});
  const hand = {title: {agent: t.task.to_agent, bot: t.task.to_bot, flow: t.task.to_flow}, what: {
    agent: t.task.to_agent_what, bot: t.task.to_bot_what, flow: t.task.to_flow_what,
  }};
  return (
    <div className="thread-do" role="group" aria-label={t.task.actions}>
      {task && !wrapping && (
        <>
          <IconButton label={t.task.transfer} keys={keys.transfer.shown} onClick={() => set_dialog('transfer')}><ArrowRightLeft size={18} /></IconButton>
          <IconButton label={t.task.wrap_up} keys={keys.wrap_up.shown} onClick={() => void desk.wrap_up(task.id)}><ClipboardCheck size={18} /></IconButton>
        </>
      )}
      {task && (
        <button type="button" className="button" aria-label={t.task.complete} aria-keyshortcuts={aria_keys('complete')} onClick={() => set_dialog('complete')}>
          <CheckCircle2 size={16} aria-hidden="true" /><span>{t.task.complete}</span>
        </button>
      )}
      {more.length > 0 && <More all={more} choose={set_dialog} />}
      {row.task && <TransferDialog task={row.task} open={dialog === 'transfer'} close={close} />}
      {task && (
        <ActDialog title={t.task.complete_title} what={[t.task.complete_what]} reason={{label: t.task.complete_why, place: t.task.complete_place}}
          act={t.task.complete} does={(why) => desk.complete(task.id, why)} open={dialog === 'complete'} close={close} />
      )}
      {(['agent', 'bot', 'flow'] as const).map((to) => (
        <ActDialog key={to} title={hand.title[to]} what={hand.what[to](name)} act={t.task.hand_over}
          does={() => desk.hand_to(conversation.id, to)} open={dialog === to} close={close} />
      ))}
      <ActDialog title={t.task.close} what={t.task.close_what(name)} reason={{label: t.task.complete_why, place: t.task.complete_place}}
        act={t.task.close} does={(why) => desk.close(conversation.id, why)} open={dialog === 'close'} close={close} />
    </div>
  );
}

function More({all, choose}: {all: readonly Possible[]; choose: (act: Act) => void}) {
  const t = useTexts();
  return (
    <MenuProvider>
      <MenuButton className="icon-button" aria-label={t.task.more}><MoreHorizontal size={18} /></MenuButton>
      <Menu className="menu" unmountOnHide fixed gutter={6} aria-label={t.task.more}>
        {all.map(({act, label, icon: Icon}) => (
          <MenuItem key={act} className="menu-item" onClick={() => choose(act)}><Icon size={16} aria-hidden="true" />{label}</MenuItem>
        ))}
      </Menu>
    </MenuProvider>
  );
}

// Asks the customer to another channel: its link goes where the customer wrote last.
import {Menu, MenuButton, MenuItem, MenuProvider} from '@ariakit/react';
import {Waypoints} from 'lucide-react';
import {gateway_now} from '../api/client';
import type {Conversation} from '../api/types';
import {invitations} from '../state/reply';
import {ChannelMark} from './bits';
import {useDesk, useDeskState, useTexts} from './context';

export function Invite({conversation}: {conversation: Conversation}) {
  const t = useTexts();
  const desk = useDesk();
  const ways = invitations(useDeskState(), conversation, gateway_now());
  if (ways.length === 0) {
    return null;
  }
  return (
    <MenuProvider>
      <MenuButton className="icon-button" aria-label={t.write.invite}><Waypoints size={18} aria-hidden="true" /></MenuButton>
      <Menu className="menu" unmountOnHide fixed gutter={6} aria-label={t.write.invite}>
        {ways.map(({id, plugin}) => (
          <MenuItem key={id} className="menu-item" onClick={() => void desk.invite(conversation.id, id)}>
            <ChannelMark plugin={plugin} />{t.write.invite_to(id)}
          </MenuItem>
        ))}
      </Menu>
    </MenuProvider>
  );
}

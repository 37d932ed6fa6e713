import {Menu, MenuButton, MenuGroup, MenuGroupLabel, MenuItem, MenuItemRadio, MenuProvider, MenuSeparator} from '@ariakit/react';
import {Check, ChevronDown, LayoutDashboard, MessagesSquare, Settings} from 'lucide-react';
import {memo} from 'react';
import {unread_in_all} from '../state/select';
import {few, Mark} from './bits';
import {is_overseer, useDesk, useDeskState, useLook, usePlace, useSlice, useTexts} from './context';
import {keys} from './keys';
import {activity_name} from './lines';

export function Rail({log_out, show_keys}: {log_out: () => void; show_keys: () => void}) {
  const t = useTexts();
  const place = usePlace();
  const state = useDeskState();
  const unread = unread_in_all(state);
  return (
    <nav className="rail" aria-label={t.nav.main}>
      <span className="rail-brand"><Mark /></span>
      <a className="rail-link" href="#/conversations" aria-current={place.view === 'conversations' ? 'page' : undefined}>
        <MessagesSquare size={20} aria-hidden="true" />
        <span>{t.nav.conversations}</span>
        {unread > 0 && <b className="badge" aria-label={t.list.unread(unread)}>{few(unread)}</b>}
      </a>
      {is_overseer(state) && (
        <a className="rail-link" href="#/wall" aria-current={place.view === 'wall' ? 'page' : undefined}>
          <LayoutDashboard size={20} aria-hidden="true" />
          <span>{t.nav.wall}</span>
        </a>
      )}
      <span className="rail-rest" />
      <SettingsMenu log_out={log_out} show_keys={show_keys} />
    </nav>
  );
}

// Asking the browser for its permission takes a while: not at every change of anything.
const SettingsMenu = memo(function SettingsMenu({log_out, show_keys}: {log_out: () => void; show_keys: () => void}) {
  const t = useTexts();
  const {look, language, change} = useLook();
  const me = useSlice((state) => state.me);
  const denied = 'Notification' in window && Notification.permission === 'denied';
  const set_notify = (on: boolean): void => {
    if (on && 'Notification' in window && Notification.permission === 'default') {
      void Notification.requestPermission().then((answer) => change({notify: answer === 'granted'}));
    } else {
      change({notify: on});
    }
  };
  return (
    <MenuProvider
      values={{language, theme: look.theme, notify: look.notify && !denied ? 'on' : 'off'}}
      setValues={(values: {language: string; theme: string; notify: string}) => {
        if (values.language !== language) {
          change({language: values.language as typeof language});
        }
        if (values.theme !== look.theme) {
          change({theme: values.theme as typeof look.theme});
        }
        if ((values.notify === 'on') !== look.notify) {
          set_notify(values.notify === 'on');
        }
      }}
    >
      <MenuButton className="rail-link">
        <Settings size={20} aria-hidden="true" />
        <span>{t.nav.settings}</span>
      </MenuButton>
      <Menu className="menu" fixed gutter={8} aria-label={t.settings.title}>
        <p className="menu-who"><b>{me?.name}</b><span>{me && `${me.id} · ${t.settings.roles[me.role]}`}</span></p>
        <MenuSeparator className="menu-line" />
        <Choices title={t.settings.language} name="language" all={[['en', 'English'], ['ms', 'Bahasa Melayu']]} />
        <Choices title={t.settings.theme} name="theme" all={[['system', t.settings.system], ['light', t.settings.light], ['dark', t.settings.dark]]} />
        <Choices title={t.settings.notify} name="notify" all={[['on', t.settings.notify_on], ['off', t.settings.notify_off]]} />
        {denied && <p className="menu-hint">{t.settings.notify_denied}</p>}
        <MenuSeparator className="menu-line" />
        <MenuItem className="menu-item" onClick={show_keys}>{t.settings.keys}<kbd>{keys.help.shown}</kbd></MenuItem>
        <MenuItem className="menu-item" onClick={log_out}>{t.settings.log_out}</MenuItem>
      </Menu>
    </MenuProvider>
  );
});

function Choices({title, name, all}: {title: string; name: string; all: [string, string][]}) {
  return (
    <MenuGroup>
      <MenuGroupLabel className="menu-label">{title}</MenuGroupLabel>
      {all.map(([value, shown]) => (
        <MenuItemRadio key={value} className="menu-item" name={name} value={value}>
          {shown}<span className="menu-check" aria-hidden="true"><Check size={15} /></span>
        </MenuItemRadio>
      ))}
    </MenuGroup>
  );
}

export function ActivityMenu() {
  const t = useTexts();
  const desk = useDesk();
  const {me, activities} = useDeskState();
  if (!me) {
    return null;
  }
  return (
    <MenuProvider values={{activity: me.activity}} setValues={(values: {activity: string}) => {
      if (values.activity !== me.activity) {
        void desk.set_activity(values.activity);
      }
    }}>
      <MenuButton className="activity" data-available={me.available} aria-label={t.activity.now(activity_name(t, me.activity))}>
        <i className="dot" aria-hidden="true" />
        <span>{activity_name(t, me.activity)}</span>
        <ChevronDown size={14} aria-hidden="true" />
      </MenuButton>
      <Menu className="menu" fixed gutter={6} aria-label={t.activity.label}>
        {activities.map((each) => (
          <MenuItemRadio key={each.id} className="menu-item" name="activity" value={each.id} hideOnClick>
            <i className="dot" data-available={each.available} aria-hidden="true" />
            <span>{activity_name(t, each.id)}</span>
            <span className="menu-check" aria-hidden="true"><Check size={15} /></span>
          </MenuItemRadio>
        ))}
      </Menu>
    </MenuProvider>
  );
}

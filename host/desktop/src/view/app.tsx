import {useCallback, useEffect, useMemo, useState} from 'react';
import {call, Refusal} from '../api/client';
import type {Agent} from '../api/types';
import {Desk} from '../state/desk';
import {recall_look, remember_look, type Look} from '../state/remember';
import {language_for} from '../text/time';
import {DeskContext, LookContext, texts, type Appearance} from './context';
import {LogIn} from './log_in';
import {Workplace} from './workplace';

function useAppearance(): Appearance {
  const [look, set_look] = useState<Look>(recall_look);
  const language = look.language ?? language_for(navigator.languages);
  const change = useCallback((some: Partial<Look>) => {
    set_look((before) => {
      const now = {...before, ...some};
      remember_look(now);
      return now;
    });
  }, []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => {
    document.documentElement.dataset['theme'] = look.theme;
  }, [look.theme]);
  return useMemo(() => ({look, language, change}), [look, language, change]);
}

type Who = {known: false; failed: boolean} | {known: true; me: Agent | null; ended: boolean};

export function App() {
  const appearance = useAppearance();
  const [who, set_who] = useState<Who>({known: false, failed: false});
  const [desk, set_desk] = useState<Desk | null>(null);

  const ask = useCallback(() => call('get', '/api/v1/me').then(
    (me) => set_who({known: true, me, ended: false}),
    (why: unknown) => {
      const out = why instanceof Refusal && (why.status === 401 || why.status === 403);
      set_who(out ? {known: true, me: null, ended: false} : {known: false, failed: true});
    }), []);
  useEffect(() => { void ask(); }, [ask]);
  useEffect(() => {
    if (!who.known && who.failed) {
      const again = setTimeout(() => void ask(), 3000);
      return () => clearTimeout(again);
    }
    return undefined;
  }, [who, ask]);

  const me = who.known ? who.me : null;
  useEffect(() => {
    if (!me) {
      return undefined;
    }
    const one = new Desk(me, () => set_who({known: true, me: null, ended: true}));
    set_desk(one);
    one.start();
    return () => {
      one.stop();
      set_desk(null);
    };
  }, [me]);

  const t = texts[appearance.language];
  return (
    <LookContext value={appearance}>
      {who.known && !who.me && <LogIn ended={who.ended} done={ask} />}
      {!who.known && who.failed && <p className="alone" role="status">{t.link.connecting}</p>}
      {me && desk && (
        <DeskContext value={desk}>
          <Workplace log_out={() => set_who({known: true, me: null, ended: false})} />
        </DeskContext>
      )}
    </LookContext>
  );
}

import {useState, type FormEvent} from 'react';
import {call, Refusal} from '../api/client';
import {span} from '../text/time';
import {Mark} from './bits';
import {useLook, useTexts} from './context';

export function LogIn({ended, done}: {ended: boolean; done: () => Promise<void>}) {
  const t = useTexts();
  const {language, change} = useLook();
  const [busy, set_busy] = useState(false);
  const [wrong, set_wrong] = useState('');

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    set_busy(true);
    set_wrong('');
    call('post', '/api/v1/sessions', {
      body: {email: String(form.get('email')).trim(), password: String(form.get('password'))},
    }).then(async () => {
      await done();
      // Whoever is still here was given a session that the browser did not keep.
      set_busy(false);
      set_wrong(t.log_in.not_kept);
    }, (why: unknown) => {
      set_busy(false);
      if (!(why instanceof Refusal)) {
        throw why;
      }
      if (why.status === 401) {
        set_wrong(t.log_in.wrong);
      } else if (why.status === 429) {
        set_wrong(t.log_in.later(span(why.retry_after ?? 60, language)));
      } else {
        set_wrong(why.status === 0 ? t.refused.unreachable : why.message);
      }
    });
  };

  return (
    <main className="log-in">
      <form onSubmit={submit} aria-labelledby="log-in-title">
        <div className="log-in-brand"><Mark /><span>Selat</span></div>
        <h1 id="log-in-title">{t.desktop}</h1>
        {ended && <p className="log-in-said" role="status">{t.log_in.ended}</p>}
        <label>
          {t.log_in.email}
          <input name="email" type="email" autoComplete="username" required maxLength={320} autoFocus />
        </label>
        <label>
          {t.log_in.password}
          <input name="password" type="password" autoComplete="current-password" required maxLength={1024} />
        </label>
        <p className="log-in-wrong" role="alert">{wrong}</p>
        <button className="button primary wide" type="submit" disabled={busy}>
          {busy ? t.log_in.going : t.log_in.go}
        </button>
        <p className="quiet small">{t.log_in.hint}</p>
      </form>
      <div className="log-in-languages">
        <button type="button" className="link" lang="en" aria-pressed={language === 'en'} onClick={() => change({language: 'en'})}>English</button>
        <button type="button" className="link" lang="ms" aria-pressed={language === 'ms'} onClick={() => change({language: 'ms'})}>Bahasa Melayu</button>
      </div>
    </main>
  );
}

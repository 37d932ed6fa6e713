// What a message holds. All of it is text to React: nothing a customer wrote becomes markup.
import {MapPin, Phone, User} from 'lucide-react';
import type {Content} from '../api/types';
import {plain} from '../state/select';
import {Attachments} from './attached';
import {useTexts} from './context';
import {named} from './lines';
import {safe_link} from './links';

const address = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/g;

function Words({text}: {text: string}) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(address)) {
    const href = safe_link(found[0]);
    parts.push(text.slice(from, found.index));
    // Apart from the words around it: signs that turn text around must not make another address of it.
    parts.push(href
      ? <a key={found.index} href={href} dir="ltr" target="_blank" rel="noreferrer noopener">{plain(found[0])}</a>
      : found[0]);
    from = found.index + found[0].length;
  }
  parts.push(text.slice(from));
  return <p className="words" dir="auto">{parts}</p>;
}

const map_of = ({latitude, longitude}: {latitude: number; longitude: number}): string =>
  `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=17/${latitude}/${longitude}`;

export function Parts({content}: {content: Content}) {
  const t = useTexts();
  const {location, call, template} = content;
  return (
    <>
      {content.subject && <p className="subject">{content.subject}</p>}
      {content.text !== undefined && <Words text={content.text} />}
      {content.attachments && <Attachments all={content.attachments} />}
      {location && (
        <a className="fact" href={map_of(location)} target="_blank" rel="noreferrer noopener"><MapPin size={18} aria-hidden="true" />
          <span><b>{location.name ?? t.part.location}</b><small>{location.address ?? `${location.latitude}, ${location.longitude}`}</small></span>
        </a>
      )}
      {content.contacts?.map((each, index) => (
        <p key={index} className="fact"><User size={16} aria-hidden="true" />
          <span><b>{each.name}</b><small>{[...(each.phones ?? []), ...(each.emails ?? [])].join(' · ')}</small></span>
        </p>
      ))}
      {content.reaction && <p className="words"><small className="chose">{t.part.reaction}</small>{content.reaction.emoji}</p>}
      {content.selected && <p className="words"><small className="chose">{t.part.selected}</small>{content.selected.title}</p>}
      {content.cards?.map((each, index) => (
        <div key={index} className="card">
          {each.title && <b>{each.title}</b>}
          {each.text && <p>{each.text}</p>}
          {each.choices && <Offered all={each.choices} />}
        </div>
      ))}
      {content.choices && <Offered all={content.choices} />}
      {call && (
        <p className="fact"><Phone size={16} aria-hidden="true" />
          <span><b>{t.part.call}</b><small>{[named(t.part.call_states, call.state ?? '') ?? call.state, call.from, call.speech, call.digits].filter(Boolean).join(' · ')}</small></span>
        </p>
      )}
      {template && <p className="words">{t.part.template}: {template.name}</p>}
      {content.unsupported && <p className="words quiet">{t.part.unsupported(content.unsupported.kind)}</p>}
    </>
  );
}

function Offered({all}: {all: readonly {title: string}[]}) {
  const t = useTexts();
  return (
    <ul className="choices" aria-label={t.part.choices}>
      {all.map((each, index) => <li key={index}>{each.title}</li>)}
    </ul>
  );
}

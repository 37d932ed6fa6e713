// What a message holds. All of it is text to React: nothing a customer wrote becomes markup.
import {LayoutTemplate, MapPin, Phone, User} from 'lucide-react';
import type {Choice, Content} from '../api/types';
import {plain} from '../state/select';
import type {Texts} from '../text/en';
import {span, type Language} from '../text/time';
import {Attachments} from './attached';
import {useLook, useTexts} from './context';
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

// What became of a call, who it is with, and how long it took.
const told_of = (t: Texts, call: NonNullable<Content['call']>, language: Language): string[] => [
  named(t.part.call_states, call.state ?? '') ?? call.state, call.from ?? call.to, call.speech, call.digits,
  call.duration === undefined ? '' : span(call.duration, language),
].filter((each): each is string => !!each);

const of_the_provider = new Set(['type', 'sub_type', 'index', 'parameter_name']); // no words that anybody reads

// What stands in a template's gaps, as each provider has it.
function filled_in(parameters: unknown): string[] {
  return typeof parameters === 'string' || typeof parameters === 'number' ? [String(parameters)]
    : Array.isArray(parameters) ? parameters.flatMap(filled_in)
    : parameters && typeof parameters === 'object'
      ? Object.entries(parameters).flatMap(([name, value]) => (of_the_provider.has(name) ? [] : filled_in(value))) : [];
}

export function Parts({content}: {content: Content}) {
  const t = useTexts();
  const {language} = useLook();
  const {location, call, template} = content;
  return (
    <>
      {content.subject && <p className="subject" dir="auto">{content.subject}</p>}
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
      {content.selected && <p className="words" dir="auto"><small className="chose">{t.part.selected}</small>{content.selected.title}</p>}
      {content.cards?.map((each, index) => (
        <div key={index} className="card">
          {each.image && <Attachments all={[{kind: 'image', url: each.image}]} />}
          {each.title && <b dir="auto">{each.title}</b>}
          {each.text && <p dir="auto">{each.text}</p>}
          {each.choices && <Offered all={each.choices} />}
        </div>
      ))}
      {content.choices && <Offered all={content.choices} />}
      {call && (
        <p className="fact"><Phone size={16} aria-hidden="true" />
          <span><b>{t.part.call}</b><small>{told_of(t, call, language).join(' · ')}</small></span>
        </p>
      )}
      {template && (
        <p className="fact"><LayoutTemplate size={16} aria-hidden="true" />
          <span><b>{t.part.template}: {template.name}</b><small dir="auto">{filled_in(template.parameters).join(' · ')}</small></span>
        </p>
      )}
      {content.unsupported && <p className="words quiet">{t.part.unsupported(content.unsupported.kind)}</p>}
    </>
  );
}

function Offered({all}: {all: readonly Choice[]}) {
  const t = useTexts();
  return (
    <ul className="choices" aria-label={t.part.choices}>
      {all.map(({title, url}, index) => {
        const href = safe_link(url);
        return <li key={index} dir="auto">{href ? <a href={href} target="_blank" rel="noreferrer noopener">{title}</a> : title}</li>;
      })}
    </ul>
  );
}

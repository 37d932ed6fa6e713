// What a message holds. All of it is text to React: nothing a customer wrote becomes markup.
import {FileText, MapPin, Phone, User} from 'lucide-react';
import type {Attachment, Content} from '../api/types';
import {useTexts} from './context';
import {ours, safe_link} from './links';

const address = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/g;

function Words({text}: {text: string}) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(address)) {
    const href = safe_link(found[0]);
    parts.push(text.slice(from, found.index));
    parts.push(href
      ? <a key={found.index} href={href} target="_blank" rel="noreferrer noopener">{found[0]}</a>
      : found[0]);
    from = found.index + found[0].length;
  }
  parts.push(text.slice(from));
  return <p className="words" dir="auto">{parts}</p>;
}

function size_of(bytes: number | undefined): string {
  if (bytes === undefined) {
    return '';
  }
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function Attached({what}: {what: Attachment}) {
  const t = useTexts();
  const href = safe_link(what.url);
  const label = what.name || t.part[what.kind];
  // Pictures of other sites would tell them who looks.
  if (href?.startsWith(ours)) {
    if (what.kind === 'image' || what.kind === 'sticker') {
      return (
        <a href={href} target="_blank" rel="noreferrer noopener" className="picture" data-kind={what.kind}>
          <img src={href} alt={label} loading="lazy" />
        </a>
      );
    }
    if (what.kind === 'audio') {
      return <audio controls preload="metadata" src={href} aria-label={label} />;
    }
    if (what.kind === 'video') {
      return <video controls preload="metadata" src={href} aria-label={label} />;
    }
  }
  const inside = (
    <>
      <FileText size={18} aria-hidden="true" />
      <span><b>{label}</b><small>{[t.part[what.kind], size_of(what.size)].filter(Boolean).join(' · ')}</small></span>
    </>
  );
  return href
    ? <a className="file" href={href} target="_blank" rel="noreferrer noopener">{inside}</a>
    : <span className="file">{inside}</span>;
}

export function Parts({content}: {content: Content}) {
  const t = useTexts();
  const {location, call, template} = content;
  return (
    <>
      {content.subject && <p className="subject">{content.subject}</p>}
      {content.text !== undefined && <Words text={content.text} />}
      {content.attachments?.map((each, index) => <Attached key={index} what={each} />)}
      {location && (
        <p className="fact"><MapPin size={16} aria-hidden="true" />
          <span><b>{location.name ?? t.part.location}</b><small>{location.address ?? `${location.latitude}, ${location.longitude}`}</small></span>
        </p>
      )}
      {content.contacts?.map((each, index) => (
        <p key={index} className="fact"><User size={16} aria-hidden="true" />
          <span><b>{each.name}</b><small>{[...(each.phones ?? []), ...(each.emails ?? [])].join(' · ')}</small></span>
        </p>
      ))}
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
          <span><b>{t.part.call}</b><small>{[call.state, call.from, call.speech, call.digits].filter(Boolean).join(' · ')}</small></span>
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

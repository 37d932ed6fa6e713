// Pictures, sound, films and files of a message, or of what is being written.
import {Dialog, DialogDismiss} from '@ariakit/react';
import {ChevronLeft, ChevronRight, Download, FileText, Image, Music, Sticker, Video, X} from 'lucide-react';
import {useState} from 'react';
import type {Attachment} from '../api/types';
import {plain} from '../state/select';
import {size_of} from '../text/time';
import {IconButton} from './bits';
import {useTexts} from './context';
import {ours, safe_link} from './links';

const icons = {image: Image, audio: Music, video: Video, file: FileText, sticker: Sticker};

// Pictures of other sites would tell them who looks: only what the gateway keeps is shown.
const kept = (what: Attachment): string | null => {
  const href = safe_link(what.url);
  return href?.startsWith(ours) ? href : null;
};

const is_picture = (what: Attachment): boolean => (what.kind === 'image' || what.kind === 'sticker') && kept(what) !== null;

export function Attachments({all}: {all: readonly Attachment[]}) {
  const [gone, set_gone] = useState<readonly string[]>([]); // pictures that could not be shown
  const [shown, set_shown] = useState<number | null>(null);
  const pictures = all.filter((each) => is_picture(each) && !gone.includes(each.url ?? ''));
  return (
    <>
      {pictures.length > 0 && (
        <span className="pictures" data-count={Math.min(pictures.length, 4)}>
          {pictures.map((each, index) => (
            <Picture key={each.url} what={each} open={() => set_shown(index)}
              failed={() => set_gone((before) => [...before, each.url ?? ''])} />
          ))}
        </span>
      )}
      {all.filter((each) => !pictures.includes(each)).map((each, index) => <Other key={index} what={each} />)}
      <Lightbox all={pictures} at={shown} go={set_shown} />
    </>
  );
}

function Picture({what, open, failed}: {what: Attachment; open: () => void; failed: () => void}) {
  const t = useTexts();
  const name = plain(what.name ?? '') || t.part[what.kind];
  return (
    <button type="button" className="picture" data-kind={what.kind} onClick={open} aria-label={t.part.enlarge(name)}>
      <img src={kept(what) ?? ''} alt="" loading="lazy" onError={failed} />
    </button>
  );
}

function Other({what}: {what: Attachment}) {
  const t = useTexts();
  const href = safe_link(what.url);
  const name = plain(what.name ?? '');
  const label = name || t.part[what.kind];
  const Icon = icons[what.kind];
  const source = kept(what);
  const inside = (
    <>
      <Icon size={20} aria-hidden="true" />
      <span><b>{label}</b><small>{[t.part[what.kind], size_of(what.size)].filter(Boolean).join(' · ')}</small></span>
    </>
  );
  return (
    <>
      {source && what.kind === 'audio' && <audio controls preload="metadata" src={source} aria-label={label} />}
      {source && what.kind === 'video' && <video controls preload="metadata" src={source} aria-label={label} />}
      {href
        ? <a className="file" href={href} target="_blank" rel="noreferrer noopener" {...(source ? {download: name || true} : {})}>
          {inside}{source && <Download size={16} aria-hidden="true" />}</a>
        : <span className="file">{inside}</span>}
    </>
  );
}

function Lightbox({all, at, go}: {all: readonly Attachment[]; at: number | null; go: (at: number | null) => void}) {
  const t = useTexts();
  const what = at === null ? undefined : all[at];
  const name = (what && plain(what.name ?? '')) || t.part.image;
  const source = (what && kept(what)) ?? '';
  const step = (by: number): void => go(at === null ? null : (at + by + all.length) % all.length);
  return (
    <Dialog open={!!what} onClose={() => go(null)} unmountOnHide className="lightbox" backdrop={<div className="backdrop dark" />}
      aria-label={name} onKeyDown={(event) => {
        if (all.length > 1 && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
          step(event.key === 'ArrowLeft' ? -1 : 1);
        }
      }}>
      <header>
        <p><b>{name}</b><small>{[size_of(what?.size), all.length > 1 ? t.wall.of((at ?? 0) + 1, all.length) : ''].filter(Boolean).join(' · ')}</small></p>
        {all.length > 1 && (
          <>
            <IconButton label={t.part.previous} onClick={() => step(-1)}><ChevronLeft size={20} /></IconButton>
            <IconButton label={t.part.next} onClick={() => step(1)}><ChevronRight size={20} /></IconButton>
          </>
        )}
        <a className="icon-button" href={source} download={name} aria-label={t.part.download}><Download size={18} /></a>
        <DialogDismiss className="icon-button" aria-label={t.keys.close}><X size={20} /></DialogDismiss>
      </header>
      <img src={source} alt={name} />
    </Dialog>
  );
}

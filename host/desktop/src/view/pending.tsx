// Files that go with what is being written: uploaded, on their way, or not taken.
import {AlertCircle, FileText, Image, Music, RotateCw, Video, X} from 'lucide-react';
import type {Attachment} from '../api/types';
import {kind_of} from '../api/upload';
import {plain} from '../state/select';
import type {Upload} from '../state/uploads';
import {size_of} from '../text/time';
import {IconButton} from './bits';
import {useDesk, useTexts} from './context';
import {safe_link} from './links';

const icons = {image: Image, audio: Music, video: Video, file: FileText, sticker: Image};

export function Pending({attachments, uploads, drop}: {
  attachments: readonly Attachment[]; uploads: readonly Upload[]; drop: (url: string) => void;
}) {
  const t = useTexts();
  if (attachments.length === 0 && uploads.length === 0) {
    return null;
  }
  return (
    <ul className="pending" aria-label={t.write.attached}>
      {attachments.map((each) => {
        const name = plain(each.name ?? '') || t.part[each.kind];
        const source = each.kind === 'image' ? safe_link(each.url) : null;
        const Icon = icons[each.kind];
        return (
          <li key={each.url}>
            {source ? <img src={source} alt="" /> : <Icon size={18} aria-hidden="true" />}
            <span><b>{name}</b><small>{size_of(each.size)}</small></span>
            <IconButton label={t.write.detach(name)} onClick={() => drop(each.url ?? '')}><X size={14} /></IconButton>
          </li>
        );
      })}
      {uploads.map((each) => <OnItsWay key={each.key} what={each} />)}
    </ul>
  );
}

function OnItsWay({what}: {what: Upload}) {
  const t = useTexts();
  const {uploads} = useDesk();
  const {key, file, done, failed} = what;
  const name = plain(file.name) || t.part.file;
  const Icon = failed ? AlertCircle : icons[kind_of(file.type)];
  const why = failed && (failed.status === 413 ? t.write.too_large : failed.status === 0 ? t.refused.unreachable : failed.message);
  return (
    <li data-failed={!!failed}>
      <Icon size={18} aria-hidden="true" />
      <span>
        <b>{name}</b>
        {failed ? <small role="alert">{why}</small> : <progress value={done} aria-label={t.write.on_its_way(name)} />}
      </span>
      {failed && <IconButton label={t.again} onClick={() => uploads.again(key)}><RotateCw size={14} /></IconButton>}
      <IconButton label={t.write.detach(name)} onClick={() => uploads.drop(key)}><X size={14} /></IconButton>
    </li>
  );
}

// A file to the gateway. By XMLHttpRequest, since fetch does not tell how far it is.
import {parsed, patience, Refusal, refusal_of_text} from './client';
import type {Attachment} from './types';

const kinds = ['image', 'audio', 'video'] as const;

export const kind_of = (mime: string): Attachment['kind'] =>
  kinds.find((each) => mime.startsWith(`${each}/`)) ?? 'file';

export function upload(file: File, progress: (done: number) => void, signal: AbortSignal): Promise<Attachment> {
  let watch: ReturnType<typeof setTimeout> | undefined;
  return new Promise<Attachment>((resolve, reject) => {
    const request = new XMLHttpRequest();
    const moves = (): void => { // however slowly: a large file takes its time
      clearTimeout(watch);
      watch = setTimeout(() => request.abort(), patience);
    };
    const lost = (): void => reject(new Refusal(0, 'unreachable', ''));
    request.open('POST', `/api/v1/media?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    request.upload.onprogress = (event) => {
      moves();
      if (event.lengthComputable) {
        progress(event.loaded / event.total);
      }
    };
    request.onerror = request.onabort = lost;
    request.onload = () => {
      if (request.status < 200 || request.status >= 300) {
        reject(refusal_of_text(request.status, request.responseText));
        return;
      }
      const stored = parsed(request.responseText) as Required<Attachment> | null | undefined;
      if (stored) {
        const {kind, url, mime, name, size} = stored;
        resolve({kind, url, mime, name, size});
      } else {
        lost();
      }
    };
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
    moves();
  }).finally(() => clearTimeout(watch));
}

// A file to the gateway. By XMLHttpRequest, since fetch does not tell how far it is.
import {Refusal, refusal_of_text} from './client';
import type {Attachment} from './types';

const kinds = ['image', 'audio', 'video'] as const;

export const kind_of = (mime: string): Attachment['kind'] =>
  kinds.find((each) => mime.startsWith(`${each}/`)) ?? 'file';

export function upload(file: File, progress: (done: number) => void, signal: AbortSignal): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1/media?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onerror = request.onabort = () => reject(new Refusal(0, 'unreachable', ''));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        const {kind, url, mime, name, size} = JSON.parse(request.responseText) as Required<Attachment>;
        resolve({kind, url, mime, name, size});
      } else {
        reject(refusal_of_text(request.status, request.responseText));
      }
    };
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

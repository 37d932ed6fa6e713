// What would be lost when the page goes: kept, or asked about.
import {useEffect} from 'react';
import {write_down} from '../state/draft';
import {useUploads} from './context';

function useWindowEvent<Name extends keyof WindowEventMap>(name: Name, wanted: boolean, hear: (event: WindowEventMap[Name]) => void): void {
  useEffect(() => {
    if (!wanted) {
      return undefined;
    }
    addEventListener(name, hear);
    return () => removeEventListener(name, hear);
  }, [name, wanted, hear]);
}

const ask = (event: BeforeUnloadEvent): void => event.preventDefault();

// The browser would show a file that misses its place instead of the desk.
function hold(event: DragEvent): void {
  if (event.dataTransfer?.types.includes('Files') && !event.defaultPrevented) {
    event.preventDefault();
    event.dataTransfer.dropEffect = 'none';
  }
}

export function useLeaving(): void {
  const uploading = useUploads().some((each) => !each.failed);
  useWindowEvent('pagehide', true, write_down); // the last letters too
  useWindowEvent('beforeunload', uploading, ask);
  useWindowEvent('dragover', true, hold);
  useWindowEvent('drop', true, hold);
}

export const ours = '/api/v1/media/';

// Only web addresses become links; whatever else is shown as it was written.
export function safe_link(url: string | undefined): string | null {
  if (!url) {
    return null;
  }
  if (url.startsWith(ours)) {
    return /^[\w-]+$/.test(url.slice(ours.length)) ? url : null;
  }
  try {
    const parsed = new URL(url);
    return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed.href : null;
  } catch {
    return null;
  }
}

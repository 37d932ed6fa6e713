const TEXTS = {
  en: {
    title: 'Chat with us', open: 'Open chat', openUnread: 'Open chat, {n} unread', close: 'Close chat',
    messages: 'Messages', write: 'Write a message', send: 'Send', earlier: 'Show earlier messages',
    you: 'You', agent: 'Agent', bot: 'Assistant', system: 'System',
    sending: 'Sending…', sent: 'Sent', read: 'Read', failed: 'Not sent.', retry: 'Try again',
    typing: '{name} is typing…', offline: 'Connection lost. Trying again…', connecting: 'Connecting…',
    replaced: 'The chat is open in another tab.', here: 'Use it here', tooLong: 'The message is too long ({n} of {max}).',
    reopened: 'The conversation is open again.', ended: 'The conversation has ended. Write to start a new one.',
    image: 'Picture', video: 'Video', audio: 'Recording', file: 'File', sticker: 'Sticker', map: 'Show on the map',
    unsupported: 'This message cannot be shown here.', options: 'Options', newTab: 'opens in a new tab',
    stays: 'The conversation stays open, so that you can come back to it.',
  },
  ms: {
    title: 'Sembang dengan kami', open: 'Buka sembang', openUnread: 'Buka sembang, {n} belum dibaca', close: 'Tutup sembang',
    messages: 'Mesej', write: 'Tulis mesej', send: 'Hantar', earlier: 'Tunjukkan mesej terdahulu',
    you: 'Anda', agent: 'Ejen', bot: 'Pembantu', system: 'Sistem',
    sending: 'Menghantar…', sent: 'Dihantar', read: 'Dibaca', failed: 'Tidak dihantar.', retry: 'Cuba lagi',
    typing: '{name} sedang menaip…', offline: 'Sambungan terputus. Mencuba lagi…', connecting: 'Menyambung…',
    replaced: 'Sembang dibuka di tab lain.', here: 'Guna di sini', tooLong: 'Mesej terlalu panjang ({n} daripada {max}).',
    reopened: 'Perbualan dibuka semula.', ended: 'Perbualan telah tamat. Tulis untuk memulakan yang baharu.',
    image: 'Gambar', video: 'Video', audio: 'Rakaman', file: 'Fail', sticker: 'Pelekat', map: 'Tunjukkan pada peta',
    unsupported: 'Mesej ini tidak dapat dipaparkan di sini.', options: 'Pilihan', newTab: 'dibuka dalam tab baharu',
    stays: 'Perbualan kekal terbuka supaya anda boleh kembali.',
  },
};

// The first wanted language that there are texts for: ms-MY → ms. Malay's older tag counts too.
function pickLocale(wanted) {
  for (const tag of wanted) {
    const language = String(tag || '').toLowerCase().split(/[-_]/)[0];
    if (language === 'may' || language === 'msa' || language === 'zsm') return 'ms';
    if (Object.hasOwn(TEXTS, language)) return language;
  }
  return 'en';
}

function say(locale, name, values = {}) {
  const text = TEXTS[locale][name] ?? TEXTS.en[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

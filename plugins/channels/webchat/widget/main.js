import { Chat } from './chat.js';

const CALLS = ['open', 'close', 'toggle', 'hide', 'show', 'identify', 'logout', 'setLocale', 'setTheme', 'prefill', 'sendMessage', 'on', 'off', 'destroy'];

// window.selatChat('open') or selatChat.open(); calls made before the script came wait in selatChat.q.
function install(chat, before) {
  const call = (name, ...given) => (CALLS.includes(name) ? chat[name](...given) : undefined);
  for (const name of CALLS) call[name] = (...given) => call(name, ...given);
  call.loaded = true;
  window.selatChat = call;
  for (const [name, ...given] of before?.q || []) call(name, ...given);
}

const tag = document.currentScript;
if (tag?.src && !window.selatChat?.loaded) {
  const base = new URL(tag.src).href.replace(/\/widget\.js.*$/, '');
  const start = () => install(new Chat(base, { ...tag.dataset }), window.selatChat);
  if (document.body) start();
  else addEventListener('DOMContentLoaded', start, { once: true });
}

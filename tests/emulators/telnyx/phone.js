const product = "telnyx";
const accounts = "profiles";
const picture_deed = file => ({ media: [file] });
const files_of = message => message.media.map(({ url }) => ({ url, shown: /\.(jpe?g|png|gif|webp)(\?|$)/i.test(url) }));

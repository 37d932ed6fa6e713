const product = "viber";
const accounts = "bots";
const picture_deed = file => ({ picture: file });
const files_of = message => message.media ? [{ url: message.media, shown: message.type === "picture" }] : [];

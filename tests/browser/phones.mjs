// The playground's phones as a customer uses them, and how often something stands on a screen.

// Every phone has a log of messages, a field to write in, and a button that sends.
function phone(frame, {open} = {}) {
  const log = frame.getByRole('log', {name: /Messages|Mesej/});
  return {
    frame,
    log,
    // One phone at a time: keys go to the frame that has the focus.
    async types(text) {
      await open?.();
      await frame.getByRole('textbox', {name: /message|mesej/i}).fill(text);
    },
    // Several at once may: nothing is pressed on the screen.
    sends: () => frame.getByRole('button', {name: /^(Send|Hantar)$/}).dispatchEvent('click'),
    async says(text) {
      await this.types(text);
      await this.sends();
    },
    hears: (text) => log.getByText(text).first().waitFor(),
    times: (text) => log.getByText(text, {exact: true}).count(),
  };
}

// By its whole title: "SMS" is not "SMS (SMPP)".
export const framed = (page, title) => page.frameLocator(`iframe[title^="${title}:"]`);

// A customer with LINE, SMS and the shop's website, all in one window.
export async function open_playground(page, centre) {
  await page.goto(centre.playground);
  const website = framed(page, 'Website');
  const chat = website.getByRole('dialog');
  const start = website.getByRole('button', {name: 'Start chatting'});
  const field = website.getByRole('textbox', {name: /^Write a message/});
  return {
    line: phone(framed(page, 'LINE')),
    sms: phone(framed(page, 'SMS')),
    web: phone(website, {
      async open() {
        if (!await chat.isVisible()) {
          await website.getByRole('button', {name: /^Open chat/}).click();
        }
        await start.or(field).first().waitFor();
        if (await start.isVisible()) { // visitors are asked for their names first
          await website.getByRole('textbox', {name: 'Name'}).fill('Nurul Huda');
          await start.click();
        }
      },
    }),
  };
}

// The conversation that an agent has open: as often as it is there, and no note, list or offer counts.
export const times_in_thread = (page, text) => page.locator('.log').getByText(text, {exact: true}).count();

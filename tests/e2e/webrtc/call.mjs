/** What tests do with the caller in a page, whichever browser it is in. */

/** Has a visitor's call be up; `bend` may change the answer. A browser whose microphone gives nothing yet sends nothing: `mute`. */
export async function call({ page, url, ...visitor }, { bend = (answer) => answer, mute = false, ...invite } = {}) {
  const answer = await page.evaluate(([url, invite]) => caller.invite(url, invite), [url, invite]);
  await page.evaluate((sdp) => caller.take(sdp), await bend(answer));
  await page.evaluate(() => caller.connected());
  if (!mute) {
    await page.evaluate(() => caller.event('mediaReady'));
  }
  return { page, url, ...visitor, answer };
}

export const hears = (page, hertz) => page.evaluate((hz) => caller.hears(hz), hertz);
export const send = (page, command, fields = {}) => page.evaluate(([c, f]) => caller.send(c, f), [command, fields]);
export const names = (page) => page.evaluate(() => caller.events.map(({ event }) => event));

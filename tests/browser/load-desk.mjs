// load-desk - when sixty people come to a desk one after the other, how long does each wait between the scan and the verdict?
// For `make bench`: prints milliseconds, the quickest first, as JSON; no test, for it fails on a busy machine.

import { Hall } from './kit.mjs';
import { prepare, ready, sixty } from './desk.mjs';

const hall = new Hall();
await prepare(hall);
const page = await ready(hall);
console.log(JSON.stringify((await sixty(hall, page)).map(ms => Math.round(ms))));
await page.context().browser().close();
await hall.end();

/** Chromium in a network that loses packets. VOXBUS_URL is the node's address. */
import * as chromium from './chromium.mjs';
import { losses } from './loss.mjs';

losses(chromium, [[0, 5], [10, 5], [20, 4]]);

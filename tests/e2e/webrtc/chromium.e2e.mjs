/** Chromium calls by WebRTC. VOXBUS_URL is the node's address. */
import * as chromium from './chromium.mjs';
import { scenarios } from './scenarios.mjs';

scenarios(chromium);

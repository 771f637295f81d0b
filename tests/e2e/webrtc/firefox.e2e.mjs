/** Firefox calls by WebRTC. VOXBUS_URL is the node's address, which is not one of loopback; VOXBUS_KEYS its key. */
import * as firefox from './firefox.mjs';
import { scenarios } from './scenarios.mjs';

scenarios(firefox);

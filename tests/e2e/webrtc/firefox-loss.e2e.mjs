/** Firefox in a network that loses packets. VOXBUS_URL is the node's address, which is not one of loopback; VOXBUS_KEYS its key. */
import * as firefox from './firefox.mjs';
import { losses } from './loss.mjs';

losses(firefox, [[10, 5], [20, 4]]);

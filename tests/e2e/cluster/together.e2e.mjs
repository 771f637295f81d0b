/** What needs three nodes and leaves three, and at last what kills one. */
import './telephone.mjs';
import './redeploy.mjs';
import './cluster.mjs';

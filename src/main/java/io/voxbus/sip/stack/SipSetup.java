package io.voxbus.sip.stack;

import gov.nist.javax.sip.SipListenerExt;
import io.voxbus.sip.guard.SourceGuard;

/**
 * What a stack is started with.
 *
 * @param retryAfterSeconds what new callers are told when the node is overloaded
 * @param listener          called on the event loop of the message's Call-ID; must not block
 */
public record SipSetup(ListenConfig listen, SourceGuard guard, int retryAfterSeconds,
    SipListenerExt listener, Doorkeeper doorkeeper, SipCounts counts) {}

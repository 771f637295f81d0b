package io.voxbus.sip.line;

import gov.nist.javax.sip.SipListenerExt;
import io.voxbus.sip.stack.Doorkeeper;

/** Who takes what comes: the newest version of the telephone. */
public record Attendant(SipListenerExt listener, Doorkeeper door) {}

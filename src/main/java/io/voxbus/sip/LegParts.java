package io.voxbus.sip;

import io.voxbus.bus.Bus;
import io.voxbus.sip.stack.SipStack;

/** What every leg of a node works with. */
record LegParts(Bus bus, SipStack stack, PhoneConfig config) {}

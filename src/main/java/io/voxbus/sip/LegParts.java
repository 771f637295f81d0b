package io.voxbus.sip;

import io.voxbus.bus.Bus;
import io.voxbus.sip.stack.SipStack;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What every leg of a version works with.
 *
 * @param open how many of them there are
 */
record LegParts(Bus bus, SipStack stack, PhoneConfig config, AtomicInteger open) {}

package io.voxbus.sip;

import io.voxbus.bus.Bus;
import io.voxbus.sip.stack.SipStack;
import java.util.List;
import java.util.function.Supplier;

/**
 * What every leg of a node works with.
 *
 * @param nodes ids of all nodes that there are
 */
record LegParts(Bus bus, SipStack stack, PhoneConfig config, Supplier<List<String>> nodes) {}

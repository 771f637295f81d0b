package io.voxbus.sip;

import io.voxbus.bus.Bus;
import io.voxbus.sip.stack.SipStack;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What every leg of a version works with.
 *
 * @param open  all of them that have not ended
 * @param nodes ids of all nodes that there are
 */
record LegParts(Bus bus, SipStack stack, PhoneConfig config, Set<SipLeg> open,
    Supplier<List<String>> nodes) {}

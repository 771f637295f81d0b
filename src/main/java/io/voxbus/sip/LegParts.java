package io.voxbus.sip;

import io.voxbus.bus.Bus;
import io.voxbus.sip.stack.SipStack;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * What every leg of a version works with.
 *
 * @param open  how many of them there are
 * @param nodes ids of all nodes that there are
 */
record LegParts(Bus bus, SipStack stack, PhoneConfig config, AtomicInteger open,
    Supplier<List<String>> nodes) {}

package io.voxbus.sip.carrier;

import io.vertx.core.Vertx;
import io.voxbus.metrics.Meters;
import io.voxbus.sip.line.SipLine;
import io.voxbus.sip.stack.SipStack;

/** What everything that talks to carriers works with. */
public record CarrierParts(SipLine line, SipStack stack, Vertx vertx, String userAgent,
    Meters meters, ClusterLimits limits) {}

package io.voxbus.call;

import io.voxbus.bus.Bus;
import io.voxbus.call.record.CallRecordSink;
import io.voxbus.call.webhook.Webhook;
import io.voxbus.directory.CallDirectory;
import io.voxbus.directory.DiskWriters;
import io.voxbus.directory.NodeDirectory;
import io.voxbus.directory.NodeLoad;
import io.voxbus.metrics.Meters;

/**
 * What calls need of their node.
 *
 * @param webhook who is told of telephone calls that come in; null: nobody
 */
public record CallServices(Bus bus, CallDirectory calls, NodeDirectory nodes, NodeLoad load,
    DumpConfig dump, DiskWriters writers, CallRecordSink records, Meters meters,
    Webhook webhook) {}

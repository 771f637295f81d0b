package io.voxbus.protocol.bus;

/**
 * A call that has come in and has no final answer yet, as another node would go on with it.
 *
 * @param transaction how the stack calls that of its INVITE: by its branch, sent-by and method
 * @param invite    its INVITE as the stack wrote it: with the address that it came from in its Via
 * @param transport by which it came, as a Via writes it
 * @param from      where it came from
 * @param tag       ours in its To
 */
public record SipWaiting(String callId, String transaction, String invite, String transport,
    SipDialog.Way from, String tag, SipDialog.Known known) {}

package io.voxbus.protocol.bus;

/**
 * An INVITE of ours that has no final answer yet, as another node would take it back. Headers as they were sent.
 *
 * @param uri    whom it is for
 * @param route  empty: none
 * @param number its CSeq
 * @param way    where it was sent
 */
public record SipInvite(String uri, String via, String from, String to, String callId, long number,
    String route, String transport, SipDialog.Way way) {}

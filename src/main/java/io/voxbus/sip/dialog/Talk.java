package io.voxbus.sip.dialog;

import io.voxbus.protocol.bus.SipDialog;

/**
 * What the rules know of a confirmed dialog in which nothing is under way, as newer code goes on with it.
 *
 * @param agreed          our last offer or answer that was agreed on
 * @param refreshedMillis when the session was, wall clock
 */
public record Talk(SipDialog.Session session, String agreed, long refreshedMillis) {}

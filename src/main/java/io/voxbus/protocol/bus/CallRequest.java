package io.voxbus.protocol.bus;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.voxbus.protocol.api.Command;

/** What is asked of {@code calls} (the host) and of {@code call.<id>}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "ask")
public sealed interface CallRequest {
  /** To the host: own this call from now on. Answered by {@link CallReply.Hosted}. */
  record HostCall(CallSetup setup) implements CallRequest {}
  /** To the host: take the call over from its lost owner. Answered by {@link CallReply.Hosted}, or a fault 410. */
  record TakeOver(String callId, String lostNode, long lostEpoch) implements CallRequest {}
  /** To the host: no node takes the call of that lost owner, so it has ended. Answered by {@link CallReply.Done}. */
  record StrikeOff(String callId, String lostNode, long lostEpoch) implements CallRequest {}
  /**
   * Go on at another node. Answered by {@link CallReply.Hosted}, or a fault 409 when it can't be moved.
   *
   * @param now also when a client has its socket on the node that the call leaves, or when it would lose its bridge or its
   *            second leg; otherwise that is a 409 too
   */
  record Move(String nodeId, boolean now) implements CallRequest {}
  /** Somebody else owns the call under this higher epoch: leave it, without a word to anybody. Answered by {@link CallReply.Done}. */
  record GiveUp(long epoch) implements CallRequest {}
  /** Carry out a command. Answered by {@link CallReply.Done}. */
  record Obey(Command command) implements CallRequest {}
  /** The caller has pressed a key. Answered by {@link CallReply.Done}. */
  record Press(String digit) implements CallRequest {}
  /** Tell the clients that one of them sent something unusable. Answered by {@link CallReply.Done}. */
  record Complain(int code, String reason) implements CallRequest {}
  /** End at once. Answered by {@link CallReply.Done}. */
  record Kill(String reason, String initiator) implements CallRequest {}
  /** Send every event after {@code since} to the client. Answered by {@link CallReply.Attached}. */
  record Attach(Client client, long since) implements CallRequest {}
  /** The client has gone: closed by its user, or its socket was lost. Answered by {@link CallReply.Done}. */
  record Detach(String sessionId, boolean lost) implements CallRequest {}
  /** Be bridged with this call, which lives on {@code nodeId}. Answered by {@link CallReply.Hosted}, or a fault 409. */
  record Join(String callId, String nodeId) implements CallRequest {}
  /** This call has left the bridge. Answered by {@link CallReply.Done}. */
  record Part(String callId) implements CallRequest {}
}

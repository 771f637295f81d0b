package io.voxbus.protocol;

import io.voxbus.protocol.api.Told;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.AiRequest;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.Heard;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.NodeRequest;
import io.voxbus.protocol.bus.Pulse;
import io.voxbus.protocol.bus.Said;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.SipRequest;
import io.voxbus.protocol.bus.SocketAudio;
import io.voxbus.protocol.bus.SocketInput;
import io.voxbus.protocol.bus.SocketOutput;
import io.voxbus.protocol.bus.WsRequest;

/** Every address of the system. */
public final class Addresses {
  private static final Place HERE = new Place.Here();

  private Addresses() {}

  /** The node itself. */
  public static Address<NodeRequest> node(String nodeId) {
    return new Address<>("node", new Place.On(nodeId));
  }

  /** By what a node makes sure of the others. */
  public static Address<Pulse> pulse(String nodeId) {
    return new Address<>("pulse", new Place.On(nodeId));
  }

  /** The id of each node that leaves the cluster, told to everybody on this node who cares. */
  public static Address<String> lostNodes() {
    return new Address<>("nodes.lost", HERE);
  }

  /** The host that opens calls on a node. */
  public static Address<CallRequest> calls(String nodeId) {
    return new Address<>("calls", new Place.On(nodeId));
  }

  /** A call, wherever it lives. */
  public static Address<CallRequest> call(String callId) {
    return new Address<>("call." + callId, new Place.OwnerOf(callId));
  }

  /** A call as it lives on a node, though another may own it by now. */
  public static Address<CallRequest> call(String callId, String nodeId) {
    return new Address<>("call." + callId, new Place.On(nodeId));
  }

  /** A client of calls: a WebSocket session or an SSE stream. */
  public static Address<Told> session(String sessionId, String nodeId) {
    return new Address<>("session." + sessionId, new Place.On(nodeId));
  }

  /** The host that opens WebSocket sessions. */
  public static Address<WsRequest> ws() {
    return new Address<>("ws", HERE);
  }

  /** What a socket's client sent as text, and its end. */
  public static Address<SocketInput> socketIn(String socketId) {
    return new Address<>("socket." + socketId + ".in", HERE);
  }

  /** What a socket is to do: send text, close. */
  public static Address<SocketOutput> socketOut(String socketId) {
    return new Address<>("socket." + socketId + ".out", HERE);
  }

  /** Audio for a socket's client. */
  public static Address<SocketAudio> socketAudio(String socketId, String nodeId) {
    return new Address<>("socket." + socketId + ".audio", new Place.On(nodeId));
  }

  /** The host that opens media sessions. */
  public static Address<MediaRequest> media() {
    return new Address<>("media", HERE);
  }

  /** The media of a call, on the call's own node. */
  public static Address<MediaRequest> media(String callId) {
    return new Address<>("media." + callId, HERE);
  }

  /** What the media tells its call. */
  public static Address<MediaEvent> mediaEvents(String callId) {
    return new Address<>("media." + callId + ".events", HERE);
  }

  /** Audio from a WebSocket client, which may sit on another node. */
  public static Address<SocketAudio> mediaIn(String callId) {
    return new Address<>("media." + callId + ".in", new Place.OwnerOf(callId));
  }

  /** Audio for a call from the one it is bridged with. */
  public static Address<SocketAudio> bridge(String callId, String from, String nodeId) {
    return new Address<>("media." + callId + ".bridge." + from, new Place.On(nodeId));
  }

  /** What the caller said, for the recogniser. */
  public static Address<Heard> heard(String callId) {
    return new Address<>("media." + callId + ".heard", HERE);
  }

  /** What a voice said, for the player. */
  public static Address<Said> said(String callId) {
    return new Address<>("media." + callId + ".said", HERE);
  }

  /** The host that places and takes telephone calls. */
  public static Address<SipRequest> sip() {
    return new Address<>("sip", HERE);
  }

  /** The host that does so on another node. */
  public static Address<SipRequest> sipOf(String nodeId) {
    return new Address<>("sip", new Place.On(nodeId));
  }

  /** A dialog of a call, on the call's own node. */
  public static Address<SipRequest> sip(String leg) {
    return new Address<>("sip." + leg, HERE);
  }

  /** A dialog on the node where the phone's way ends. */
  public static Address<SipRequest> sip(String leg, String nodeId) {
    return new Address<>("sip." + leg, new Place.On(nodeId));
  }

  /** What a dialog tells its call, which lives on {@code nodeId}. */
  public static Address<SipEvent> sipEvents(String leg, String nodeId) {
    return new Address<>("sip." + leg + ".events", new Place.On(nodeId));
  }

  /** What a dialog tells its call. */
  public static Address<SipEvent> sipEvents(String leg) {
    return new Address<>("sip." + leg + ".events", HERE);
  }

  /** The host that opens speech sessions. */
  public static Address<AiRequest> ai() {
    return new Address<>("ai", HERE);
  }

  /** The recogniser of a call. */
  public static Address<AiRequest> listener(String callId) {
    return new Address<>("ai." + callId + ".listener", HERE);
  }

  /** The voice of a call. */
  public static Address<AiRequest> speaker(String callId) {
    return new Address<>("ai." + callId + ".speaker", HERE);
  }

  /** The service of a call's own. */
  public static Address<AiRequest> pass(String callId) {
    return new Address<>("ai." + callId + ".pass", HERE);
  }

  /** What the caller said, for that service. */
  public static Address<Heard> passHeard(String callId) {
    return new Address<>("media." + callId + ".passed", HERE);
  }

  /** The model that holds a call's conversation. */
  public static Address<AiRequest> model(String callId) {
    return new Address<>("ai." + callId + ".model", HERE);
  }

  /** What recogniser, voice and model tell their call. */
  public static Address<AiEvent> aiEvents(String callId) {
    return new Address<>("ai." + callId + ".events", HERE);
  }
}

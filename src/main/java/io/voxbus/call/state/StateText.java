package io.voxbus.call.state;

import io.voxbus.bus.Json;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.Client;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * Writes the {@link CallState} of one call, which happens often: what has not changed since the last time is not made
 * into JSON again. Only the newest events are part of it: a client that has lost its socket comes back within seconds.
 */
public final class StateText {
  private static final int EVENTS = 100;

  private final String setup;
  private final Deque<String> events = new ArrayDeque<>();
  private final MachineText machine = new MachineText();
  private long seq = -1;
  private List<Client> clients = List.of();
  private List<RecordedPart> recordings = List.of();
  private String rest = "";

  public StateText(CallSetup setup) {
    this.setup = Json.text(setup);
  }

  public void event(Emitted emitted) {
    if (events.size() == EVENTS) {
      events.remove();
    }
    events.add(Json.text(emitted));
  }

  /**
   * From now on the call is like this.
   *
   * @return whether it was not before
   */
  public boolean changed(long seq, Collection<Client> clients, List<RecordedPart> recordings,
      MachineState state) {
    List<Client> there = List.copyOf(clients);
    List<RecordedPart> parts = List.copyOf(recordings);
    boolean same = !machine.changed(state) && seq == this.seq && there.equals(this.clients)
        && parts.equals(this.recordings);
    if (same) {
      return false;
    }
    this.seq = seq;
    this.clients = there;
    this.recordings = parts;
    rest = ",\"seq\":" + seq + ",\"clients\":" + Json.text(there) + ",\"recordings\":"
        + Json.text(parts) + ",\"machine\":" + machine + ",\"setup\":" + setup
        + ",\"events\":[" + String.join(",", events) + "]}";
    return true;
  }

  public String at(String node, long epoch, long keptMillis, boolean moved) {
    return "{\"node\":" + Json.text(node) + ",\"epoch\":" + epoch + ",\"keptMillis\":" + keptMillis
        + ",\"moved\":" + moved + rest;
  }
}

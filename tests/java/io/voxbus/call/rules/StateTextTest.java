package io.voxbus.call.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.voxbus.call.state.CallState;
import io.voxbus.call.state.MachineState;
import io.voxbus.call.state.RecordedPart;
import io.voxbus.call.state.StateText;
import io.voxbus.call.turn.CallRules;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.bus.CallSetup;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.Client;
import io.voxbus.protocol.bus.MediaEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Only what has changed is made into JSON; what is read is the whole state all the same. */
class StateTextTest {
  private static final CallSetup SETUP = new CallSetup("s1", CallType.WEB_SOCKET,
      CallOption.NONE, "server-side-track", 5_000L, false);
  private static final Emitted DTMF = new Emitted(new Event.Dtmf("s1", 4_500, "5", null), 1);
  private static final Client CLIENT = new Client("k1", "n1", "w1", true);
  private static final RecordedPart PART = new RecordedPart("part.wav", 4_044, null, null);

  private final CallMachine call = new CallMachine(SETUP, CallRules.defaults(), "n1");
  private final StateText text = new StateText(SETUP);

  @Test
  void whatHasChangedIsReadWithWhatHasNot() {
    changed(0, List.of(), List.of());
    call.start(1_000);
    changed(0, List.of(), List.of());
    assertEquals(state(0, List.of(), List.of(), List.of()), read());

    call.on(new Signal.MediaOpened(""), 1_100);
    call.on(new Signal.Commanded(TestCall.play("hello.wav", "one")), 2_000);
    call.on(new Signal.FromMedia(new MediaEvent.Failed("asr", 502, "gone")), 2_100);
    text.event(DTMF);
    changed(1, List.of(CLIENT), List.of(PART));
    assertEquals(state(1, List.of(DTMF), List.of(CLIENT), List.of(PART)), read());

    call.on(new Signal.FromMedia(new MediaEvent.ItemBegan(0, 0)), 2_500);
    changed(1, List.of(CLIENT), List.of(PART));
    assertEquals(state(1, List.of(DTMF), List.of(CLIENT), List.of(PART)), read());
  }

  @Test
  void itTellsWhetherAnythingHasChanged() {
    assertTrue(changed(0, List.of(), List.of()));
    assertFalse(changed(0, List.of(), List.of()));
    assertTrue(changed(1, List.of(), List.of()));
    assertTrue(changed(1, List.of(CLIENT), List.of()));
    assertTrue(changed(1, List.of(CLIENT), List.of(PART)));
    call.start(1_000);
    assertTrue(changed(1, List.of(CLIENT), List.of(PART)));
    assertFalse(changed(1, List.of(CLIENT), List.of(PART)));
  }

  @Test
  void whatIsNoJsonIsNeverTakenForWritten() {
    changed(0, List.of(), List.of());
    MachineState is = call.state();
    MachineState broken = new MachineState(is.course(), is.untold(),
        List.of(new Command.Custom("x", new Object())), is.muted(), is.line(), is.listening(),
        is.bargeIn(), is.playback(), is.bot(), is.realtime(), is.bridge(), is.transfer(),
        is.phone(), is.browser(), is.routing());
    for (int time = 0; time < 2; time++) {
      assertThrows(IllegalArgumentException.class,
          () -> text.changed(0, List.of(), List.of(), broken));
    }
  }

  private boolean changed(long seq, List<Client> clients, List<RecordedPart> recordings) {
    return text.changed(seq, clients, recordings, call.state());
  }

  private CallState read() {
    return CallState.read(text.at("n1", 3, 5_000, false));
  }

  private CallState state(long seq, List<Emitted> events, List<Client> clients,
      List<RecordedPart> recordings) {
    return new CallState("n1", 3, 5_000, false, seq, events, SETUP, clients, recordings,
        call.state());
  }
}

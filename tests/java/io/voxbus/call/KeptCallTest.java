package io.voxbus.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.voxbus.call.state.CallState;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is kept of a call for other nodes, and when. */
class KeptCallTest extends TakenCallFixture {
  @Test
  void nothingIsWrittenBeforeItsClientsHaveComeBackAndACommandIsAnsweredWhenItIs()
      throws Exception {
    kept(CallType.WEB_SOCKET);
    String former = calls.states.get("s1");
    answer(takeOver(1));
    await(MediaRequest.Play.class);
    bus.send(Addresses.mediaEvents("s1"), new MediaEvent.Dtmf("1"));
    Future<CallReply.Done> paused = bus.ask(Addresses.call("s1"),
        new CallRequest.Obey(new Command.Pause(null)), CallReply.Done.class);
    await(MediaRequest.Pause.class);
    assertEquals(former, calls.states.get("s1"));
    assertFalse(paused.isComplete());
    assertEquals(409, fault(bus.ask(Addresses.call("s1"), new CallRequest.Move("n2", true),
        CallReply.Hosted.class)));

    attach(7);
    answer(paused);
    assertEquals(List.of("Custom", "Dtmf", "Other"),
        CallState.read(calls.states.get("s1")).events().stream()
            .map(emitted -> emitted.event().getClass().getSimpleName()).toList());
  }

  @Test
  void anEventIsToldWhenItIsKept() throws Exception {
    kept(CallType.WEB_SOCKET);
    answer(takeOver(1));
    attach(7);
    take(told);
    take(told);
    obey(new Command.History("a", "b"));
    assertEquals(9, seq());
    assertTrue(calls.states.get("s1").contains("\"seq\":9"), "it had been kept before");
  }

  @Test
  void whatIsKeptAlreadyIsNotWrittenAgain() throws Exception {
    kept(CallType.WEB_SOCKET);
    answer(takeOver(1));
    attach(7);
    obey(new Command.Resume(null));

    calls.states.clear();
    obey(new Command.Resume(null));

    assertEquals(Map.of(), calls.states);
  }

  @Test
  void whatCouldNotBeKeptIsWrittenWithTheNextSignal() throws Exception {
    kept(CallType.WEB_SOCKET);
    answer(takeOver(1));
    attach(7);
    calls.refuses = true;
    obey(new Command.History("a", "b"));

    calls.refuses = false;
    obey(new Command.Resume(null));

    assertEquals(9, CallState.read(calls.states.get("s1")).seq());
  }
}

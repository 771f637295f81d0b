package io.voxbus.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.voxbus.bus.Json;
import io.voxbus.call.record.CallRecord;
import io.voxbus.call.state.CallState;
import io.voxbus.call.state.RecordedPart;
import io.voxbus.directory.CallEntry;
import io.voxbus.protocol.Addresses;
import io.voxbus.protocol.api.Emitted;
import io.voxbus.protocol.api.Event;
import io.voxbus.protocol.api.Moved;
import io.voxbus.protocol.bus.CallReply;
import io.voxbus.protocol.bus.CallRequest;
import io.voxbus.protocol.bus.CallType;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.Sound;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node gets a call of another one. */
class TakeOverTest extends TakenCallFixture {
  @Test
  void aCallGoesOnFromWhatWasKept() throws Exception {
    kept(CallType.WEB_SOCKET);

    assertEquals(new CallReply.Hosted("n1"), answer(takeOver(1)));

    assertEquals(2, await(MediaRequest.Open.class).part());
    MediaRequest.Play play = await(MediaRequest.Play.class);
    assertTrue(((Sound.File) play.sound()).offsetMillis() >= 1_000, play.toString());
    assertEquals(new Moved("n1"), take(told));
    attach(7);
    Emitted custom = (Emitted) take(told);
    assertEquals(8, custom.seq());
    assertEquals("cluster", ((Event.Custom) custom.event()).sender());
    assertEquals(1, load.calls());
    bus.ask(Addresses.call("s1"), new CallRequest.Kill("killed", "system"),
        CallReply.Done.class);
    assertEquals(List.of(9L, 10L, 11L), List.of(seq(), seq(), seq()));
    assertEquals("killed", take(records).hangupReason());
    assertTrue(calls.entries.isEmpty());
  }

  @Test
  void whatWasPlayedGoesOnFromTheLastBeatOfItsNode() throws Exception {
    kept(CallType.WEB_SOCKET);
    beats.heard("n0/a", System.currentTimeMillis() - 200);
    answer(takeOver(1));
    Sound.File file = (Sound.File) await(MediaRequest.Play.class).sound();
    assertTrue(file.offsetMillis() >= 1_400, file.toString());
  }

  @Test
  void itsClientsHearItBeforeTheyComeBackAndNoMoreWhenTheyDoNot() throws Exception {
    kept(CallType.WEB_SOCKET);
    answer(takeOver(1));
    assertEquals(List.of(new MediaRequest.Join("k1", "n1")),
        await(MediaRequest.Open.class).clients());
    assertEquals(new MediaRequest.Leave("k1"), await(MediaRequest.Leave.class));
  }

  @Test
  void oneOfTwoGetsIt() throws Exception {
    kept(CallType.WEB_SOCKET);
    answer(takeOver(1));
    assertEquals(410, fault(takeOver(1)));
    assertEquals(1, load.calls());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"machine\":"})
  void aCallThatCanNotBeRestoredIsNoGhostAndHasARecord(String state) throws Exception {
    calls.entries.put("s1", entry(CallType.WEB_SOCKET).answered(1_000));
    if (!state.isEmpty()) {
      calls.states.put("s1", state);
    }
    assertEquals(410, fault(takeOver(1)));
    assertTrue(calls.entries.isEmpty());
    assertEquals(0, load.calls());
    hasTheRecordOfALostCall();
    assertEquals(410, fault(takeOver(1)));
    assertTrue(records.isEmpty());
  }

  /** As if an older or newer version had kept it. */
  @ParameterizedTest
  @ValueSource(strings = {"setup", "machine", "clients"})
  void neitherIsOneOfWhichSomethingIsMissing(String missing) throws Exception {
    kept(CallType.WEB_SOCKET);
    calls.entries.put("s1", entry(CallType.WEB_SOCKET).answered(1_000));
    ObjectNode state = (ObjectNode) Json.mapper().readTree(calls.states.get("s1"));
    assertNotNull(state.remove(missing));
    calls.states.put("s1", state.toString());
    assertNotEquals(0, fault(takeOver(1)));
    assertEquals(Map.of(), calls.entries);
    assertEquals(0, load.calls());
    hasTheRecordOfALostCall();
    assertEquals(410, fault(takeOver(1)));
    assertTrue(records.isEmpty());
  }

  @Test
  void aCallThatHadNotBegunIsNoGhostAndHasNoRecord() throws Exception {
    CallEntry begun = entry(CallType.WEB_SOCKET);
    calls.entries.put("s1", new CallEntry("s1", begun.type(), "n0", 1, "connecting", 0, null, null,
        null, null, begun.option()));
    assertEquals(410, fault(takeOver(1)));
    assertTrue(calls.entries.isEmpty());
    assertEquals(0, load.calls());
    assertTrue(records.isEmpty());
  }

  @Test
  void aCallWhoseMediaIsLostEndsWithOneHangupAndOneRecord() throws Exception {
    kept(CallType.WEBRTC);
    answer(takeOver(1));
    while (!(take(told) instanceof Emitted emitted
        && emitted.event() instanceof Event.Hangup hangup)) {
      // the ends of its tracks come before it
    }
    assertEquals("nodeFailure", take(records).hangupReason());
    assertTrue(calls.entries.isEmpty());
    assertTrue(media.isEmpty());
  }

  @Test
  void theRecordSaysWhyPartsOfTheRecordingAreNotWhole() throws Exception {
    kept(CallType.WEB_SOCKET, RecordedPart.begun("/r/s1.wav", "n0").failed("no space"));
    answer(takeOver(1));
    await(MediaRequest.Open.class);
    attach(7);
    bus.send(Addresses.mediaEvents("s1"), new MediaEvent.RecordingBegan("/r/s1-2.wav"));
    bus.send(Addresses.mediaEvents("s1"), new MediaEvent.Failed("recorder", 507, "no space"));
    bus.ask(Addresses.call("s1"), new CallRequest.Kill("killed", "system"),
        CallReply.Done.class);
    await(MediaRequest.Close.class);
    bus.send(Addresses.mediaEvents("s1"), new MediaEvent.Closed(0,
        new MediaEvent.Recording("/r/s1-2.wav", 44, "no space")));

    assertEquals(
        List.of(
            new CallRecord.Media("s1", Path.of("/r/s1.wav"), 0,
                Map.of("node", "n0", "unfinished", "true", "error", "no space")),
            new CallRecord.Media("s1", Path.of("/r/s1-2.wav"), 44, Map.of("error", "no space"))),
        take(records).recorder());
  }

  @Test
  void aFormerOwnerLeavesWithoutAHangupOrARecord() throws Exception {
    kept(CallType.WEB_SOCKET);
    answer(takeOver(1));
    attach(7);
    take(told);
    take(told);
    assertEquals(409, fault(bus.ask(Addresses.call("s1"), new CallRequest.GiveUp(2),
        CallReply.Done.class)));
    answer(bus.ask(Addresses.call("s1"), new CallRequest.GiveUp(3), CallReply.Done.class));
    assertEquals(new Moved(""), take(told));
    assertEquals(0, load.calls());
    assertTrue(records.isEmpty());
    assertFalse(calls.entries.isEmpty(), "the entry is the new owner's");
  }

  @Test
  void aCallWithAClientOnTheNodeThatLeavesMovesOnlyWhenItHasTo() throws Exception {
    kept(CallType.WEB_SOCKET);
    answer(takeOver(1));
    attach(7);
    assertEquals(409, fault(bus.ask(Addresses.call("s1"), new CallRequest.Move("n9", false),
        CallReply.Hosted.class)));
    assertTrue(records.isEmpty());
  }

  @Test
  void aCallThatNobodyTakesStaysWhereItIs() throws Exception {
    kept(CallType.WEB_SOCKET);
    answer(takeOver(1));
    attach(7);
    take(told);
    take(told);
    await(MediaRequest.Play.class);
    assertEquals(404, fault(bus.ask(Addresses.call("s1"), new CallRequest.Move("n9", true),
        CallReply.Hosted.class)));
    await(MediaRequest.Part.class);
    await(MediaRequest.Open.class);
    await(MediaRequest.Play.class);
    assertEquals(9, seq());
    assertTrue(records.isEmpty());
  }

  @Test
  void aNodeThatGivesACallAwayTellsThatItsRecordingIsThere() throws Exception {
    kept(CallType.WEB_SOCKET);
    answer(takeOver(1));
    await(MediaRequest.Play.class);
    attach(7);
    bus.send(Addresses.mediaEvents("s1"), new MediaEvent.RecordingBegan("s1-2.wav"));
    recording = new MediaEvent.Recording("s1-2.wav", 4_044, null);

    assertEquals(404, fault(bus.ask(Addresses.call("s1"), new CallRequest.Move("n9", true),
        CallReply.Hosted.class)));

    assertEquals(List.of(new RecordedPart("s1-2.wav", 4_044, "n1", null)),
        CallState.read(calls.states.get("s1")).recordings());
  }

  @Test
  void theRecordOfACallThatHasMovedTellsOnWhichNodeItsFirstPartIs() throws Exception {
    kept(CallType.WEB_SOCKET, new RecordedPart("s1.wav", 4_044, "n0", null));
    answer(takeOver(1));
    bus.ask(Addresses.call("s1"), new CallRequest.Kill("killed", "system"),
        CallReply.Done.class);
    assertEquals(List.of(new CallRecord.Media("s1", Path.of("s1.wav"), 4_044,
        Map.of("node", "n0"))), take(records).recorder());
  }
}

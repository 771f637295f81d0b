package io.voxbus.media.leg.bot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BotDialectsTest {
  private static final String STREAM = "MZ18ad3ab5a668481ce02b83e7395059f0";
  private static final UUID ID = UUID.fromString("01020304-0506-0708-090a-0b0c0d0e0f10");

  private final BotDialect twilio = new TwilioDialect("s.42", STREAM,
      Map.of("FirstName", "Jane"));

  @Test
  void aSessionOfTwilioIsAsItsDocumentationSays() {
    new BotSession(twilio).play("twilio-session.txt");
  }

  @Test
  void aSessionOfAsteriskIsAsItsDocumentationSays() {
    new BotSession(
        new AsteriskDialect("s.42", "e226e283-c90a-4ea9-9e37-389000b9ef47", 0))
        .play("asterisk-session.txt");
  }

  @Test
  void aSessionOfAudioSocketIsAsItsDocumentationSays() {
    new BotSession(new AudioSocketDialect(ID, 0)).play("audiosocket-session.txt");
  }

  @Test
  void whatMeansNothingIsNamed() {
    assertEquals(List.of(new BotReply.Garbage("there is no event \"hello\"")),
        twilio.read("{\"event\":\"hello\"}"));
    assertEquals(
        List.of(new BotReply.Garbage("binary messages mean nothing in this dialect")),
        twilio.read(new byte[160]));
    assertEquals(List.of(new BotReply.Garbage("there is no command \"answer\"")),
        new AsteriskDialect("c", "id", 16_000).read("answer"));
    assertEquals(
        List.of(new BotReply.Garbage("no packet of kind 0x12 is expected"),
            new BotReply.Garbage("it reports error 2"), new BotReply.Hangup()),
        new AudioSocketDialect(ID, 8000)
            .read(new byte[]{0x12, 0, 1, 0, (byte) 0xff, 0, 1, 2, 0, 0, 0}));
  }

  @Test
  void audioIsSentAtTheRateThatTheBotWants() {
    assertEquals(List.of(new BotMessage.Text("MEDIA_START connection_id:id channel:WebSocket/"
        + "voxbus/id channel_id:c format:slin24 optimal_frame_size:960 ptime:20")),
        new AsteriskDialect("c", "id", 24_000).opening());
    assertEquals(
        "[AudioSocket runs at 8000, 16000, 24000 or 48000 Hz here, not 44100, "
            + "pcm runs at [8000, 16000, 24000, 48000] Hz, not 11025]",
        List.of(refusal(() -> new AudioSocketDialect(ID, 44_100)),
            refusal(() -> new AsteriskDialect("c", "id", 11_025))).toString());
  }

  private static String refusal(org.junit.jupiter.api.function.Executable opens) {
    return assertThrows(IllegalArgumentException.class, opens).getMessage();
  }
}

package io.voxbus.call.rules;

import io.voxbus.call.turn.Effect;
import io.voxbus.call.turn.Signal;
import io.voxbus.protocol.api.AsrOption;
import io.voxbus.protocol.api.BargeInOption;
import io.voxbus.protocol.api.CallOption;
import io.voxbus.protocol.api.Command;
import io.voxbus.protocol.api.EouOption;
import io.voxbus.protocol.api.MediaPassOption;
import io.voxbus.protocol.api.RealtimeOption;
import io.voxbus.protocol.api.ReferOption;
import io.voxbus.protocol.bus.AiEvent;
import io.voxbus.protocol.bus.Carrier;
import io.voxbus.protocol.bus.MediaEvent;
import io.voxbus.protocol.bus.MediaRequest;
import io.voxbus.protocol.bus.SipEvent;
import io.voxbus.protocol.bus.Sound;
import io.voxbus.testing.Records;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What may happen to a call by WebSocket, in an order that chance decides. */
final class RandomCall {
  private static final String LEG = TestCall.ID + "-refer-1";
  private static final String SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\n"
      + "t=0 0\r\nm=audio 4000 RTP/AVP 0\r\na=sendonly\r\n";
  private static final AsrOption ASR = Records.of(AsrOption.class, "provider", "scripted");
  private static final List<String> WORDS = List.of("hello", "uh", "and", "I would like", "",
      "yes.");

  private final Random chance;

  RandomCall(long seed) {
    chance = new Random(seed);
  }

  CallOption option() {
    return Records.of(CallOption.class, "asr", maybe(ASR), "eou",
        maybe(Records.of(EouOption.class, "timeout", 300)), "bargeIn",
        maybe(Records.of(BargeInOption.class, "resume", chance.nextBoolean())), "mediaPass",
        maybe(Records.of(MediaPassOption.class, "url", "ws://bot", "dialect", maybe("twilio"))),
        "realtime", maybe(Records.of(RealtimeOption.class, "provider", "openai")), "extra",
        maybe(Map.of("a", "b")));
  }

  int below(int bound) {
    return chance.nextInt(bound);
  }

  Signal next() {
    return switch (below(10)) {
      case 0, 1, 2 -> new Signal.Commanded(command());
      case 3, 4, 5 -> new Signal.FromMedia(media());
      case 6, 7 -> new Signal.FromAi(ai());
      case 8 -> other();
      default -> new Signal.Tick();
    };
  }

  /** Arrays are told by what is in them. */
  static List<String> told(List<Effect> effects) {
    return effects.stream().map(
        effect -> effect instanceof Effect.ToMedia(MediaRequest.Play(int playback, int item, Sound.Samples(short[] pcm)))
            ? playback + "/" + item + Arrays.toString(pcm)
            : effect.toString())
        .collect(Collectors.toList());
  }

  private Command command() {
    return switch (below(16)) {
      case 0, 1, 2, 3 -> new Command.Tts(word(), maybe("anna"), playId(), oneIn(20),
          chance.nextBoolean(), oneIn(3), oneIn(4) ? 400 : null, false, maybe("key"), null);
      case 4 -> new Command.Tts("AAEAAgAD", null, playId(), false, false, false, null, true, null,
          null);
      case 5, 6 -> new Command.Play(oneOf("a.wav", "tone:400", "silence:300", "echo:", "tone:x"),
          playId(), oneIn(20), oneIn(3) ? 300 : null, oneIn(3) ? 100 : null);
      case 7 -> new Command.Interrupt(chance.nextBoolean(), oneIn(2) ? 50 : null);
      case 8 -> new Command.Pause(null);
      case 9 -> new Command.Resume(playId());
      case 10 -> new Command.Mute(oneOf("", TestCall.ID, TestCall.SERVER, "nobody"));
      case 11 -> new Command.Unmute(oneOf("", TestCall.ID, TestCall.SERVER));
      case 12 -> new Command.Refer("sip:bob@b", null, null, Records.of(ReferOption.class, "moh",
          maybe("moh.wav"), "asr", maybe(ASR), "autoHangup", false));
      case 13 -> oneIn(2) ? new Command.Bridge("s2") : new Command.Unbridge();
      case 14 -> new Command.FunctionResult("f", Map.of("x", 1));
      default -> oneIn(12)
          ? new Command.Hangup(null, null, null, oneIn(2))
          : new Command.History("bot", word());
    };
  }

  private MediaEvent media() {
    int playback = below(5);
    int item = below(8);
    return switch (below(16)) {
      case 0, 1, 2 -> new MediaEvent.ItemBegan(playback, item);
      case 3, 4 -> new MediaEvent.ItemEnded(playback, item, below(900));
      case 5, 6 -> new MediaEvent.ItemStarved(playback, item, chance.nextBoolean());
      case 7 -> new MediaEvent.Stopped(playback, item, below(500), 500);
      case 8 -> new MediaEvent.ItemFailed(playback, item, "media", 500, "no");
      case 9, 10 -> new MediaEvent.Speaking(below(5_000));
      case 11, 12 -> new MediaEvent.Silence(below(5_000), 200, below(5_000));
      case 13 -> new MediaEvent.Dtmf("5");
      case 14 -> new MediaEvent.Progress("ringing", below(4), 0.5, false);
      default -> oneIn(2)
          ? new MediaEvent.OfLeg(oneOf("bot", LEG), oneIn(2)
              ? new MediaEvent.Speaking(below(5_000))
              : new MediaEvent.Flowing("pcmu"))
          : new MediaEvent.Failed("recorder", 507, "full");
    };
  }

  private AiEvent ai() {
    int item = below(8);
    return switch (below(9)) {
      case 0, 1, 2 -> new AiEvent.Heard("scripted", below(3), chance.nextBoolean(), word(),
          below(4_000), below(5_000));
      case 3 -> new AiEvent.FirstByte("tone", item, 50);
      case 4 -> new AiEvent.Spoken("tone", item, 90, 800, false);
      case 5 -> new AiEvent.SpeakFailed("tone", item, 503, "busy");
      case 6 -> new AiEvent.PassSpeaks();
      case 7 -> new AiEvent.ReplyBegan("openai", below(5));
      default -> new AiEvent.CallerSpeaks("openai", below(5_000));
    };
  }

  private Signal other() {
    return switch (below(9)) {
      case 0 -> new Signal.Joined("s2", "n2", chance.nextBoolean());
      case 1 -> oneIn(2) ? new Signal.Parted("s2") : new Signal.NodeLost("n2");
      case 2 -> new Signal.JoinRefused("s2", 409, "no");
      case 3 -> new Signal.MediaGave(new MediaRequest.OpenLeg(LEG, new Carrier.Sockets()), "v=0");
      case 4 -> new Signal.MediaGave(new MediaRequest.Answered(LEG, "theirs"), "");
      case 5 -> new Signal.FromSip(LEG, new SipEvent.Progress(183, "", "theirs"));
      case 6 -> new Signal.FromSip(LEG, oneIn(4)
          ? new SipEvent.HungUp(null, Map.of())
          : new SipEvent.Answered("theirs"));
      case 7 -> new Signal.MediaGave(new MediaRequest.Reoffered(LEG, SDP), "v=0");
      default -> new Signal.FromLegAi(LEG,
          new AiEvent.Heard("scripted", 1, true, word(), 10, 20));
    };
  }

  private @Nullable String playId() {
    return oneIn(4) ? null : oneOf("a", "b");
  }

  private String word() {
    return WORDS.get(below(WORDS.size()));
  }

  private String oneOf(String... all) {
    return all[below(all.length)];
  }

  private boolean oneIn(int many) {
    return below(many) == 0;
  }

  private <T> @Nullable T maybe(T value) {
    return chance.nextBoolean() ? value : null;
  }
}
